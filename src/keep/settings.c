#include "keep/settings.h"

#include "keep/setting.h"
#include "keep/setting.sql.h"
#include "text/view.h"

#define PEOPLE N_("Signing in and people")
#define LANGUAGES N_("Languages")
#define KEEPING N_("How long things are kept")
#define SENDING N_("Mail")
#define LIMITS N_("Limits")

const struct settings_line settings_lines[] = {
    { .name = "totp_for_coordinators",
        .kind = SETTINGS_BOOL,
        .group = PEOPLE,
        .word = N_("Coordinators need a second factor to sign in") },
    { .name = "smallest_group",
        .kind = SETTINGS_INT,
        .group = PEOPLE,
        .word = N_("The smallest group whose numbers are shown"),
        .hint = N_("Numbers about fewer people are not shown, so that nobody "
                   "can be recognised."),
        .fallback = 5,
        .min = 3,
        .max = 100 },
    { .name = "match_attributes",
        .kind = SETTINGS_TEXT,
        .group = PEOPLE,
        .word = N_("What is asked about who leads, pairs and speaks"),
        .hint = N_("Attributes with ; between them, each with its answers: "
                   "sex=woman,man,other; place"),
        .max = 300,
        .fallback_text =
            "sex=woman,man,other; level=0,1,2,3,4; place; lived=yes,no" },
    { .name = "slip_days",
        .kind = SETTINGS_INT,
        .group = PEOPLE,
        .word = N_("Days until a printed join slip is of no use"),
        .fallback = 90,
        .min = 1,
        .max = 365 },
    { .name = "voice_days",
        .kind = SETTINGS_INT,
        .group = PEOPLE,
        .word = N_("Days after which a voice says openly that nothing has "
                   "come of it"),
        .fallback = 90,
        .min = 7,
        .max = 730 },
    { .name = "language_sv",
        .kind = SETTINGS_BOOL,
        .group = LANGUAGES,
        .word = N_("Pages are offered in Swedish"),
        .hint = N_("English always is."),
        .fallback = 1 },
    { .name = "language_sw",
        .kind = SETTINGS_BOOL,
        .group = LANGUAGES,
        .word = N_("Pages are offered in Swahili"),
        .fallback = 1 },
    { .name = "language_luo",
        .kind = SETTINGS_BOOL,
        .group = LANGUAGES,
        .word = N_("Pages are offered in Dholuo"),
        .fallback = 1 },
    { .name = "keep_requests_days",
        .kind = SETTINGS_INT,
        .group = KEEPING,
        .word = N_("Days that settled requests to join are kept"),
        .hint = N_("0: for ever."),
        .fallback = 365,
        .max = 3650 },
    { .name = "keep_audit_days",
        .kind = SETTINGS_INT,
        .group = KEEPING,
        .word = N_("Days that the audit log is kept"),
        .hint = N_("0: for ever."),
        .max = 36500 },
    { .name = "keep_sessions_days",
        .kind = SETTINGS_INT,
        .group = KEEPING,
        .word = N_("Days that somebody who does nothing stays signed in"),
        .fallback = 30,
        .min = 1,
        .max = 365 },
    { .name = "keep_mail_days",
        .kind = SETTINGS_INT,
        .group = KEEPING,
        .word = N_("Days that the words of a sent mail are kept"),
        .hint = N_("Those of sign-in links go as soon as they are sent."),
        .fallback = 7,
        .max = 365 },
    { .name = "keep_removed_days",
        .kind = SETTINGS_INT,
        .group = KEEPING,
        .word = N_("Days in which something that was removed can come back"),
        .fallback = 30,
        .min = 1,
        .max = 365 },
    { .name = "keep_slips_days",
        .kind = SETTINGS_INT,
        .group = KEEPING,
        .word = N_("Days that join slips are kept after they are of no use"),
        .hint = N_("Who came in with one stays. 0: for ever."),
        .fallback = 365,
        .max = 3650 },
    { .name = "panel_appeal_days",
        .kind = SETTINGS_INT,
        .group = KEEPING,
        .word = N_("Days after a panel's end that what its volunteers said is "
                   "kept"),
        .hint = N_("So long the draw can be appealed against."),
        .fallback = 90,
        .max = 3650 },
    { .name = "keep_backups_days",
        .kind = SETTINGS_INT,
        .group = KEEPING,
        .word = N_("Days after which you destroy a backup"),
        .hint = N_("What somebody asked to have erased stays in older ones "
                   "until then."),
        .fallback = 30,
        .min = 1,
        .max = 3650 },
    { .name = "mail_reply_kb",
        .kind = SETTINGS_INT,
        .group = SENDING,
        .word = N_("The largest answer by mail, in kilobytes"),
        .fallback = 1024,
        .min = 16,
        .max = 10240 },
    { .name = "upload_mb",
        .kind = SETTINGS_INT,
        .group = LIMITS,
        .word = N_("The largest file that can be added, in megabytes"),
        .fallback = 20,
        .min = 1,
        .max = 60 }, /* FILE_MB_MAX */
    { .name = NULL },
};

