/* Paragraphs: what continues what, when a text is written anew. */
#include "decide/paragraph/paragraph.h"

#include "base/key.h"
#include "decide/paragraph/proposal_words.h"
#include "os/clock.h"
#include "os/entropy.h"
#include "people/people.h"

#include <stdlib.h>

const char *const paragraph_langs[] = { "en", "sv", "sw", "luo", NULL };
const char *const paragraph_lang_names[] = { "English", "Svenska", "Kiswahili",
    "Dholuo", NULL };

text
paragraph_sub(struct arena *a, int64_t id, const char *what)
{
    char key[KEY_LENGTH];
    return arena_print(
        a, "/paragraph/%.*s%s", TEXT_ARG(key_print(id, key)), what);
}

enum err
paragraph_read(struct request *rq, struct paragraph *to)
{
    struct thing t;
    int64_t id = request_key(rq, 0);
    enum err e = thing_load(rq->db, rq->arena, TEXT("paragraph"), id, &t);
    if (e == OK && !thing_may_see(&rq->actor, &t))
        e = ERR_NOT_FOUND;
    e = e == OK
        ? paragraph_get(rq->db, rq->arena, (struct paragraph_get_in){ id }, to)
        : e;
    return e == OK && to->position < 0 ? ERR_NOT_FOUND : e;
}

bool
paragraph_is_voice(text kind)
{
    return text_is_equal(kind, TEXT("voice")) ||
        text_is_equal(kind, TEXT("theme")) ||
        text_is_equal(kind, TEXT("statement")) ||
        text_is_equal(kind, TEXT("conversation"));
}

ptrdiff_t
paragraphs_split(text body, text *lines, ptrdiff_t max)
{
    ptrdiff_t n = 0;
    for (text rest = body; text_is_known(rest);) {
        text line = text_trim(text_cut(rest, '\n', &rest));
        if (line.len == 0)
            continue;
        if (n < max)
            lines[n] = line;
        n++;
    }
    return n;
}

/* ---- How alike ----------------------------------------------------------- */

