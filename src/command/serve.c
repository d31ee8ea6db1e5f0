/* Answering requests: the site over the database, behind the server. */
#include "command/command.h"
#include "command/keeper.h"

#include "keep/job.h"
#include "keep/page.h"
#include "keep/thing.h"
#include "decide/decide.h"
#include "mirror/mirror.h"
#include "network/network.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/helper.h"
#include "os/log.h"
#include "os/process.h"
#include "os/sandbox.h"
#include "people/people.h"

#include <stdio.h>
#include <string.h>

enum { ROOMS_MAX = 16 };
#define SPOOL_FOLDER TEXT("/var/tmp") /* large bodies, unnamed */

const struct menu_item house_menu[] = {
    { "partnership", "/partnership", N_("Partnerships"), MENU_ALL },
    { "organisation", "/organisation", N_("Organisations"), MENU_ALL },
    { "place", "/place", N_("Places"), MENU_ALL },
    { "partner", "/partner", N_("Find a partner"), MENU_ALL },
    { "call", "/call", N_("Workshops"), MENU_ALL },
    { "deciding", "/deciding", N_("Being decided"), MENU_ALL },
    { "about", "/about", N_("About"), MENU_ALL },
    { "join", "/join", N_("Join"), MENU_VISITOR },
    { "sign-in", "/sign-in", N_("Sign in"), MENU_VISITOR },
    { "admin", "/admin", N_("Coordination"), MENU_COORDINATOR },
    { "me", "/me", N_("My page"), MENU_PERSON },
    { NULL, NULL, NULL, MENU_ALL },
};

/* Browsers keep a cookie that is not to cross plain http only where it
 * crosses no wire. */
static bool
is_this_machine(text url)
{
    static const text hosts[] = { TEXT_INIT("localhost"), TEXT_INIT("[::1]") };
    text http = TEXT("http://");
    if (!text_starts_with(url, http))
        return false;
    text host = text_slice(url, http.len, url.len), rest;
    host = text_cut(host, '/', &rest);
    ptrdiff_t end = host.len; /* of the name, before a port */
    while (end > 0 && host.ptr[end - 1] >= '0' && host.ptr[end - 1] <= '9')
        end--;
    if (end > 0 && end < host.len && host.ptr[end - 1] == ':')
        host = text_slice(host, 0, end - 1);
    bool is_number = text_starts_with(host, TEXT("127."));
    for (ptrdiff_t i = 0; is_number && i < host.len; i++)
        is_number =
            host.ptr[i] == '.' || (host.ptr[i] >= '0' && host.ptr[i] <= '9');
    return is_number || text_is_equal(host, hosts[0]) ||
        text_is_equal(host, hosts[1]);
}

/* It stands before every path in links, and posts are compared with it. */
static bool
is_base_url(text url)
{
    bool is_https = text_starts_with(url, TEXT("https://"));
    text rest, scheme = is_https ? TEXT("https://") : TEXT("http://");
    if (!text_starts_with(url, scheme))
        return false;
    text host = text_cut(text_slice(url, scheme.len, url.len), '/', &rest);
    for (ptrdiff_t i = 0; i < host.len; i++) {
        char c = host.ptr[i];
        bool is_letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
        if (!is_letter && !(c >= '0' && c <= '9') && c != '.' && c != '-' &&
            c != ':' && c != '[' && c != ']')
            return false;
    }
    return host.len > 0 && rest.len == 0;
}

/* Passwords over plain http from another machine: only when told to. */
static enum err
check_address(struct run *run, text url, bool *is_plain, struct why *why)
{
    if (!is_base_url(url))
        return err_say(why, ERR_BAD_INPUT,
            "--base-url is like https://network.example, without a path: not "
            "\"%.*s\"",
            TEXT_ARG(url));
    *is_plain =
        !text_starts_with(url, TEXT("https://")) && !is_this_machine(url);
    if (!*is_plain || run->settings->is_plain_http)
        return OK;
    return err_say(why, ERR_BAD_INPUT,
        "%.*s is plain http from other machines: who is between would read "
        "passwords. Give --base-url https://..., or say --plain-http",
        TEXT_ARG(url));
}

