/* Pages: routes, forms, answers. What a room's pages need of the web.
 *
 * A page is a route beside its handler:
 *
 *     static enum err
 *     place_one(struct request *rq, struct answer *an) { ... }
 *
 *     const struct route network_routes[] = {
 *         ROUTE(GET, "/place/:key", place_one, ANYONE,
 *             "A place and what is there"),
 *         ROUTES_END
 *     };
 *
 * Method, path, handler, who may and what it is for: a route without one of
 * them does not build. The table is read by `counterpart routes`.
 *
 * A handler returns OK after it filled the answer. Any other value becomes
 * the page that says so in the reader's language: ERR_NOT_FOUND 404,
 * ERR_DENIED 403, ERR_BAD_INPUT 400, ERR_CONFLICT 409, ERR_BUSY and ERR_DB 503,
 * ERR_NO_ROOM 503, others 500. Everything allocated in rq->arena is gone after
 * the answer.
 */
#ifndef WEB_WEB_H
#define WEB_WEB_H

#include "base/arena.h"
#include "db/db.h"
#include "text/view.h"
#include "web/server.h"

/* ---- Who acts ------------------------------------------------------------ */

/* Who may, from the many to the few; who has one role has those before it.
 * The four before the last are had of a thing: guest of anything, member of
 * a side, facilitator of a partnership; and whoever is a member of a side is
 * its partnership's WHO_SIDE, which no row says and nobody is made. */
enum who {
    WHO_ANYONE = 1,
    WHO_PERSON,
    WHO_GUEST,
    WHO_SIDE,
    WHO_MEMBER,
    WHO_FACILITATOR,
    WHO_COORDINATOR
};

struct standing {
    enum who role;
    int64_t thing_id;
};

/* web/ knows nothing about people: main.c hands it the function that says. */
struct actor {
    int64_t person_id; /* 0: a visitor */
    const struct standing *standings;
    int n_standings;
    text name;
    const struct lang *lang; /* NULL: not said */
    bool is_coordinator;
    int64_t session_id;
    const char *must_go; /* "/me/two-step": until they did what is asked for
                            there, all other pages but /sign-out lead to it */
    text form_key; /* 32 bytes that follow from the cookie alone: what the
                      forms of this session are proved with */
};

/* Has whoever acts at least that role, of one of these things? 0 is none.
 * The one place where rights are computed.
 *
 * Cost  no allocation, no query; under 2 us with 20 standings */
bool actor_may(const struct actor *who, enum who least, const int64_t *things,
    int n_things);

/* ---- A request ----------------------------------------------------------- */

struct route;
struct site;

struct request {
    struct arena *arena;
    struct db *db; /* this worker's reading connection */
    struct site *site;
    const struct lang *lang;
    struct actor actor;
    const struct web_input *input;
    const struct route *route;
    text path;   /* decoded, without language and query: "/place/homa-bay-…" */
    text query;  /* raw, after '?' ; not known when there is none */
    text params[4]; /* what stood at :name in the route's path, in order */
    int64_t now; /* UTC seconds */
    text secret; /* of this process, 32 bytes: for what must not be guessed */
    /* Kept for the layout; handlers leave them alone. */
    bool has_language; /* the address said it: "/sv/place" */
    bool is_private;   /* a token or a cookie was involved: never cached */
    const struct form *form;
    bool has_change_count; /* of the database, read before anything else */
    int64_t change_count, write_count; /* see struct db_counts */
};

/* A part of pages that takes long to make and is the same for every reader of
 * this language, whoever they are: kept until the database changes. Whole
 * pages are kept for visitors only; this serves those who are signed in too.
 * People get wrong: it must say nothing about, and nothing only to, the one
 * who reads. With `is_of_address` it belongs to this path, and is not kept
 * when a query follows. False: make it, and keep it. */
bool request_piece(
    struct request *rq, const char *name, bool is_of_address, html *piece);
void request_keep_piece(
    struct request *rq, const char *name, bool is_of_address, html piece);
/* The questions of a page: as db_batch_run, and the answers are kept until the
 * database changes, so that the next who asks the same, with the same values,
 * is answered without the database. What one reader may see and do is made of
 * them afterwards.
 * People get wrong: not for tables that db_write_quietly writes (sessions,
 * drafts, replies), nor with a value of this reader's own, which serves nobody
 * else.
 * Cost  a lock, a hash and copies */
