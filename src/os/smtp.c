#include "os/smtp.h"

#include "os/thread.h"

#include <curl/curl.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    CONNECT_S = 15,
    KEPT_S = 30,      /* a connection that is not used */
    SOCKETS_MAX = 8,  /* tried side by side: addresses of one host */
    ANSWER_MS = 5000, /* for the last answer, when we are to hurry */
    CODE_AUTH_NEEDED = 530,
    CODE_AUTH_WEAK = 534,
    CODE_AUTH_WRONG = 535,
    CODE_AUTH_PLAIN = 538
};

struct smtp {
    CURL *curl;
    char *url, *user, *password;
    text ca;
    long tls;
    atomic_bool is_hurried;
    struct mutex lock; /* over the sockets */
    int sockets[SOCKETS_MAX];
    bool is_cut;
    /* of the mail that is on its way */
    text rest;
};

/* ---- The server's address ------------------------------------------------ */

static bool
is_number(text t)
{
    for (ptrdiff_t i = 0; i < t.len; i++)
        if (t.ptr[i] < '0' || t.ptr[i] > '9')
            return false;
    return t.len > 0 && t.len <= 5;
}

/* The host of "smtp://host:587"; not known when it is no such address. */
static text
host_of(text url)
{
    text rest, smtp = TEXT("smtp://"), smtps = TEXT("smtps://");
    text tail = text_starts_with(url, smtp) ? text_slice(url, smtp.len, url.len)
        : text_starts_with(url, smtps) ? text_slice(url, smtps.len, url.len)
                                       : (text){ 0 };
    if (text_starts_with(tail, TEXT("["))) {
        ptrdiff_t end = text_find(tail, TEXT("]"));
        text port = text_slice(tail, end + 1, tail.len);
        for (ptrdiff_t i = 1; i < end; i++)
            if (strchr("0123456789abcdefABCDEF:.", tail.ptr[i]) == NULL)
                return (text){ 0 };
        bool is_good = end > 1 &&
            (port.len == 0 ||
                (port.ptr[0] == ':' &&
                    is_number(text_slice(port, 1, port.len))));
        return is_good ? text_slice(tail, 1, end) : (text){ 0 };
    }
    text host = text_cut(tail, ':', &rest);
    if (text_is_known(rest) && !is_number(rest))
        return (text){ 0 };
    for (ptrdiff_t i = 0; i < host.len; i++) {
        char c = host.ptr[i];
        bool is_letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
        if (!is_letter && !(c >= '0' && c <= '9') && c != '.' && c != '-')
            return (text){ 0 };
    }
    return host.len > 0 ? host : (text){ 0 };
}

static bool
is_this_machine(text host)
{
    if (text_is_equal(host, TEXT("localhost")) ||
        text_is_equal(host, TEXT("::1")))
        return true;
    for (ptrdiff_t i = 0; i < host.len; i++)
        if ((host.ptr[i] < '0' || host.ptr[i] > '9') && host.ptr[i] != '.')
            return false;
    return text_starts_with(host, TEXT("127."));
}

enum err
smtp_check(const struct smtp_server *server, struct why *why)
{
    text host = host_of(server->url);
    if (!text_is_known(host))
        return err_say(why, ERR_BAD_INPUT,
            "a mail server is like smtps://mail.example or "
            "smtp://mail.example:587, and its user and password are said "
            "elsewhere");
    if (text_has_byte(server->user, '\0') ||
        text_has_byte(server->password, '\0'))
        return err_say(
            why, ERR_BAD_INPUT, "the mail server's password holds a zero byte");
    return OK;
}

/* ---- Open and close ------------------------------------------------------ */

static size_t
give(char *to, size_t size, size_t n, void *context)
{
    struct smtp *s = context;
    ptrdiff_t room = (ptrdiff_t)(size * n);
    ptrdiff_t len = s->rest.len < room ? s->rest.len : room;
    if (len > 0)
        memcpy(to, s->rest.ptr, (size_t)len);
    s->rest = text_slice(s->rest, len, s->rest.len);
    return (size_t)len;
}

/* Called about once a second, and whenever something moves. What is all over
 * there may be accepted already, and would be sent twice. */