/* Give up what serving does not need: files outside the data's folder, other
 * programs. Before the first thread. */
static enum err
enter_sandbox(struct run *run, struct db_home *home, struct why *why)
{
    static const text for_all[] = { TEXT_INIT("/usr"), TEXT_INIT("/lib"),
        TEXT_INIT("/lib64"), TEXT_INIT("/proc/self"),
        TEXT_INIT("/sys/devices/system/cpu"), TEXT_INIT("/etc/localtime") };
    /* names of hosts and users, certificates */
    static const text for_server[] = { TEXT_INIT("/etc/hosts"),
        TEXT_INIT("/etc/host.conf"), TEXT_INIT("/etc/resolv.conf"),
        TEXT_INIT("/etc/nsswitch.conf"), TEXT_INIT("/etc/gai.conf"),
        TEXT_INIT("/etc/services"), TEXT_INIT("/etc/passwd"),
        TEXT_INIT("/etc/ssl/openssl.cnf"), TEXT_INIT("/etc/ssl/certs"),
        TEXT_INIT("/etc/ca-certificates"), TEXT_INIT("/etc/krb5.conf"),
        TEXT_INIT("/etc/postgresql-common"),
        TEXT_INIT("/run/systemd/resolve") };
    enum {
        N_ALL = sizeof for_all / sizeof *for_all,
        N_SERVER = sizeof for_server / sizeof *for_server,
        N_FILES = 16
    };
    text readable[N_ALL + N_SERVER + N_FILES];
    text writable[] = { SPOOL_FOLDER, TEXT("") };
    struct sandbox sandbox = { .writable = writable,
        .n_writable = 1,
        .readable = readable,
        .n_readable = N_ALL };
    struct sandbox_result result;
    memcpy(readable, for_all, sizeof for_all);
    bool is_lite = db_home_dialect(home) == DB_SQLITE;
    if (!is_lite || !text_is_empty(run->settings->mail_server)) {
        memcpy(readable + N_ALL, for_server, sizeof for_server);
        sandbox.n_readable += N_SERVER;
    }
    if (is_lite) {
        writable[1] = file_folder_of(run->settings->db);
        sandbox.n_writable = 2;
    } else {
        sandbox.n_readable += db_files_of(run->settings->db, run->process,
            readable + sandbox.n_readable, N_FILES);
    }
    enum err e = sandbox_enter(&sandbox, &result, why);
    if (e == OK && result.landlock_abi == 0 && !run->settings->is_quiet)
        fputs("counterpart: this kernel has no Landlock: files outside the "
              "data's folder stay within reach\n",
            stderr);
    return e;
}

static void
wait_until_stopped(struct signals *signals)
{
    int64_t alive_ms = service_alive_every_ms();
    do
        service_is_alive();
    while (signals_wait(signals, alive_ms > 0 ? (int)alive_ms : 3'600'000) !=
        SIGNAL_STOP);
}

/* The threads beside the server's own. */
struct helpers {
    struct keeper keeper;
    struct mail_sender *sender; /* NULL: no mail server is set */
    struct job_keeper *jobs;
};

static void
stop_helpers(struct helpers *h, int n)
{
    if (n > 2 && h->sender != NULL)
        mail_sender_stop(h->sender);
    if (n > 1)
        keeper_stop(&h->keeper);
    if (n > 0)
        job_keeper_stop(h->jobs);
}

/* What was started is stopped. */
static enum err
start_helpers(struct helpers *h, struct arena *process, struct why *why)
{
    int n = 0;
    enum err e = job_keeper_start(&h->jobs, process, h->keeper.home, why);
    n += e == OK;
    h->keeper.jobs = h->jobs;
    if (e == OK)
        e = keeper_start(&h->keeper, why);
    n += e == OK && n > 0;
    if (e == OK && h->sender != NULL)
        e = mail_sender_start(h->sender, why);
    if (e != OK)
        stop_helpers(h, n);
    return e;
}