enum err request_ask(struct request *rq, struct db_batch *batch);
/* The same for any table, and for one reader's own: kept until anything at all
 * is written, quietly or not. So what is taken away, a right or a session, is
 * gone with the next answer of every process. What hangs on the time is not in
 * the question, or the day is; look at it afterwards. */
enum err request_ask_now(struct request *rq, struct db_batch *batch);
/* The network's name and sentence, as the site's `describe` says them: kept
 * likewise. */
void request_describe(struct request *rq, text *name, text *sentence);

/* The key at the end of "slug-KEY" in params[i]; 0 when it is none. */
int64_t request_key(const struct request *rq, int i);
/* A view in this request's arena and language, its root set. */
struct view request_view(const struct request *rq);
/* The address of this page with one query field set to another value, or
 * taken away (value not known): for pagers and filters. Written in templates
 * as {{@ request_with(rq, "after", key)}}. Fields before a pager's own stay
 * in their order. */
text request_with(const struct request *rq, const char *name, text value);
/* The path, percent-encoded again, without language: "/place/h%C3%B6-…" */
text request_address(const struct request *rq);
/* Does who asks have it already, by If-None-Match? */
bool web_has_etag(const struct web_input *in, text etag);
/* What the network is called. */
text request_network(struct request *rq);
/* A page's address as it stands in a mail or on paper: base URL, language
 * (NULL: the reader's browser says), path. */
text request_whole_address(
    const struct request *rq, const struct lang *lang, text local_path);
/* The value of a cookie; not known when it was not sent. */
text web_cookie(const struct web_input *in, text name);

/* ---- Forms: inputs are declared ------------------------------------------ */

/* A form is a struct whose members are text, int64_t, bool or struct upload,
 * and a table that says for each: name, kind, limits. The same is used for the
 * fields of a query (?q=…&after=…). */
enum input_kind {
    INPUT_TEXT,    /* one line, trimmed */
    INPUT_PROSE,   /* several lines; CRLF becomes LF */
    INPUT_MAIL,    /* one address, checked by shape only */
    INPUT_DATE,    /* YYYY-MM-DD; "7.5.2026" is understood */
    INPUT_INT,     /* min and max both 0: any */
    INPUT_KEY,     /* 13 characters; int64_t */
    INPUT_CHOICE,  /* one of `choices` */
    INPUT_BOOL,    /* a checkbox */
    INPUT_SECRET,  /* a password: as typed, never shown again */
    INPUT_FILE,    /* struct upload; its <form> says
                      enctype="multipart/form-data" */
};
/* A file that came with a form. Its bytes stay where the request's body is:
 * read them with upload_read, in pieces. What its sender says it is counts
 * for nothing: look into it. */
struct upload {
    bool is_given;
    text name; /* its last part, in clean letters; may be empty */
    int64_t at, size;
};
/* *n is 0 at its end. */
enum err upload_read(const struct request *rq, const struct upload *upload,
    int64_t at, char *to, ptrdiff_t room, ptrdiff_t *n);
struct input {
    const char *name;
    enum input_kind kind;
    bool is_required;
    ptrdiff_t max;            /* bytes for text (0: 200), value for numbers */
    int64_t min;
    const char *const *choices; /* NULL at the end */
    const char *const *choice_labels; /* N_("...") of each, or NULL */
    ptrdiff_t offset;         /* of the member in the struct */
    const char *label;        /* N_("...") */
    const char *hint;         /* N_("...") or NULL */
    const char *autocomplete; /* "email": what browsers may fill in, or NULL */
    bool has_digits; /* of a secret: telephones show digits to type */
};
#define INPUT(form, member, ...) /* the kind, then what else is said */       \
    { .name = #member, .offset = offsetof(form, member),                       \
        .kind = __VA_ARGS__ }
enum { FORM_FIELDS_MAX = 160 };
struct form {
    const struct input *inputs;
    int n_inputs;
    text given[FORM_FIELDS_MAX]; /* as typed, to be shown again */
    text error[FORM_FIELDS_MAX]; /* a sentence in the reader's language */
    int n_errors;
    text error_all;              /* about the whole form */
    text token;                  /* the hidden one: makes sending twice safe */
    text proof; /* stands behind it: the page was made for this session */
};
/* Parse the body (POST). OK also with errors in fields: look at n_errors.
 * ERR_BAD_INPUT: no form at all; ERR_DENIED: sent from another site.
 * A form of somebody signed in that was not made for this session has an
 * error too: shown again, it can be sent. One that is never shown again, a
 * button, is button_parse.
 * A field that is absent, empty or wrong leaves 0, false or a text that is
 * not known in the struct. When a page shows the form again, its title gets
 * "Error:" in front and its status is 422. */
