/* Who can help: kept, found, handed out, erased. */
#include "match/partner_help.h"

#include "base/date.h"
#include "keep/mail.h"
#include "keep/person_data.h"
#include "network/network.h"
#include "os/entropy.h"

enum { EXPORT_MAX = 500 };

const char *const help_item_words[CP_HELP_ITEMS] = { N_("What they know"),
    N_("Language"), N_("How close to daily life"), N_("Time") };

/* ---- Needs -----------------------------------------------------------------
 */

static const char *const parts[] = { "about", NULL };
static const char *const part_labels[] = { N_("In your own words"), NULL };

static const struct sheet_column columns[] = {
    { .name = "code",
        .kind = SHEET_CODE,
        .is_required = true,
        .label = N_("Short name"),
        .hint = N_("For files and addresses. Made from the name when you leave "
                   "it empty."),
        .is_rare = true },
    { .name = "partnership",
        .field = "partnership_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &partnership_sheet,
        .label = N_("Partnership"),
        .holders = &need_of_partnership_query },
    { .name = "name",
        .kind = SHEET_NAME,
        .is_required = true,
        .label = N_("What help is needed for") },
    { .name = "skills",
        .kind = SHEET_TEXT,
        .is_required = true,
        .max = 600,
        .label = N_("What somebody should know"),
        .hint = N_("Up to eight, with ; between them. What matters most gets a "
                   ":3 or :2 after it. Such as newborn care:3; volunteers"),
        .words = tags_to_tap },
    { .name = "languages",
        .kind = SHEET_TEXT,
        .max = 200,
        .label = N_("Languages"),
        .hint = N_("Such as English; Kiswahili") },
    { .name = "has_interpreter",
        .kind = SHEET_BOOL,
        .label = N_("We can pay for an interpreter") },
    { .name = "level",
        .kind = SHEET_INT,
        .min = 0,
        .max = 4,
        .label = N_("How close to daily life"),
        .hint = N_("From 0, policy, to 4, the front line.") },
    { .name = "free",
        .kind = SHEET_TEXT,
        .max = 400,
        .label = N_("When"),
        .hint = N_("Such as 2026-05-06/2026-05-17; 2026-09-02.") },
    { .name = "days_needed",
        .kind = SHEET_INT,
        .min = 1,
        .max = 365,
        .label = N_("For how many days") },
    { .name = "is_illustrative",
        .kind = SHEET_BOOL,
        .label = N_("Illustrative: made up for this example."),
        .is_rare = true },
};

static const char *
need_rule(struct db *db, struct arena *a, const void *row, enum err *e)
{
    const struct need *x = row;
    struct tags tags;
    struct cp_days days[DAYS_MAX];
    int n_days;
    const char *wrong;
    (void)db;
    *e = OK;
    if ((wrong = tags_read(a, topics_of(a), x->skills, &tags)) != NULL)
        return arena_print(a, "skills: %s", wrong).ptr;
    if ((wrong = languages_read(a, x->languages, &tags)) != NULL)
        return arena_print(a, "languages: %s", wrong).ptr;
    if (!days_read(x->free, days, &n_days))
        return SHEET_SAYS("free",
            "dates are written 2026-05-06/2026-05-17, with ; between them");
    return NULL;
}

const struct sheet need_sheet = {
    .table = "need",
    .shape = &need_shape,
    SHEET_COLUMNS(columns),
    .find = &need_find_query,
    .get = &need_get_query,
    .insert = &need_insert_query,
    .update = &need_update_query,
    .remove = &need_delete_query,
    .each = &need_each_query,
    .each_prose = &need_each_prose_query,
    .parts = parts,
    .part_labels = part_labels,
    .rule = need_rule,
};

/* ---- Days ------------------------------------------------------------------
 */