/* Two at least: while one computes a password, another answers. More with a
 * PostgreSQL, on another machine above all: then they wait rather than compute,
 * and those who save at once share one wait for its disk. */
static int
n_workers(const struct run *run, const struct db_home *home)
{
    int n = (int)run->settings->n_workers;
    if (n == 0)
        n = core_count() > 2 ? core_count() * 2 : 4;
    if (run->settings->n_workers == 0 && db_home_dialect(home) != DB_SQLITE)
        n *= db_home_is_far(home) ? 4 : 3;
    return n < 2 ? 2 : n;
}

static enum err
serve_site(struct run *run, struct site *site, struct db_home *home,
    struct mail_sender *sender, struct signals *signals, struct why *why)
{
    struct server *server;
    struct helpers helpers = { .sender = sender,
        .keeper = { .home = home, .url = run->settings->db } };
    struct server_config config = { .listen = run->settings->listen,
        .n_workers = n_workers(run, home),
        .trusted_proxy = run->settings->trusted_proxy,
        .spool_folder = SPOOL_FOLDER };
    if (db_home_dialect(home) == DB_SQLITE)
        helpers.keeper.folder = file_folder_of(run->settings->db);
    site_serve_with(site, &config);
    people_threads(config.n_workers);
    enum err e = server_start(&server, &config, run->process, why);
    if (e != OK)
        return e;
    e = start_helpers(&helpers, run->process, why);
    if (e != OK) {
        server_stop(server);
        return e;
    }
    printf("%.*s\n", TEXT_ARG(server_address(server)));
    fflush(stdout);
    service_is_ready();
    wait_until_stopped(signals);
    service_is_stopping();
    server_stop(server);
    stop_helpers(&helpers, 3);
    return OK;
}

/* What is done in the helper. */
static helper_work *const helper_works[] = { board_print_work, lot_letter_work,
    NULL };

enum err
run_serve(struct run *run, struct why *why)
{
    const struct route *tables[ROOMS_MAX + 1] = { NULL };
    struct db_home *home;
    struct site *site;
    struct mail_sender *sender = NULL;
    int n = 0;
    for (int d = 0; all_doors[d] != NULL; d++) {
        require(n < ROOMS_MAX);
        tables[n++] = all_doors[d]->routes;
    }
    struct signals signals;
    int64_t n_files;
    bool is_plain;
    enum err e = check_address(run, run_base_url(run), &is_plain, why);
    if (e == OK)
        e = signals_open(&signals, why); /* before the first thread */
    if (e == OK)
        e = raise_open_files(16384, &n_files, why);
    if (e == OK) /* it gets neither the data nor the sockets */
        e = helper_open(helper_works, why);
    if (e == OK)
        e = run_open(run, true, &home, why);
    if (e != OK) {
        helper_close();
        return e;
    }
    struct site_config config = { .base_url = run_base_url(run),
        .home = home,
        .routes = tables,
        .who_acts = people_who_acts,
        .things_of = thing_of_route,
        .describe = network_describe,
        .foot = page_foot,
        .menu = house_menu,
        .sign_in = "/sign-in",
        .sends_mail = !text_is_empty(run->settings->mail_server),
        .is_plain_http = is_plain,
        .post_limit = (int)run->settings->post_limit,
        .is_dev = run->settings->is_dev,
        .is_quiet = run->settings->is_quiet };
    e = run_outbox(run, home, &sender, why);
    if (e == OK && !run->settings->is_dev && !run->settings->is_open)
        e = enter_sandbox(run, home, why);
    if (e == OK)
        e = site_open(&site, &config, run->process, why);
    if (e == OK) {
        e = serve_site(run, site, home, sender, &signals, why);
        site_close(site);
    }
    db_close(home);
    helper_close();
    return e;
}