static bool
is_of_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
        (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

/* The hashes of its words, ascending. */
struct bag {
    uint64_t *words;
    ptrdiff_t n;
};

static int
by_value(const void *x, const void *y)
{
    uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
    return a < b ? -1 : a > b;
}

static struct bag
bag_of(struct arena *a, text t)
{
    struct bag b = { .words = arena_new(a, uint64_t, t.len / 2 + 1) };
    for (ptrdiff_t i = 0; i < t.len;) {
        while (i < t.len && !is_of_word(t.ptr[i]))
            i++;
        ptrdiff_t from = i;
        while (i < t.len && is_of_word(t.ptr[i]))
            i++;
        if (i > from)
            b.words[b.n++] = text_hash(text_slice(t, from, i));
    }
    if (b.n > 1)
        qsort(b.words, (size_t)b.n, sizeof *b.words, by_value);
    return b;
}

static double
likeness(const struct bag *x, const struct bag *y)
{
    ptrdiff_t i = 0, k = 0, both = 0;
    while (i < x->n && k < y->n) {
        if (x->words[i] == y->words[k]) {
            both++;
            i++;
            k++;
        } else if (x->words[i] < y->words[k])
            i++;
        else
            k++;
    }
    return x->n + y->n == 0 ? 1 : 2.0 * (double)both / (double)(x->n + y->n);
}

double
paragraph_likeness(struct arena *a, text x, text y)
{
    struct bag bx = bag_of(a, x), by = bag_of(a, y);
    return likeness(&bx, &by);
}

/* The same words first, wherever they stand, the earliest with the earliest;
 * then, of what is left, the likest two, and again, down to half alike. */
void
paragraphs_match(struct arena *a, const text *old, ptrdiff_t n_old,
    const text *now, ptrdiff_t n_now, ptrdiff_t *which)
{
    enum { STEPS = 10 }; /* from alike to half alike */
    bool *is_taken = arena_new(a, bool, n_old + 1);
    struct bag *bo = arena_new(a, struct bag, n_old + 1);
    struct bag *bn = arena_new(a, struct bag, n_now + 1);
    for (ptrdiff_t k = 0; k < n_now; k++) {
        which[k] = -1;
        for (ptrdiff_t i = 0; i < n_old && which[k] < 0; i++)
            if (!is_taken[i] && text_is_equal(old[i], now[k])) {
                which[k] = i;
                is_taken[i] = true;
            }
    }
    for (ptrdiff_t i = 0; i < n_old; i++)
        if (!is_taken[i])
            bo[i] = bag_of(a, old[i]);
    for (ptrdiff_t k = 0; k < n_now; k++)
        if (which[k] < 0)
            bn[k] = bag_of(a, now[k]);
    float *alike = arena_new(a, float, n_old *n_now + 1);
    for (ptrdiff_t k = 0; k < n_now; k++)
        for (ptrdiff_t i = 0; which[k] < 0 && i < n_old; i++)
            if (!is_taken[i])
                alike[k * n_old + i] = (float)likeness(&bo[i], &bn[k]);
    for (int step = STEPS; step >= 0; step--) {
        float least = 0.5F + 0.5F * (float)step / STEPS;
        for (ptrdiff_t k = 0; k < n_now; k++)
            for (ptrdiff_t i = 0; which[k] < 0 && i < n_old; i++)
                if (!is_taken[i] && alike[k * n_old + i] >= least) {
                    which[k] = i;
                    is_taken[i] = true;
                }
    }
}

/* ---- Keeping ------------------------------------------------------------- */

static enum err
put_paragraph(struct db *writer, const struct wording_given *given,
    struct paragraph *found, ptrdiff_t position, text words)
{
    int64_t n = 0;
    if (found == NULL) {
        enum err e = paragraph_insert(writer,
            &(struct paragraph){ .id = key_new(),
                .proposal_id = given->proposal_id,
                .position = position,
                .words = words,
                .since = given->version,
                .made_in = given->version },
            &n);
        return e == OK && n == 0 ? ERR_BUSY : e;
    }
    bool is_same = text_is_equal(found->words, words);
    if (is_same && found->position == position)
        return OK;
    if (!is_same)
        found->since = given->version;
    found->words = words;
    found->position = position;
    return paragraph_update(writer, found, NULL);
}

/* The name and what is not up for change: they are translated as paragraphs
 * are. */
static enum err
put_heads(struct db *writer, struct arena *a, const struct wording_given *given)
{
    struct proposal row;
    struct paragraph *heads;
    ptrdiff_t n;
    enum err e = proposal_get(
        writer, a, (struct proposal_get_in){ given->proposal_id }, &row);
    if (e == OK)
        e = paragraphs_head(writer, a,
            (struct paragraphs_head_in){
                .proposal_id = given->proposal_id, .n_rows = 2 },
            &heads, &n);
    for (int k = PARAGRAPH_NAME; e == OK && k <= PARAGRAPH_FIXED; k++) {
        struct paragraph *found = NULL;
        for (ptrdiff_t i = 0; i < n; i++)
            if (heads[i].position == k)
                found = &heads[i];
        e = put_paragraph(writer, given, found, k,
            k == PARAGRAPH_NAME ? row.name : row.fixed);
    }
    return e;
}

static enum err
put_wording(
    struct db *writer, struct arena *a, const struct wording_given *given)
{
    struct proposal_wording_last_row last = { 0 };
    int64_t n = 0;
    enum err e = proposal_wording_last(writer, a,
        (struct proposal_wording_last_in){ given->proposal_id }, &last);
    if (e == ERR_NOT_FOUND)
        e = OK;
    else if (e == OK && last.version == given->version &&
        text_is_equal(last.body, given->body))
        return OK;
    if (e == OK)
        e = proposal_wording_add(writer,
            (struct proposal_wording_add_in){ .id = key_new(),
                .proposal_id = given->proposal_id,
                .number = last.number + 1,
                .version = given->version,
                .body = given->body,
                .person_id = given->person_id,
                .has_person_id = given->person_id != 0,
                .made_on = given->today },
            &n);
    return e == OK && n == 0 ? ERR_BUSY : e;
}

enum err
paragraphs_keep(
    struct db *writer, struct arena *a, const struct wording_given *given)
{
    struct paragraph *old, *gone;
    ptrdiff_t n_old, n_gone;
    text *now = arena_new(a, text, PARAGRAPHS_MAX);
    ptrdiff_t n_now = paragraphs_split(given->body, now, PARAGRAPHS_MAX);
    if (n_now > PARAGRAPHS_MAX)
        return ERR_BAD_INPUT;
    enum err e = paragraphs_now(writer, a,
        (struct paragraphs_now_in){
            .proposal_id = given->proposal_id, .n_rows = PARAGRAPHS_MAX },
        &old, &n_old);
    if (e == OK)
        e = paragraphs_gone(writer, a,
            (struct paragraphs_gone_in){
                .proposal_id = given->proposal_id, .n_rows = PARAGRAPHS_MAX },
            &gone, &n_gone);
    if (e != OK)
        return e;
    text *was = arena_new(a, text, n_old + 1);
    ptrdiff_t *which = arena_new(a, ptrdiff_t, n_now + 1);
    bool *is_kept = arena_new(a, bool, n_old + 1);
    for (ptrdiff_t i = 0; i < n_old; i++)
        was[i] = old[i].words;
    paragraphs_match(a, was, n_old, now, n_now, which);
    for (ptrdiff_t k = 0; e == OK && k < n_now; k++) {
        struct paragraph *found = NULL;
        if (which[k] >= 0) {
            found = &old[which[k]];
            is_kept[which[k]] = true;
        }
        for (ptrdiff_t i = 0; found == NULL && i < n_gone; i++)
            if (gone[i].position == 0 && text_is_equal(gone[i].words, now[k]))
                found = &gone[i];
        e = put_paragraph(writer, given, found, k + 1, now[k]);
    }
    for (ptrdiff_t i = 0; e == OK && i < n_old; i++)
        if (!is_kept[i]) {
            old[i].position = 0;
            e = paragraph_update(writer, &old[i], NULL);
        }
    if (e == OK)
        e = put_heads(writer, a, given);
    if (e == OK)
        e = put_wording(writer, a, given);
    if (e == OK)
        e = proposal_words_index(writer, a, given->proposal_id);
    return e == OK
        ? proposal_has_paragraphs(writer,
              (struct proposal_has_paragraphs_in){ given->proposal_id }, NULL)
        : e;
}

enum err
paragraphs_next(struct db *writer, struct arena *a, const struct proposal *row,
    int64_t person_id, text today, bool is_of_substance)
{
    enum err e = paragraphs_keep(writer, a,
        &(struct wording_given){ .proposal_id = row->id,
            .version = row->version,
            .person_id = person_id,
            .body = row->body,
            .today = today });
    return e == OK && is_of_substance
        ? contributions_taken(writer,
              (struct contributions_taken_in){ .proposal_id = row->id,
                  .taken_in = row->version,
                  .has_taken_in = true },
              NULL)
        : e;
}

/* ---- Those of before ----------------------------------------------------- */

struct parting {
    int64_t id, now;
};

static enum err
part_one(struct db *writer, struct arena *a, void *arg)
{
    struct parting *s = arg;
    struct proposal row;
    struct proposal_versions_row *versions;
    ptrdiff_t n;
    enum err e =
        proposal_get(writer, a, (struct proposal_get_in){ s->id }, &row);
    if (e == OK)
        e = proposal_versions(writer, a,
            (struct proposal_versions_in){
                .proposal_id = s->id, .n_rows = PROPOSAL_VERSIONS_MAX },
            &versions, &n);
    for (ptrdiff_t i = e == OK ? n - 1 : -1; e == OK && i >= 0; i--)
        e = paragraphs_keep(writer, a,
            &(struct wording_given){ .proposal_id = s->id,
                .version = versions[i].number,
                .body = versions[i].body,
                .today = versions[i].ended_on });
    if (e == OK)
        e = paragraphs_keep(writer, a,
            &(struct wording_given){ .proposal_id = s->id,
                .version = row.version,
                .body = row.body,
                .person_id =
                    row.has_added_by && row.version == 1 ? row.added_by : 0,
                .today = day_of(a, s->now) });
    if (e == ERR_BAD_INPUT) /* more lines than are kept: it stays as it is */
        e = proposal_has_paragraphs(
            writer, (struct proposal_has_paragraphs_in){ s->id }, NULL);
    return e;
}

enum err
paragraphs_sweep(struct db *db, struct arena *a, int64_t now)
{
    enum { AT_ONCE = 20 };
    struct proposals_without_paragraphs_row *rows;
    ptrdiff_t n;
    enum err e = proposals_without_paragraphs(db, a,
        (struct proposals_without_paragraphs_in){ .n_rows = AT_ONCE }, &rows,
        &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        struct parting s = { .id = rows[i].id, .now = now };
        e = db_write(db, a, part_one, &s);
    }
    return e;
}