bool
days_read(text cell, struct cp_days *days, int *n)
{
    *n = 0;
    while (!text_is_empty(cell)) {
        struct date first, last;
        text to, from = text_trim(text_cut(text_trim(cell), ';', &cell));
        if (text_is_empty(from))
            continue;
        from = text_cut(from, '/', &to);
        if (*n == DAYS_MAX || !date_parse(from, &first) ||
            !date_parse(text_is_known(to) ? to : from, &last) ||
            date_to_days(last) < date_to_days(first))
            return false;
        struct cp_days x = { (int32_t)date_to_days(first),
            (int32_t)date_to_days(last) };
        int at = (*n)++;
        for (; at > 0 && days[at - 1].first > x.first; at--)
            days[at] = days[at - 1];
        days[at] = x;
    }
    int n_apart = 0; /* those that meet are one */
    for (int i = 0; i < *n; i++) {
        struct cp_days *before = days + n_apart - 1;
        if (n_apart > 0 && days[i].first <= before->last + 1)
            before->last =
                days[i].last > before->last ? days[i].last : before->last;
        else
            days[n_apart++] = days[i];
    }
    *n = n_apart;
    return true;
}

/* ---- Kept ------------------------------------------------------------------
 */

enum err
helper_write(struct db *writer, struct arena *a, const struct helper *row,
    const struct tags *skills)
{
    struct helper kept;
    enum err e = helper_save(writer, row, NULL);
    if (e == OK)
        e = helper_tag_forget(writer,
            (struct helper_tag_forget_in){ .person_id = row->person_id }, NULL);
    if (e == OK)
        e = helper_of(writer, a,
            (struct helper_of_in){ .person_id = row->person_id }, &kept);
    for (int i = 0; e == OK && row->is_found && i < skills->n; i++) {
        int64_t n = 0;
        for (int t = 0; e == OK && n == 0 && t < 3; t++)
            e = helper_tag_insert(writer,
                (struct helper_tag_insert_in){ .id = key_new(),
                    .helper_id = kept.id,
                    .word = skills->tags[i].word,
                    .weight = skills->tags[i].weight },
                &n);
        if (e == OK && n == 0)
            e = ERR_CONFLICT;
    }
    return e;
}

/* Taken back: from that moment on nobody finds them. */
enum err
helper_withdrawn(struct db *writer, struct arena *a, const struct consent *row)
{
    (void)a;
    enum err e = helper_hide(
        writer, (struct helper_hide_in){ .person_id = row->person_id }, NULL);
    return e == OK
        ? helper_tag_forget(writer,
              (struct helper_tag_forget_in){ .person_id = row->person_id },
              NULL)
        : e;
}

/* ---- Found -----------------------------------------------------------------
 */

struct hit {
    int64_t id;
    int32_t weight; /* of what is wanted */
};

static bool
is_before(const struct hit *x, const struct hit *y)
{
    return x->weight != y->weight ? x->weight > y->weight : x->id < y->id;
}

/* Those who know most of what is wanted: rows of each word come in the order
 * of helpers, and are taken off together. */
static enum err
find_hits(struct db *db, struct arena *a, const struct wanted *w,
    struct hit *hits, ptrdiff_t *n_hits)
{
    struct helper_with_word_row *rows[TAGS_MAX];
    ptrdiff_t n[TAGS_MAX] = { 0 }, at[TAGS_MAX] = { 0 };
    struct db_batch batch = db_batch_open(db, a);
    *n_hits = 0;
    for (int i = 0; i < w->skills.n; i++)
        helper_with_word_ask(&batch,
            (struct helper_with_word_in){
                .word = w->skills.tags[i].word, .n_rows = HELPERS_WITH_WORD },
            &rows[i], &n[i]);
    enum err e = w->skills.n == 0 ? OK : db_batch_run(&batch);
    while (e == OK) {
        struct hit one = { .id = INT64_MAX };
        for (int i = 0; i < w->skills.n; i++)
            if (at[i] < n[i] && rows[i][at[i]].helper_id < one.id)
                one.id = rows[i][at[i]].helper_id;
        if (one.id == INT64_MAX)
            break;
        for (int i = 0; i < w->skills.n; i++)
            if (at[i] < n[i] && rows[i][at[i]].helper_id == one.id) {
                one.weight += w->skills.tags[i].weight;
                at[i]++;
            }
        ptrdiff_t to = *n_hits;
        while (to > 0 && is_before(&one, &hits[to - 1]))
            to--;
        if (to == HELPERS_LOOKED_AT)
            continue;
        if (*n_hits < HELPERS_LOOKED_AT)
            ++*n_hits;
        for (ptrdiff_t k = *n_hits - 1; k > to; k--)
            hits[k] = hits[k - 1];
        hits[to] = one;
    }
    return e;
}

