#!/usr/bin/env bash
# lint: a small tree that keeps every rule, and one that breaks each of them.
# Ends in "N passed, N failed".
set -u
cd "$(dirname "$0")/../.." || exit 2
B=${B:-build}
make -s B="$B" "$B/tools/lint" || exit 2
work=$B/test/lint
rm -rf "$work"
passed=0
failed=0

pass() { passed=$((passed + 1)); }
fail() { echo "$1"; failed=$((failed + 1)); }

# put TREE FILE: stdin into that file
put() { mkdir -p "$work/$1/$(dirname "$2")" && cat > "$work/$1/$2"; }

# wants TREE STATUS: the messages on stdin, and no others
wants() {
    "$B/tools/lint" "$work/$1" | sed "s|^$work/$1/||" > "$work/$1.said"
    local status=${PIPESTATUS[0]}
    if [ "$status" -eq "$2" ] && diff - "$work/$1.said"; then
        pass
    else
        fail "$1: status $status, not $2, or other messages than these"
    fi
}

# bad NAME FILE: stdin is a file that breaks one rule, its first line (taken
# off) says "LINE: message"
n_bad=0
bad() {
    local want
    n_bad=$((n_bad + 1))
    put "bad$n_bad" "$2" < <(cat)
    want=$(head -1 "$work/bad$n_bad/$2")
    sed -i 1d "$work/bad$n_bad/$2"
    "$B/tools/lint" "$work/bad$n_bad" > "$work/bad$n_bad.said"
    if [ $? -eq 1 ] \
        && grep -qF "$work/bad$n_bad/$2:$want" "$work/bad$n_bad.said" \
        && [ "$(wc -l < "$work/bad$n_bad.said")" -eq 2 ]; then
        pass
    else
        fail "$1: wanted $want; got: $(cat "$work/bad$n_bad.said")"
    fi
}

# ---- what is fine --------------------------------------------------------------

put good base/arena.c <<'END'
#include "base/arena.h"
#include <stdlib.h>
void *p(void) { return malloc(1); }
END
put good os/file.c <<'END'
#include "os/file.h"
#include "base/text.h"
#include <unistd.h>
#include <sys/stat.h>
END
put good db/lite.c <<'END'
#include <sqlite3.h>
#include <libpq-fe.h>
#include "os/file.h"
/* malloc, free: words of a comment */
const char *s = "malloc(1) /* lint: no exception, but a string */";
int n = 1'000, m = '"', k = 1'0; // free(x)
void f(struct x *x) { x->free(1); x.malloc = 0; sqlite3_free(x); }
END
put good text/lang.c <<'END'
#include <unicode/ucol.h>
#include <cmark.h>
#include "db/db.h"
END
put good web/server.c <<'END'
#include <microhttpd.h>
#include <zlib.h>
#include "text/view.h"
#include <sys/socket.h> /* lint: the HTTP seam */
#include <poll.h>  /* lint: the HTTP seam, too */
END
put good engine/panel/linear.c <<'END'
#include <glpk.h>
END
put good engine/panel/panel.h <<'END'
/* What a panel is.
 *
 * Source  Flanigan et al. 2021 */
#include "base/text.h"

/* Draw a panel.
 * Cost    a while
 * Source  Flanigan et al. 2021, equation 3 */
enum cp_status cp_panel_draw(int n);
enum cp_status
cp_panel_draw_again(int n);

/* Is it one?
 * Check   the definition */
int cp_panel_check(int n);
typedef int (*cp_callback)(void);
#define cp_twice(x) ((x) * 2)
END
put good keep/job.c <<'END'
#include "engine/panel/panel.h"
#include "web/web.h"
END
put good network/network_store.c <<'END'
#include "network/network.h"
#include "network/network_store.h"
#include "network/network.sql.h"
#include "people/people.h"
#include "keep/door.h"
END
put good network/place/place.c <<'END'
#include "network/network_store.h"
#include "network/place/place.h"
#include "people/people.h"
END
put good network/place.html <<'END'
@include "network/network_pages.h"
<p>a line of a page may be as long as it likes, for nobody reads HTML in 80 columns</p>
END
put good network/network_test.c <<'END'
#include <cmocka.h>
#include "support/support.h"
END
put good main.c <<'END'
#include "network/network.h"
#include "command/command.h"
#include "web/web.h"
END
put good command/serve.c <<'END'
#include "command/command.h"
#include "share/share.h"
END
put good db/schema/0001_db.sql <<'END'
-- not looked at
END
put good text/table.h < <(echo '/* lint: a table */'; seq 700)
printf '/* %s */\n' "$(printf 'å%.0s' $(seq 74))" | put good text/wide.h
wants good 0 <<'END'
3 exceptions
END

# ---- what is not ---------------------------------------------------------------