static const struct settings_line *
find(const char *name, enum settings_kind kind)
{
    const struct settings_line *l = settings_lines;
    while (l->name != NULL && !text_is_equal(text_of(l->name), text_of(name)))
        l++;
    require(l->name != NULL && l->kind == kind);
    return l;
}

static bool
is_allowed(const struct settings_line *l, text value, int64_t *n)
{
    int64_t min = l->kind == SETTINGS_BOOL ? 0 : l->min;
    int64_t max = l->kind == SETTINGS_BOOL ? 1 : l->max;
    if (l->kind == SETTINGS_TEXT)
        return text_is_known(value) && value.len <= l->max &&
            text_is_utf8(value);
    return text_parse_int(value, n) && *n >= min && *n <= max;
}

static int64_t
number_of(struct db *db, struct arena *a, const struct settings_line *l)
{
    text value = { 0 };
    int64_t n = 0;
    enum err e = setting_load(db, a, l->name, &value);
    return e == OK && is_allowed(l, value, &n) ? n : l->fallback;
}

bool
settings_bool_now(struct request *rq, const char *name)
{
    const struct settings_line *l = find(name, SETTINGS_BOOL);
    struct setting_find_row row = { 0 };
    bool is_found = false;
    int64_t n = 0;
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    setting_find_ask(&batch, (struct setting_find_in){ .name = text_of(name) },
        &row, &is_found);
    enum err e = request_ask_now(rq, &batch);
    bool is_said = e == OK && is_found && is_allowed(l, row.value, &n);
    return (is_said ? n : l->fallback) == 1;
}

int64_t
settings_int(struct db *db, struct arena *a, const char *name)
{
    return number_of(db, a, find(name, SETTINGS_INT));
}

bool
settings_bool(struct db *db, struct arena *a, const char *name)
{
    return number_of(db, a, find(name, SETTINGS_BOOL)) == 1;
}

static text
text_value(struct db *db, struct arena *a, const struct settings_line *l)
{
    text value = { 0 };
    int64_t n;
    enum err e = setting_load(db, a, l->name, &value);
    if (e == OK && is_allowed(l, value, &n))
        return value;
    return l->fallback_text == NULL ? TEXT("") : text_of(l->fallback_text);
}

text
settings_text(struct db *db, struct arena *a, const char *name)
{
    return text_value(db, a, find(name, SETTINGS_TEXT));
}

text
settings_as_text(
    struct db *db, struct arena *a, const struct settings_line *line)
{
    if (line->kind == SETTINGS_TEXT)
        return text_value(db, a, line);
    return arena_print(a, "%lld", (long long)number_of(db, a, line));
}

enum err
settings_put(struct db *writer, struct arena *a,
    const struct settings_line *line, text value)
{
    int64_t n;
    if (!is_allowed(line, value, &n))
        return ERR_BAD_INPUT;
    return setting_save(writer, a, line->name, value);
}

void
settings_offer_languages(struct db *db, struct arena *a)
{
    unsigned some = 1;
    for (int i = 1; i < LANG_N; i++)
        if (settings_bool(db, a,
                arena_c_string(a,
                    arena_print(
                        a, "language_%.*s", TEXT_ARG(lang_code(lang_all(i)))))))
            some |= 1u << i;
    lang_offer(some);
}