static void
judge(struct arena *a, const struct topics *topics, struct match_words *words,
    const struct wanted *w, const struct helper_cards_row *card,
    struct helper_found *to)
{
    struct tags skills, languages;
    struct cp_days *days = arena_new(a, struct cp_days, DAYS_MAX);
    int n_days = 0;
    *to = (struct helper_found){ .card = card };
    if (tags_read(a, topics, card->skills, &skills) != NULL ||
        languages_read(a, card->languages, &languages) != NULL ||
        !days_read(card->free, days, &n_days)) {
        to->fit.is_barred = true;
        return;
    }
    struct cp_helper helper = { .key = card->id,
        .skills = tags_of(a, words, &skills),
        .languages = tags_of(a, words, &languages),
        .level = card->has_level ? (int32_t)card->level : CP_BLANK,
        .days = days,
        .n_days = n_days };
    cp_help_fit(&to->fit, &w->need, &helper);
    require(cp_help_check(&to->fit));
    to->knows = tags_in_both(&w->skills, tags_print(a, &skills));
}

enum err
helpers_find(struct db *db, struct arena *a, const struct wanted *w,
    int64_t viewer, text today, struct helper_found **found, ptrdiff_t *n)
{
    enum { AT_ONCE = 8 };
    struct hit hits[HELPERS_LOOKED_AT];
    struct helper_cards_row *rows[HELPERS_LOOKED_AT / AT_ONCE];
    ptrdiff_t n_hits, n_rows[HELPERS_LOOKED_AT / AT_ONCE] = { 0 };
    int n_asked = 0;
    const struct topics *topics = topics_of(a);
    struct match_words words = match_words(a, 1 << 11);
    struct wanted mine = *w;
    *n = 0;
    *found = arena_new(a, struct helper_found, HELPERS_MAX);
    mine.need.skills = tags_of(a, &words, &w->skills);
    mine.need.languages = tags_of(a, &words, &w->languages);
    mine.need.days = w->days;
    mine.need.n_days = w->n_days;
    enum err e = find_hits(db, a, w, hits, &n_hits);
    struct db_batch batch = db_batch_open(db, a);
    for (ptrdiff_t i = 0; e == OK && i < n_hits; n_asked++) {
        int64_t k[AT_ONCE] = { 0 };
        for (int j = 0; j < AT_ONCE && i < n_hits; j++)
            k[j] = hits[i++].id;
        helper_cards_ask(&batch,
            (struct helper_cards_in){
                k[0], k[1], k[2], k[3], k[4], k[5], k[6], k[7], viewer, today },
            &rows[n_asked], &n_rows[n_asked]);
    }
    if (e == OK && n_asked > 0)
        e = db_batch_run(&batch);
    for (int q = 0; e == OK && q < n_asked; q++)
        for (ptrdiff_t i = 0; i < n_rows[q]; i++) {
            struct helper_found one;
            judge(a, topics, &words, &mine, &rows[q][i], &one);
            if (one.fit.is_barred)
                continue;
            ptrdiff_t to = *n;
            while (to > 0 &&
                (one.fit.total > (*found)[to - 1].fit.total ||
                    (one.fit.total == (*found)[to - 1].fit.total &&
                        one.card->id < (*found)[to - 1].card->id)))
                to--;
            if (to == HELPERS_MAX)
                continue;
            if (*n < HELPERS_MAX)
                ++*n;
            for (ptrdiff_t k = *n - 1; k > to; k--)
                (*found)[k] = (*found)[k - 1];
            (*found)[to] = one;
        }
    return e;
}

