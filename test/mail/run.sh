#!/usr/bin/env bash
# part: waits
# Mails through a server that speaks TLS, with the sandbox on: its name is
# looked up, its certificate is looked at, and where either is not right nothing
# is sent. The servers are ours (tls.py), and so is who signs for them.
#
#     test/mail/run.sh
set -u
cd "$(dirname "$0")/../.." || exit 2
PROGRAM=$PWD/${B:-build}/counterpart
passed=0
failed=0
say() {
    if [ "$1" -eq 0 ]; then passed=$((passed + 1)); else
        failed=$((failed + 1)); echo "FAILED: $2"; fi
}

for tool in python3 openssl curl getent; do
    command -v $tool > /dev/null || { echo "no $tool: not tried"; exit 0; }
done
# a name that is not "localhost", whose server would be asked for no TLS
name=
for n in $(hostname) $(getent hosts 127.0.0.1 | tr -s ' ' '\n' | tail -n +2); do
    case $n in localhost | 127.* | *:*) continue ;; esac
    [ "$(getent ahostsv4 "$n" | awk 'NR == 1 { print $1 }')" = 127.0.0.1 ] && name=$n
done
[ -n "$name" ] || { echo "this machine has no name for 127.0.0.1: not tried"; exit 0; }

tmp=$(mktemp -d)
pids=
trap 'kill $pids 2> /dev/null; rm -rf "$tmp"' EXIT

authority() { # NAME: NAME.pem, NAME.key
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=$1" \
        -keyout "$tmp/$1.key" -out "$tmp/$1.pem" 2> /dev/null
}
certificate() { # FILE HOST AUTHORITY
    openssl req -newkey rsa:2048 -nodes -subj "/CN=$2" -keyout "$tmp/$1.key" \
        -out "$tmp/$1.csr" 2> /dev/null
    printf 'subjectAltName=DNS:%s\n' "$2" > "$tmp/$1.ext"
    openssl x509 -req -days 2 -in "$tmp/$1.csr" -CA "$tmp/$3.pem" \
        -CAkey "$tmp/$3.key" -CAcreateserial -extfile "$tmp/$1.ext" \
        -out "$tmp/$1.pem" 2> /dev/null
}
mailserver() { # MODE CERT FOLDER: $port
    mkdir -p "$tmp/$3"
    python3 test/mail/tls.py "$1" "$tmp/$2.pem" "$tmp/$2.key" "$tmp/$3" \
        > "$tmp/$3/port" 2> "$tmp/$3/errors" &
    pids="$pids $!"
    for _ in $(seq 100); do [ -s "$tmp/$3/port" ] && break; sleep 0.05; done
    port=$(cat "$tmp/$3/port")
}
# Serve, ask for a link by mail, and wait for it.
deliver() { # FOLDER URL SECONDS OPTION...
    local folder=$1 url=$2 wait=$3 server web link
    shift 3
    "$PROGRAM" serve --db "$tmp/$folder/n.db" --listen 127.0.0.1:0 --quiet \
        --mail-server "$url" --mail-from 'Our network <post@network.example>' \
        --mail-user network --mail-password-file "$tmp/password" "$@" \
        > "$tmp/$folder/out" 2>&1 &
    server=$!
    for _ in $(seq 100); do
        web=$(grep -o 'http://127.0.0.1:[0-9]*' "$tmp/$folder/out" | head -n 1)
        [ -n "$web" ] && break
        sleep 0.1
    done
    link=$("$PROGRAM" user invite anna@region.example --db "$tmp/$folder/n.db" \
        | sed 's,.*/welcome/,/welcome/,')
    curl -s -o /dev/null -H "Origin: $web" --data-urlencode 'name=Anna' \
        --data-urlencode 'password=three quite other' \
        --data-urlencode 'again=three quite other' "$web/en$link"
    curl -s -o /dev/null -H "Origin: $web" \
        --data-urlencode 'mail=anna@region.example' "$web/en/sign-in/link"
    for _ in $(seq $((wait * 10))); do
        [ -e "$tmp/$folder/1.eml" ] && break
        sleep 0.1
    done
    kill "$server"
    wait "$server" 2> /dev/null
}
has() { grep -q -- "$2" "$tmp/$1" 2> /dev/null; }
lacks() { ! has "$1" "$2"; }

echo 'a good secret' > "$tmp/password"
authority ours
authority theirs
certificate right "$name" ours
certificate signed-by-others "$name" theirs
certificate of-another-name other.example ours

mailserver starttls right starttls
deliver starttls "smtp://$name:$port" 15 --mail-ca "$tmp/ours.pem"
has starttls/1.eml 'RCPT TO:<anna@region.example>'
say $? "a mail goes by STARTTLS through a server with a name, inside the sandbox"
has starttls/talk '^TLSv1.[23]$' && has starttls/talk '^user network a good secret$'
say $? "who signs in does so over TLS"
[ "$(grep -n -m 1 '^TLSv1' "$tmp/starttls/talk" | cut -d: -f1)" -lt \
    "$(grep -n -m 1 '^AUTH' "$tmp/starttls/talk" | cut -d: -f1)" ]
say $? "and not before"

mailserver implicit right implicit
deliver implicit "smtps://$name:$port" 15 --mail-ca "$tmp/ours.pem"
has implicit/1.eml 'RCPT TO:<anna@region.example>' && has implicit/talk '^TLSv1.[23]$'
say $? "a mail goes by TLS from the first byte"

for bad in signed-by-others of-another-name; do
    mailserver starttls $bad "$bad"
    deliver "$bad" "smtp://$name:$port" 4 --mail-ca "$tmp/ours.pem"
    [ ! -e "$tmp/$bad/1.eml" ] && lacks "$bad/talk" '^user' && has "$bad/talk" STARTTLS
    say $? "$bad: no mail, and no password"
    [ "$("$PROGRAM" mail --db "$tmp/$bad/n.db" | grep -c '^status *waiting')" -eq 1 ]
    say $? "$bad: the mail waits"
done

mailserver starttls right system
deliver system "smtp://$name:$port" 4
[ ! -e "$tmp/system/1.eml" ]
say $? "an authority that nobody named is not trusted"

mailserver plain right plain
deliver plain "smtp://$name:$port" 4 --mail-ca "$tmp/ours.pem"
[ ! -e "$tmp/plain/1.eml" ] && lacks plain/talk '^MAIL' && lacks plain/talk '^user'
say $? "to a server without TLS nothing is sent"

timeout 5 "$PROGRAM" serve --db "$tmp/n.db" --listen 127.0.0.1:0 --mail-server \
    smtps://a.example --mail-from a@b.example --mail-ca "$tmp/password" > "$tmp/said" 2>&1
grep -q 'no certificate in it' "$tmp/said"
say $? "a file without a certificate is refused with a sentence"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
