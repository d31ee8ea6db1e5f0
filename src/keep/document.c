#include "keep/document.h"

#include "keep/questionnaire.h"
#include "keep/document_pages.h"

#include "base/date.h"
#include "base/key.h"
#include "keep/audit.h"
#include "keep/bin.h"
#include "keep/page.h"

/* ---- As a thing, and as columns that can be changed ---------------------- */

static const char *const seens[] = { "public", "network", "within", "nobody",
    NULL };
static const char *const parts[] = { "about", NULL };
static const char *const part_labels[] = { N_("About"), NULL };

static const struct sheet_column columns[] = {
    { .name = "code",
        .kind = SHEET_CODE,
        .is_required = true,
        .label = N_("Short name"),
        .is_rare = true },
    { .name = "name",
        .kind = SHEET_NAME,
        .is_required = true,
        .label = N_("Name") },
    { .name = "lang", .kind = SHEET_LANG, .label = N_("Language") },
    { .name = "seen",
        .kind = SHEET_CHOICE,
        .is_required = true,
        .choices = seens,
        .label = N_("Who may see it"),
        .word = seen_word },
};

/* Of a pair it is for those of the pair. */
static const char *
document_rule(struct db *db, struct arena *a, const void *row, enum err *e)
{
    const struct document *d = row;
    (void)db;
    (void)a;
    *e = OK;
    return text_is_equal(d->within_kind, TEXT("match_pair")) &&
            !text_is_equal(d->seen, TEXT("within"))
        ? SHEET_SAYS("seen", "what a pair has is for those who take part in it")
        : NULL;
}

const struct sheet document_sheet = {
    .table = "document",
    .shape = &document_shape,
    SHEET_COLUMNS(columns),
    .find = &document_find_query,
    .get = &document_get_query,
    .insert = &document_insert_query,
    .update = &document_update_query,
    .each = &document_each_query,
    .each_prose = &document_each_prose_query,
    .parts = parts,
    .part_labels = part_labels,
    .rule = document_rule,
};

const struct thing_kind keep_things[] = {
    { .kind = "document",
        .word = N_("Document"),
        .path = "/document",
        .is_part = true,
        .line = &document_line_query,
        .sheet = &document_sheet,
        .editor = WHO_MEMBER,
        .maker = WHO_MEMBER },
    { .kind = "page",
        .word = N_("Page"),
        .path = "/page",
        .line = &page_line_query,
        .sheet = &page_sheet,
        .editor = WHO_COORDINATOR,
        .maker = WHO_COORDINATOR },
    { .kind = "questionnaire",
        .word = N_("Questionnaire"),
        .path = "/answer/new",
        .line = &questionnaire_line_query,
        .sheet = &questionnaire_sheet,
        .editor = WHO_COORDINATOR,
        .maker = WHO_COORDINATOR },
    { .kind = NULL },
};

const char *
seen_word(text seen)
{
    return text_is_equal(seen, TEXT("public")) ? N_("Everybody")
        : text_is_equal(seen, TEXT("network")) ? N_("Members of the network")
        : text_is_equal(seen, TEXT("within"))  ? N_("Those who take part here")
                                               : N_("Coordinators only");
}

/* ---- Said ---------------------------------------------------------------- */

text
document_address(struct arena *a, text name, int64_t id)
{
    char key[KEY_LENGTH];
    return arena_print(a, "/document/%.*s-%.*s", TEXT_ARG(lang_slug(a, name)),
        TEXT_ARG(key_print(id, key)));
}

text
documents_address(struct arena *a, const char *where, const struct thing *thing)
{
    char key[KEY_LENGTH];
    return arena_print(a, "/%s/%s/%.*s", where, thing->kind->kind,
        TEXT_ARG(key_print(thing->id, key)));
}

text
file_version_address(struct arena *a, text document, int64_t file_id)
{
    char key[KEY_LENGTH];
    return arena_print(a, "%.*s/file/%.*s", TEXT_ARG(document),
        TEXT_ARG(key_print(file_id, key)));
}

const char *
type_word(text type)
{
    const struct file_type *t = file_type_find(type);
    return t == NULL ? N_("File") : t->word;
}

text
language_said(text code)
{
    const struct lang *lang = lang_find(code);
    return lang == NULL ? code : lang_name(lang);
}

text
day_said(struct arena *a, int64_t utc_s)
{
    return date_print(moment_of(utc_s).date, arena_new(a, char, DATE_LENGTH));
}