/* ---- Of one person ---------------------------------------------------------
 */

static enum err
export_asks(struct db *db, struct arena *a, int64_t person_id, struct json *out)
{
    struct helper_ask *asked;
    struct helper_asks_by_row *by;
    ptrdiff_t n_asked = 0, n_by = 0;
    enum err e = helper_asks_of(db, a,
        (struct helper_asks_of_in){
            .person_id = person_id, .n_rows = EXPORT_MAX },
        &asked, &n_asked);
    if (e == OK)
        e = helper_asks_by(db, a,
            (struct helper_asks_by_in){
                .person_id = person_id, .n_rows = EXPORT_MAX },
            &by, &n_by);
    if (e != OK)
        return e;
    json_name(out, "asked_to_help");
    json_array(out);
    for (ptrdiff_t i = 0; i < n_asked; i++) {
        json_object(out);
        person_put_text(out, "for", asked[i].asked_for);
        person_put_time(out, "at", asked[i].asked_at);
        person_put_text(out, "they_wrote", asked[i].words);
        person_put_text(out, "your_answer", asked[i].answer);
        person_put_text(out, "your_reason", asked[i].reason);
        json_end(out);
    }
    json_end(out);
    json_name(out, "asked_others_for_help");
    json_array(out);
    for (ptrdiff_t i = 0; i < n_by; i++) {
        json_object(out);
        person_put_text(out, "for", by[i].asked_for);
        person_put_time(out, "at", by[i].asked_at);
        person_put_text(out, "you_wrote", by[i].words);
        json_end(out);
    }
    json_end(out);
    return OK;
}

enum err
help_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out)
{
    struct helper row;
    enum err e =
        helper_of(db, a, (struct helper_of_in){ .person_id = person_id }, &row);
    if (e == OK) {
        json_name(out, "can_help");
        json_object(out);
        person_put_text(out, "skills", row.skills);
        person_put_text(out, "languages", row.languages);
        if (row.has_level) {
            json_name(out, "level");
            json_int(out, row.level);
        }
        person_put_text(out, "free", row.free);
        person_put_text(out, "about", row.about);
        json_name(out, "may_be_found");
        json_bool(out, row.is_found);
        person_put_time(out, "at", row.at);
        json_end(out);
    }
    return e == OK || e == ERR_NOT_FOUND ? export_asks(db, a, person_id, out)
                                         : e;
}

enum err
help_erase_person(struct db *writer, struct arena *a, int64_t person_id)
{
    struct helper_ask *asked;
    struct helper_asks_by_row *by;
    ptrdiff_t n_asked = 0, n_by = 0;
    enum err e = helper_asks_of(writer, a,
        (struct helper_asks_of_in){
            .person_id = person_id, .n_rows = EXPORT_MAX },
        &asked, &n_asked);
    if (e == OK)
        e = helper_asks_by(writer, a,
            (struct helper_asks_by_in){
                .person_id = person_id, .n_rows = EXPORT_MAX },
            &by, &n_by);
    for (ptrdiff_t i = 0; e == OK && i < n_asked; i++)
        e = mail_erase_about(writer, a, asked[i].id);
    for (ptrdiff_t i = 0; e == OK && i < n_by; i++)
        e = mail_erase_about(writer, a, by[i].id);
    if (e == OK)
        e = helper_asks_forget_asked(writer,
            (struct helper_asks_forget_asked_in){ .person_id = person_id },
            NULL);
    if (e == OK)
        e = helper_asks_forget_asker(writer,
            (struct helper_asks_forget_asker_in){ .person_id = person_id },
            NULL);
    return e == OK
        ? helper_forget(
              writer, (struct helper_forget_in){ .person_id = person_id }, NULL)
        : e;
}