static int
look(void *context, curl_off_t to_load, curl_off_t loaded, curl_off_t to_send,
    curl_off_t sent)
{
    struct smtp *s = context;
    (void)to_load, (void)loaded, (void)to_send, (void)sent;
    return atomic_load(&s->is_hurried) && s->rest.len > 0 ? 1 : 0;
}

/* libcurl's sockets are known here, so that they can be cut: it waits for
 * some answers, the one to its goodbye too, without asking anybody. */
static curl_socket_t
open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct smtp *s = context;
    (void)purpose;
    int fd = socket(
        address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    mutex_lock(&s->lock);
    for (int i = 0; fd >= 0 && i <= SOCKETS_MAX; i++) {
        if (s->is_cut || i == SOCKETS_MAX) {
            close(fd);
            fd = -1;
        } else if (s->sockets[i] < 0) {
            s->sockets[i] = fd;
            break;
        }
    }
    mutex_unlock(&s->lock);
    return fd < 0 ? CURL_SOCKET_BAD : fd;
}

static int
close_socket(void *context, curl_socket_t fd)
{
    struct smtp *s = context;
    mutex_lock(&s->lock);
    for (int i = 0; i < SOCKETS_MAX; i++)
        if (s->sockets[i] == fd)
            s->sockets[i] = -1;
    int rc = close(fd);
    mutex_unlock(&s->lock);
    return rc;
}

void
smtp_cut(struct smtp *s)
{
    atomic_store(&s->is_hurried, true);
    mutex_lock(&s->lock);
    s->is_cut = true;
    for (int i = 0; i < SOCKETS_MAX; i++)
        if (s->sockets[i] >= 0)
            shutdown(s->sockets[i], SHUT_RDWR);
    mutex_unlock(&s->lock);
}

/* What libcurl would otherwise print or keep goes nowhere. */
static size_t
drop(char *from, size_t size, size_t n, void *context)
{
    (void)from, (void)context;
    return size * n;
}

#define SET(option, value)                                                     \
    require(curl_easy_setopt(s->curl, (option), (value)) == CURLE_OK)

static void
set_all(struct smtp *s)
{
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    SET(CURLOPT_NOPROXY, "*");
    SET(CURLOPT_CONNECTTIMEOUT, (long)CONNECT_S);
    SET(CURLOPT_TIMEOUT, (long)SMTP_TRY_S);
    SET(CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)SMTP_TRY_S / 2);
    SET(CURLOPT_MAXAGE_CONN, (long)KEPT_S);
    SET(CURLOPT_USE_SSL, s->tls);
    SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    SET(CURLOPT_SSL_VERIFYPEER, 1L);
    SET(CURLOPT_SSL_VERIFYHOST, 2L);
    SET(CURLOPT_UPLOAD, 1L);
    SET(CURLOPT_NOPROGRESS, 0L);
    SET(CURLOPT_XFERINFOFUNCTION, look);
    SET(CURLOPT_XFERINFODATA, s);
    SET(CURLOPT_OPENSOCKETFUNCTION, open_socket);
    SET(CURLOPT_OPENSOCKETDATA, s);
    SET(CURLOPT_CLOSESOCKETFUNCTION, close_socket);
    SET(CURLOPT_CLOSESOCKETDATA, s);
    SET(CURLOPT_READFUNCTION, give);
    SET(CURLOPT_READDATA, s);
    SET(CURLOPT_WRITEFUNCTION, drop);
    SET(CURLOPT_URL, s->url);
    if (text_is_known(s->ca)) {
        struct curl_blob blob = { .data = (void *)(uintptr_t)s->ca.ptr,
            .len = (size_t)s->ca.len,
            .flags = CURL_BLOB_COPY };
        SET(CURLOPT_CAINFO_BLOB, &blob);
        SET(CURLOPT_CAPATH, NULL);
    }
    if (s->user != NULL) {
        SET(CURLOPT_USERNAME, s->user);
        SET(CURLOPT_PASSWORD, s->password);
    }
}