text
file_size_said(struct view *v, int64_t bytes)
{
    struct phrase_arg arg = { 0 };
    if (bytes < 1 << 20) {
        arg = phrase_arg((long long)(bytes + 1023) / 1024);
        return say_with(v, N_("%d KB"), 1, &arg);
    }
    int n_digits = bytes % (1 << 20) == 0 ? 0 : 1;
    arg = phrase_arg(
        lang_decimal(v->lang, v->arena, (double)bytes / (1 << 20), n_digits));
    return say_with(v, N_("%s MB"), 1, &arg);
}

/* ---- The block of a thing's page ----------------------------------------- */

void
documents_ask(struct db_batch *batch, const struct actor *who, text kind,
    int64_t id, struct documents_asked *asked)
{
    documents_ask_for(
        batch, who, kind, id, actor_may(who, WHO_GUEST, &id, 1), asked);
}

void
documents_ask_for(struct db_batch *batch, const struct actor *who, text kind,
    int64_t id, bool is_within, struct documents_asked *asked)
{
    struct documents *d = &asked->documents;
    *d = (struct documents){ 0 };
    thing_ask(batch, kind, id, &asked->thing);
    document_of_thing_ask(batch,
        (struct document_of_thing_in){ .within_id = id,
            .is_person = who->person_id != 0,
            .is_within = is_within,
            .is_all = who->is_coordinator,
            .before_id = INT64_MAX,
            .n_rows = DOCUMENTS_SHOWN + 1 },
        &d->rows, &d->n_rows);
    if (text_is_equal(kind, TEXT("partnership")))
        document_above_thing_ask(batch,
            (struct document_above_thing_in){ .above_id = id,
                .is_person = who->person_id != 0,
                .is_within = is_within,
                .is_all = who->is_coordinator,
                .before_id = INT64_MAX,
                .n_rows = DOCUMENTS_SHOWN },
            &d->inner, &d->n_inner);
}

bool
documents_are_for(const struct actor *who, const struct thing *t)
{
    return t->seen == SEEN_CLOSELY ? actor_may(who, WHO_MEMBER, &t->id, 1) ||
            thing_has_role(who, t, WHO_FACILITATOR)
                                   : thing_has_role(who, t, WHO_GUEST);
}

/* Who may change the thing, and as much as a member of it or of what it is in:
 * they can then change the document too. */
bool
document_may_add(const struct actor *who, const struct thing *thing)
{
    return thing_may_edit(who, thing) && thing_has_role(who, thing, WHO_MEMBER);
}

void
documents_take(
    const struct actor *who, struct documents_asked *asked, struct documents *d)
{
    *d = asked->documents;
    if (!thing_take(&asked->thing, &d->thing)) {
        *d = (struct documents){ 0 };
        return;
    }
    d->has_more = d->n_rows > DOCUMENTS_SHOWN;
    d->n_rows -= d->has_more;
    d->may_add = document_may_add(who, &d->thing);
}

/* ---- What is over -------------------------------------------------------- */

static enum err
erase_step(struct db *writer, struct arena *scratch, void *arg)
{
    const int64_t *id = arg;
    enum err e = bin_forget_thing(writer, scratch, *id);
    if (e == OK)
        e = document_forget_prose(
            writer, (struct document_forget_prose_in){ .id = *id }, NULL);
    if (e == OK)
        e = document_erase(
            writer, (struct document_erase_in){ .id = *id }, NULL);
    if (e != OK)
        return e;
    return audit_add(writer,
        (struct audit){ .action = TEXT("erase"),
            .kind = TEXT("document"),
            .thing_id = *id });
}

/* Its contents first: what is cut off in between goes the next time. */
static enum err
erase_one(struct db *db, struct arena *a, int64_t id)
{
    enum { N_ROWS = 100 };
    enum err e = OK;
    for (ptrdiff_t n = N_ROWS; e == OK && n > 0;) {
        struct kept_file *rows;
        struct arena_mark mark = arena_mark(a);
        e = kept_file_versions(db, a,
            (struct kept_file_versions_in){
                .document_id = id, .before_id = INT64_MAX, .n_rows = N_ROWS },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++)
            e = file_discard(db, a, rows[i].id);
        arena_rewind(a, mark);
    }
    return e == OK ? db_write(db, a, erase_step, &id) : e;
}

enum err
document_sweep(struct db *db, struct arena *a, int64_t before)
{
    enum { N_ROWS = 200 };
    struct document_gone_row *rows;
    ptrdiff_t n_rows;
    struct arena_mark mark = arena_mark(a);
    enum err e = document_gone(db, a,
        (struct document_gone_in){ .before = before, .n_rows = N_ROWS }, &rows,
        &n_rows);
    for (ptrdiff_t i = 0; e == OK && i < n_rows; i++)
        e = erase_one(db, a, rows[i].id);
    arena_rewind(a, mark);
    return e;
}