bad base_system base/text.c <<'END'
1: base/ includes only the C library: <unistd.h>
#include <unistd.h>
END
bad base_library base/text.c <<'END'
2: base/ includes no library: <zlib.h>
#include <string.h>
#include <zlib.h>
END
bad base_up base/text.c <<'END'
1: base/ stands below os/: "os/file.h"
#include "os/file.h"
END
bad db_up db/db.h <<'END'
1: db/ stands below web/: "web/web.h"
#  include "web/web.h"
END
bad web_room web/web.c <<'END'
1: web/ stands below the rooms: "people/people.h"
#include "people/people.h"
END
bad keep_room keep/door.c <<'END'
1: keep/ stands below the rooms: "share/share.h"
#include "share/share.h"
END
bad system db/db.c <<'END'
1: only os/ includes system headers: <pthread.h>
#include <pthread.h>
END
bad system_in_test web/web_test.c <<'END'
1: only os/ includes system headers: <sys/socket.h>
#include <sys/socket.h>
END
bad cmocka_outside_tests web/web.c <<'END'
1: only os/ includes system headers: <cmocka.h>
#include <cmocka.h>
END
bad sqlite keep/job.c <<'END'
1: only db/ includes <sqlite3.h>
#include <sqlite3.h>
END
bad libpq os/file.c <<'END'
1: only db/ includes <libpq-fe.h>
#include <libpq-fe.h>
END
bad microhttpd network/network.c <<'END'
1: only web/ includes <microhttpd.h>
#include <microhttpd.h>
END
bad icu db/db.c <<'END'
1: only text/ includes <unicode/ucol.h>
#include <unicode/ucol.h>
END
bad glpk engine/opinion/opinion.c <<'END'
1: only engine/panel/linear.c includes <glpk.h>
#include <glpk.h>
END
bad glpk_beside engine/panel/panel.c <<'END'
1: only engine/panel/linear.c includes <glpk.h>
#include <glpk.h>
END
bad engine_up engine/opinion/opinion.c <<'END'
1: an engine includes only base/: "db/db.h"
#include "db/db.h"
END
bad engine_other engine/opinion/opinion.c <<'END'
1: an engine includes only base/: "engine/panel/panel.h"
#include "engine/panel/panel.h"
END
bad engine_library engine/opinion/opinion.c <<'END'
1: engine/opinion/ includes no library: <sodium.h>
#include <sodium.h>
END
bad room_order people/people.c <<'END'
1: people/ stands before network/: it may not use it
#include "network/network.h"
END
bad room_store match/match.c <<'END'
1: "network/network_store.h" is network/'s own
#include "network/network_store.h"
END
bad room_pages match/match.c <<'END'
1: "network/network_pages.h" is network/'s own
#include "network/network_pages.h"
END
bad room_queries match/match.c <<'END'
1: "network/place.sql.h" is network/'s own
#include "network/place.sql.h"
END
bad room_template match/match.html <<'END'
1: "network/network_pages.h" is network/'s own
@include "network/network_pages.h"
END
bad room_back_door match/match.c <<'END'
1: network/ has one door: "network/network.h"
#include "network/place.h"
END
bad room_part_elsewhere match/match.c <<'END'
1: network/ has one door: "network/network.h"
#include "network/place/place.h"
END
bad room_part_order people/card/card.c <<'END'
1: people/card/ stands before network/: it may not use it
#include "network/network.h"
END
bad main_back_door main.c <<'END'
1: "network/network_store.h" is network/'s own
#include "network/network_store.h"
END
bad unknown_folder kitchen/sink.c <<'END'
1: kitchen/ is no floor and no room
#include "base/text.h"
END
bad unknown_include web/web.c <<'END'
1: "kitchen/sink.h" is in no floor and no room
#include "kitchen/sink.h"
END
bad no_folder web/web.c <<'END'
1: include it with its folder: "FOLDER/web.h"
#include "web.h"
END
bad malloc web/web.c <<'END'
2: malloc: memory comes from an arena
/* malloc */
void *p = malloc(1);
END
bad free_as_value web/web.c <<'END'
1: free: memory comes from an arena
void f(void) { g(x, free); }
END
bad realloc_after_quotes web/web.c <<'END'
1: realloc: memory comes from an arena
int a = '"'; void *p = realloc(q, 1); int b = '"';
END
bad calloc_after_separator web/web.c <<'END'
1: calloc: memory comes from an arena
int a = 1'000; void *p = calloc(1, 1'000);
END
bad columns web/web.c <<'END'
1: 81 columns
/* 123456789 123456789 123456789 123456789 123456789 123456789 123456789 12345 */
END
bad lines web/web.c < <(echo '1: 601 lines'; seq 601)
bad lines_sql web/web.sql < <(echo '1: 601 lines'; seq 601)
bad contract engine/opinion/opinion.h <<'END'
2: an engine's function says Source or Check above it
/* Groups of opinion. */
enum cp_status cp_opinion_groups(int n);
END
bad contract_far engine/opinion/opinion.h <<'END'
3: an engine's function says Source or Check above it
/* Source  somebody */

int cp_opinion_groups(int n);
END
bad contract_second engine/opinion/opinion.h <<'END'
4: an engine's function says Source or Check above it
/* Source  somebody */
int cp_opinion_groups(int n);
/* and this one */
int cp_opinion_other(int n);
END
bad exception_without_reason web/web.c <<'END'
1: only os/ includes system headers: <poll.h> (an exception gives its reason)
#include <poll.h> /* lint: */
END

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