enum err form_parse(struct request *rq, const struct input *inputs,
    int n_inputs, struct form *form, void *into);
/* A form without fields: ERR_DENIED when anything is wrong with it. */
enum err button_parse(struct request *rq);
/* The same for the query; wrong values count as absent. */
void query_parse(struct request *rq, const struct input *inputs, int n_inputs,
    void *into);
/* An empty form for a GET: a fresh token. */
void form_open(struct request *rq, const struct input *inputs, int n_inputs,
    struct form *form);
/* Before a handler keeps what a visitor sent: do they send too much? When it
 * says false, the form says so and is shown again, with status 429. Counted
 * for each address and for all together (web/limit.h). */
bool form_is_welcome(struct request *rq, struct form *form);
/* Say what is wrong with a field, from the handler. */
void form_error(struct form *form, const char *name, text sentence);
/* What an edit begins with: a field's value, as if it had been typed. */
void form_give(struct form *form, const char *name, text value);
/* One field with label, hint, error, what was given; or all of them and the
 * hidden token. Used in templates: % form_field(v, p->form, "name");
 * form_start prints the list of errors, linked to their fields, and the
 * hidden token: first thing in <form>. form_fields does that by itself. */
void form_start(struct view *v, const struct form *form);
void form_field(struct view *v, const struct form *form, const char *name);
void form_fields(struct view *v, const struct form *form);

/* ---- An answer ----------------------------------------------------------- */

struct answer {
    int status; /* 200 unless said */
    text type;  /* "text/html; charset=utf-8" unless said */
    text body;
    text location;      /* with status 303: local, with language */
    bool may_cache;     /* the same for every visitor in this language until
                           the database changes: kept by the process */
    text download_name; /* Content-Disposition: attachment */
    text allow;         /* with status 405 */
    /* For what was made before, such as the style sheet. */
    bool is_made;   /* the body goes out as it is, in `encoding` */
    bool is_shared; /* and lives as long as the process */
    text encoding;  /* "br", or not known */
    text etag;      /* with its quotes; made from the body unless said */
    text keeping;   /* Cache-Control; "no-cache" unless said */
    text cookie;    /* Set-Cookie: answer_session writes it */
    bool is_inline; /* the download may be shown in the browser, by itself */
    text policy;    /* Content-Security-Policy, instead of that of pages */
    /* A file instead of the body: sent as it is, closed by whoever sends. */
    bool has_file;
    int file_fd;
    int64_t file_size;
    text range; /* "bytes 0-99/1234": what of it this is, with status 206 */
    text device;    /* Set-Cookie: answer_device */
    int retry_s;    /* Retry-After of a 429; 0: a minute */
    int refresh_s;  /* the browser asks again by itself after so long; 0: no */
    bool clears_browser; /* what our script kept in the browser goes: after
                            a form was saved, and when a session ends */
};

/* What a page may load and do: nothing but our style sheet, pictures and
 * sound. */
#define WEB_POLICY                                                             \
    "default-src 'none'; style-src 'self'; img-src 'self' data:; "            \
    "media-src 'self'; "                                                       \
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

struct page {
    text title;
    text description; /* one sentence for search engines; may be unknown */
    const char *section; /* which entry of the menu is current, or NULL */
    html body;
    text csv; /* address of the same list as CSV, or not known */
    text feed; /* address of what is new in it as Atom, or not known */
    bool is_wide;
    const char *script; /* one of src/web/asset, which the page does without
                           as well; or NULL, as for nearly all pages */
};
/* Lay the page out: head, menu, language switch, body, foot. Which classes a
 * body may use stands in README.md beside this file. */
void answer_page(struct request *rq, struct answer *an, struct page page);
void answer_redirect(struct request *rq, struct answer *an, text local_path);

/* The session's cookie: "__Host-cp", which no other site and no plain http
 * can write; "cp" where the program was told to serve plain http. */
