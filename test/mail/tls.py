#!/usr/bin/env python3
"""A mail server that speaks TLS, for one test.

    tls.py MODE CERT KEY FOLDER

MODE starttls, implicit, or plain (offers no TLS). Says its port on the first
line of its output. Mails go to FOLDER/N.eml; what was said, one word a line,
to FOLDER/talk: the version of TLS, EHLO, STARTTLS, AUTH user, MAIL, DATA.
"""
import base64
import os
import socket
import ssl
import sys
import threading

mode, cert, key, folder = sys.argv[1:]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(cert, key)
lock = threading.Lock()
n_mails = 0


def note(word):
    with lock, open(os.path.join(folder, 'talk'), 'a') as talk:
        talk.write(word + '\n')


def keep(mail):
    global n_mails
    with lock:
        n_mails += 1
        name = os.path.join(folder, '%d.eml' % n_mails)
        with open(name + '.new', 'wb') as out:
            out.write(mail)
        os.rename(name + '.new', name)


def talk(sock):
    is_tls = False
    if mode == 'implicit':
        sock = context.wrap_socket(sock, server_side=True)
        is_tls = True
        note(sock.version())
    lines = sock.makefile('rb')

    def say(text):
        sock.sendall(text.encode() + b'\r\n')

    say('220 here')
    head = b''
    while True:
        line = lines.readline()
        if not line:
            return
        word = line.decode('latin-1').strip()
        verb = word.split(' ')[0].upper()
        note(word.split(':')[0] if verb != 'AUTH' else 'AUTH')
        if verb == 'EHLO':
            offers = ['250-here']
            if mode == 'starttls' and not is_tls:
                offers.append('250-STARTTLS')
            else:
                offers.append('250-AUTH PLAIN')
            say('\r\n'.join(offers) + '\r\n250 SMTPUTF8')
        elif verb == 'STARTTLS':
            say('220 go on')
            sock = context.wrap_socket(sock, server_side=True)
            is_tls = True
            note(sock.version())
            lines = sock.makefile('rb')
        elif verb == 'AUTH':
            given = word.split(' ')[2] if word.count(' ') > 1 else ''
            if not given:
                say('334 ')
                given = lines.readline().decode().strip()
            user = base64.b64decode(given).split(b'\0')
            note('user %s %s' % (user[1].decode(), user[2].decode()))
            say('235 welcome')
        elif verb == 'DATA':
            say('354 go on')
            mail = head
            while True:
                line = lines.readline()
                if line in (b'.\r\n', b''):
                    break
                mail += line
            keep(mail)
            say('250 kept')
        elif verb == 'QUIT':
            say('221 bye')
            return
        else:
            head += line if verb in ('MAIL', 'RCPT') else b''
            say('250 well')


def serve(sock):
    try:
        talk(sock)
    except (OSError, ssl.SSLError) as e:
        note('broken %s' % type(e).__name__)
    finally:
        sock.close()


door = socket.create_server(('127.0.0.1', 0))
print(door.getsockname()[1], flush=True)
while True:
    client, _ = door.accept()
    threading.Thread(target=serve, args=(client,), daemon=True).start()
