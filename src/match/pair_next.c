/* The round that follows: those who wait, with what they said and what must
 * not be. Pins stay behind: they were for those who are paired now. */
#include "match/pair_agree.h"

#include "base/key.h"
#include "keep/version.h"
#include "match/pair_agree.sql.h"
#include "os/entropy.h"

enum { AT_ONCE = 500 };

struct copied {
    int64_t from, to;
    text code, was_code;
    struct round_person row;
};
struct copying {
    struct db *writer;
    struct arena *a;
    const struct pair_next *what;
    struct copied *people; /* by `from`, as they were asked */
    ptrdiff_t n;
};

static struct copied *
find(const struct copying *c, int64_t from)
{
    ptrdiff_t low = 0, high = c->n;
    while (low < high) {
        ptrdiff_t middle = low + (high - low) / 2;
        if (c->people[middle].from == from)
            return &c->people[middle];
        if (c->people[middle].from < from)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* Their wishes under the new codes; who is not there is wished for no more. */
static text
wishes_of(const struct copying *c, text list)
{
    struct buf b = buf_in(c->a, 100);
    while (!text_is_empty(list)) {
        text code = text_trim(text_cut(list, ';', &list));
        for (ptrdiff_t i = 0; i < c->n; i++)
            if (text_is_equal(c->people[i].was_code, code)) {
                buf_add(&b, b.len > 0 ? TEXT(";") : TEXT(""));
                buf_add(&b, c->people[i].code);
            }
    }
    return b.len > 0 ? buf_text(&b) : (text){ 0 };
}

static enum err
gather(struct copying *c)
{
    int64_t after = 0;
    ptrdiff_t n = AT_ONCE;
    enum err e = OK;
    c->people = arena_new(c->a, struct copied, NEXT_PEOPLE_MAX);
    while (e == OK && n == AT_ONCE && c->n < NEXT_PEOPLE_MAX) {
        struct agree_waiting_row *rows;
        e = agree_waiting(c->writer, c->a,
            (struct agree_waiting_in){ .round_id = c->what->from_id,
                .after_id = after,
                .n_rows = AT_ONCE },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n && c->n < NEXT_PEOPLE_MAX; i++) {
            struct copied *x = &c->people[c->n++];
            char key[KEY_LENGTH];
            after = x->from = rows[i].id;
            x->to = key_new();
            x->code = arena_copy(c->a, key_print(x->to, key));
            e = match_person_get(c->writer, c->a,
                (struct match_person_get_in){ .id = x->from }, &x->row);
            x->was_code = x->row.code;
        }
    }
    return e;
}

static enum err
put_people(const struct copying *c)
{
    enum err e = OK;
    for (ptrdiff_t i = 0; e == OK && i < c->n; i++) {
        struct round_person row = c->people[i].row;
        row.id = c->people[i].to;
        row.code = c->people[i].code;
        row.round_id = c->what->id;
        row.wishes = wishes_of(c, row.wishes);
        e = match_person_insert(c->writer, &row, NULL);
    }
    return e;
}

static enum err
put_rules(const struct copying *c)
{
    int64_t after = 0;
    ptrdiff_t n = AT_ONCE;
    enum err e = OK;
    while (e == OK && n == AT_ONCE) {
        struct agree_rules_row *rows;
        e = agree_rules(c->writer, c->a,
            (struct agree_rules_in){ .round_id = c->what->from_id,
                .after_id = after,
                .n_rows = AT_ONCE },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++) {
            const struct copied *x = find(c, rows[i].a_id);
            const struct copied *y = find(c, rows[i].b_id);
            after = rows[i].id;
            if (x == NULL || y == NULL)
                continue;
            e = round_rule_insert(c->writer,
                (struct round_rule_insert_in){ .id = key_new(),
                    .round_id = c->what->id,
                    .kind = rows[i].kind,
                    .a_id = x->to,
                    .b_id = y->to,
                    .reason = rows[i].reason,
                    .made_at = rows[i].made_at,
                    .has_made_by = rows[i].has_made_by,
                    .made_by = rows[i].made_by },
                NULL);
        }
    }
    return e;
}

enum err
pair_next_step(struct db *writer, struct arena *a, struct pair_next *what)
{
    struct copying c = { .writer = writer, .a = a, .what = what };
    struct agree_next_row before;
    char key[KEY_LENGTH];
    enum err e = agree_next(
        writer, a, (struct agree_next_in){ .id = what->from_id }, &before);
    if (e == OK) { /* there is one: that is where they are */
        what->id = before.id;
        return OK;
    }
    if (e != ERR_NOT_FOUND)
        return e;
    what->id = key_new();
    e = gather(&c);
    if (e != OK || c.n == 0)
        return e == OK ? ERR_NOT_FOUND : e;
    e = agree_next_round(writer,
        (struct agree_next_round_in){ .id = what->id,
            .from_id = what->from_id,
            .code = key_print(what->id, key),
            .name = what->name,
            .name_sort = lang_sort_key(a, what->name) },
        NULL);
    if (e == OK)
        e = round_state_save(writer,
            &(struct round_state){ .id = what->id,
                .status = TEXT("draft"),
                .seed = TEXT(""),
                .has_previous_id = true,
                .previous_id = what->from_id },
            NULL);
    if (e == OK)
        e = put_people(&c);
    if (e == OK)
        e = put_rules(&c);
    return e == OK ? version_note(writer, a, TEXT("match_round"), what->id,
                         what->actor_id, TEXT("create"))
                   : e;
}