enum err
smtp_open(struct smtp **smtp, const struct smtp_server *server, struct arena *a,
    struct why *why)
{
    enum err e = smtp_check(server, why);
    if (e != OK)
        return e;
    text host = host_of(server->url);
    struct smtp *s = arena_new(a, struct smtp, 1);
    /* what stands behind the '/' is how libcurl says that we are called */
    text url[] = { server->url, TEXT("/"), server->client };
    s->url = arena_c_string(a, arena_join(a, 3, url));
    s->tls = is_this_machine(host) || server->is_plain ? (long)CURLUSESSL_NONE
                                                       : (long)CURLUSESSL_ALL;
    s->ca = server->ca;
    if (text_is_known(server->user)) {
        s->user = arena_c_string(a, server->user);
        s->password = arena_c_string(a, server->password);
    }
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0)
        return err_say(why, ERR_NO_ROOM, "libcurl does not start");
    s->curl = curl_easy_init();
    if (s->curl == NULL)
        return err_say(why, ERR_NO_ROOM, "libcurl does not start");
    mutex_open(&s->lock);
    for (int i = 0; i < SOCKETS_MAX; i++)
        s->sockets[i] = -1;
    set_all(s);
    *smtp = s;
    return OK;
}

void
smtp_close(struct smtp *smtp)
{
    smtp_cut(smtp);
    curl_easy_cleanup(smtp->curl);
    curl_global_cleanup();
    mutex_close(&smtp->lock);
}

void
smtp_hurry(struct smtp *smtp)
{
    atomic_store(&smtp->is_hurried, true);
}

/* ---- Sending ------------------------------------------------------------- */

static bool
is_about_us(long code)
{
    return code == CODE_AUTH_NEEDED || code == CODE_AUTH_WEAK ||
        code == CODE_AUTH_WRONG || code == CODE_AUTH_PLAIN;
}

/* libcurl says SEND_ERROR when sender, receiver or DATA were answered with
 * no, and WEIRD_SERVER_REPLY when the message was, but also when the server's
 * greeting was. */
static enum smtp_result
judge(CURLcode rc, long code, bool is_all_sent, bool is_hurried)
{
    bool is_of_mail = rc == CURLE_SEND_ERROR ||
        (rc == CURLE_WEIRD_SERVER_REPLY && is_all_sent);
    if (rc == CURLE_OK)
        return SMTP_SENT;
    if (is_hurried && (rc == CURLE_ABORTED_BY_CALLBACK || code < 400))
        return SMTP_HURRIED;
    if (!is_of_mail || code < 400 || code > 599 || code == 421 ||
        is_about_us(code))
        return SMTP_NO_SERVER;
    return code >= 500 ? SMTP_REFUSED : SMTP_LATER;
}

static bool
is_one_word(text t)
{
    for (ptrdiff_t i = 0; i < t.len; i++)
        if ((unsigned char)t.ptr[i] <= ' ' || t.ptr[i] == '<' ||
            t.ptr[i] == '>')
            return false;
    return t.len > 0 && t.len <= 320;
}

enum smtp_result
smtp_send(struct smtp *s, text from, text to, text message, int *code)
{
    char from_c[330], to_c[330];
    long said = 0;
    require(is_one_word(from) && is_one_word(to));
    memcpy(from_c, from.ptr, (size_t)from.len);
    from_c[from.len] = '\0';
    memcpy(to_c, to.ptr, (size_t)to.len);
    to_c[to.len] = '\0';
    *code = 0;
    struct curl_slist *receivers = curl_slist_append(NULL, to_c);
    if (receivers == NULL)
        return SMTP_NO_SERVER;
    s->rest = message;
    SET(CURLOPT_MAIL_FROM, from_c);
    SET(CURLOPT_MAIL_RCPT, receivers);
    SET(CURLOPT_INFILESIZE_LARGE, (curl_off_t)message.len);
    CURLcode rc = curl_easy_perform(s->curl);
    if (curl_easy_getinfo(s->curl, CURLINFO_RESPONSE_CODE, &said) == CURLE_OK)
        *code = (int)said;
    SET(CURLOPT_MAIL_RCPT, NULL);
    curl_slist_free_all(receivers);
    return judge(rc, said, s->rest.len == 0, atomic_load(&s->is_hurried));
}