text request_session(const struct request *rq);
/* Give it, for so many seconds; 0 takes it away. */
void answer_session(
    struct request *rq, struct answer *an, text token, int64_t seconds);

/* Another cookie of ours, "__Host-NAME" ("NAME" over plain http); one alone
 * goes with an answer. */
text request_cookie(const struct request *rq, const char *name);
void answer_cookie(struct request *rq, struct answer *an, const char *name,
    text value, int64_t seconds);

/* The cookie by which a browser is known again, also when nobody is signed in:
 * "__Host-cpd", or "cpd". It gives no right. */
text request_device(const struct request *rq);
void answer_device(
    struct request *rq, struct answer *an, text token, int64_t seconds);

/* ---- Routes -------------------------------------------------------------- */

typedef enum err handler(struct request *rq, struct answer *an);
struct route {
    enum web_method method;
    const char *path; /* "/place/:key": without language */
    handler *handler;
    enum who who;
    const char *help;
    int64_t body_max; /* 0: a form, 1 MiB, when method is POST */
    const char *of; /* of what a role is asked: the kind of the thing whose key
                       stands first in the path, or "*" when the first is the
                       kind and the second the key: then at least the role
                       that may change such a thing; "**": and make one */
    handler *lost; /* what is done with a form that comes from somebody who is
                      not signed in any more, before they are sent to sign in;
                      NULL: nothing */
};
#define ROUTE(m, p, h, w, text_of_help)                                        \
    { .method = WEB_##m, .path = (p), .handler = (h), .who = WHO_##w,          \
        .help = (text_of_help) }
/* ROUTE_OF(GET, "/partnership/:key/people", show, FACILITATOR, "partnership",
 *     "Who is in it") */
#define ROUTE_OF(m, p, h, w, kind, text_of_help)                               \
    { .method = WEB_##m, .path = (p), .handler = (h), .who = WHO_##w,          \
        .of = (kind), .help = (text_of_help) }
#define ROUTES_END { .path = NULL }

/* Is every route complete, and none there twice? For site_open and for
 * `counterpart routes`. */
enum err routes_check(const struct route *const *tables, struct why *why);

/* ---- The site ------------------------------------------------------------ */

struct menu_item {
    const char *section; /* what struct page calls it */
    const char *path;    /* "/place" */
    const char *label;   /* N_("...") */
    enum { MENU_ALL, MENU_VISITOR, MENU_PERSON, MENU_COORDINATOR } shown_to;
};

struct site_config {
    text base_url;                      /* "https://network.example" */
    struct db_home *home;
    const struct route *const *routes;  /* tables of all rooms, NULL-ended */
    struct actor (*who_acts)(struct request *rq);
    /* The things that a route with `of` is about, at its address; 0 is none.
     * It may ask for a higher role than the route. ERR_NOT_FOUND becomes the
     * page that says so. */
    enum err (*things_of)(struct request *rq, const struct route *r,
        int64_t things[static 3], enum who *least);
    /* Name and sentence of the network for the layout. */
    void (*describe)(struct request *rq, text *name, text *sentence);
    /* More for the foot of every page, or NULL. */
    html (*foot)(struct request *rq);
    const struct menu_item *menu;       /* section NULL at the end */
    const char *sign_in; /* "/sign-in": where a visitor is sent who asks for
                            what is not for visitors; NULL: 403 */
    bool sends_mail;     /* mails go out by themselves: what a mail holds is
                            shown to nobody else */
    bool is_plain_http;  /* the cookie goes over plain http too */
    ptrdiff_t request_limit;            /* bytes of arena a request, 8 MiB */
    int post_limit;                     /* forms of one address at once, see
                                           form_is_welcome; 0: any number */
    bool is_dev;                        /* the style sheet is read from disk */
    bool is_quiet;                      /* no line a request on stderr */
};
/* The context and the three functions of a server_config. */
enum err site_open(struct site **site, const struct site_config *c,
    struct arena *process, struct why *why);
void site_close(struct site *site);
void site_serve_with(struct site *site, struct server_config *c);
/* One request without a socket: for tests and the arena ladder. `limit` 0 is
 * the usual one. */
void site_answer(struct site *site, struct db *db, struct arena *a,
    ptrdiff_t limit, const struct web_input *in, struct web_output *out);

#endif
