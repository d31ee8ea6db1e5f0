#include "match/against.h"

#include "base/key.h"
#include "keep/edit_links.h"
#include "keep/settings.h"

#include <string.h>

/* ---- What is asked ------------------------------------------------------- */

static const struct word {
    const char *word, *said;
} attribute_words[] = {
    { "sex", N_("Sex") },
    { "level", N_("Level") },
    { "place", N_("Place") },
    { "lived", N_("Lived experience") },
    { "side", N_("Side") },
    { "role", N_("Role") },
    { "age", N_("Age") },
}, category_words[] = {
    { "woman", N_("a woman") },
    { "man", N_("a man") },
    { "other", N_("another sex") },
    { "yes", N_("yes") },
    { "no", N_("no") },
    { "0", N_("policy") },
    { "1", N_("senior management") },
    { "2", N_("management") },
    { "3", N_("profession") },
    { "4", N_("front line") },
    { "...", N_("others") },
};

static text
find_word(struct view *v, const struct word *words, size_t n, text word)
{
    for (size_t i = 0; i < n; i++)
        if (text_is_equal(word, text_of(words[i].word)))
            return say(v, words[i].said);
    return word;
}

text
against_word(struct view *v, text attribute)
{
    return find_word(v, attribute_words,
        sizeof attribute_words / sizeof *attribute_words, attribute);
}

text
against_category_word(struct view *v, text category)
{
    return find_word(v, category_words,
        sizeof category_words / sizeof *category_words, category);
}

static const char *
c_string(struct arena *a, text t)
{
    return arena_print(a, "%.*s", TEXT_ARG(t)).ptr;
}

/* Small letters and digits: it stands in names of inputs. */
static bool
is_name(text t)
{
    bool is_good = t.len > 0 && t.len <= 20;
    for (ptrdiff_t i = 0; is_good && i < t.len; i++)
        is_good = (t.ptr[i] >= 'a' && t.ptr[i] <= 'z') ||
            (t.ptr[i] >= '0' && t.ptr[i] <= '9') || t.ptr[i] == '_';
    return is_good;
}

const struct against_ask *
against_asked(struct request *rq)
{
    struct against_ask *ask = arena_new(rq->arena, struct against_ask, 1);
    struct view v = request_view(rq);
    text rest = settings_text(rq->db, rq->arena, "match_attributes");
    while (text_is_known(rest) && ask->n < AGAINST_MAX) {
        text choices, line = text_trim(text_cut(rest, ';', &rest));
        text name = text_trim(text_cut(line, '=', &choices));
        if (!is_name(name))
            continue;
        struct against_attribute *x = &ask->attributes[ask->n++];
        x->name = c_string(rq->arena, name);
        while (text_is_known(choices) && x->n_choices < AGAINST_CATEGORIES) {
            text choice = text_trim(text_cut(choices, ',', &choices));
            if (text_is_empty(choice) || text_has_byte(choice, ':'))
                continue;
            x->choices[x->n_choices] = c_string(rq->arena, choice);
            x->labels[x->n_choices++] =
                c_string(rq->arena, against_category_word(&v, choice));
        }
    }
    return ask;
}

text
against_told(text told, text attribute)
{
    while (text_is_known(told)) {
        text value, one = text_trim(text_cut(told, ';', &told));
        text name = text_trim(text_cut(one, ':', &value));
        value = text_trim(value);
        if (text_is_equal(name, attribute))
            return text_is_empty(value) ? (text){ 0 } : value;
    }
    return (text){ 0 };
}

/* ---- Counting ------------------------------------------------------------ */

static struct against_count *
count_of(struct against_row *row, text category)
{
    enum { MOST = AGAINST_CATEGORIES };
    for (int i = 0; i < row->n_counts; i++)
        if (text_is_equal(row->counts[i].category, category))
            return &row->counts[i];
    /* too many to be told apart: they share the last place */
    if (row->n_counts == MOST && text_is_known(category)) {
        row->counts[MOST - 1].category = TEXT("...");
        return &row->counts[MOST - 1];
    }
    row->counts[row->n_counts] = (struct against_count){ .category = category };
    return &row->counts[row->n_counts++];
}

void
against_make(struct against_row *row, text attribute,
    const char *const *choices, const text *said, ptrdiff_t n)
{
    row->attribute = attribute;
    row->n_people = n;
    row->has_choices = choices != NULL && choices[0] != NULL;
    for (int i = 0; row->has_choices && choices[i] != NULL; i++)
        (void)count_of(row, text_of(choices[i]));
    for (ptrdiff_t i = 0; i < n; i++)
        if (text_is_known(said[i]))
            count_of(row, said[i])->n++;
    struct against_count *silent = count_of(row, (text){ 0 });
    for (ptrdiff_t i = 0; i < n; i++)
        silent->n += !text_is_known(said[i]);
}

static void
hide(struct against_row *row, struct against_count *c)
{
    c->is_hidden = true;
    row->n_hidden += c->n;
}

/* Of those that are shown, and said something, the one with the fewest. */
static struct against_count *
fewest(struct against_row *row)
{
    struct against_count *least = NULL;
    for (int i = 0; i < row->n_counts; i++) {
        struct against_count *c = &row->counts[i];
        if (!c->is_hidden && text_is_known(c->category) &&
            (least == NULL || c->n < least->n))
            least = c;
    }
    return least;
}

/* What people wrote freely, and few wrote, is not even named. */
static void
join_hidden(struct against_row *row)
{
    int n = 0;
    bool is_any = false;
    for (int i = 0; i < row->n_counts; i++) {
        struct against_count *c = &row->counts[i];
        if (c->is_hidden && text_is_known(c->category))
            is_any = true;
        else
            row->counts[n++] = *c;
    }
    row->n_counts = n;
    if (is_any)
        row->counts[row->n_counts++] =
            (struct against_count){ .category = TEXT("..."),
                .is_hidden = true };
}

void
against_hide(struct against_row *row, int64_t smallest)
{
    struct against_count *silent = NULL;
    bool is_any = false;
    if (row->n_people < smallest) { /* not even which answers there are */
        row->is_all_hidden = true;
        row->n_people = row->n_counts = 0;
        return;
    }
    for (int i = 0; i < row->n_counts; i++) {
        struct against_count *c = &row->counts[i];
        if (!text_is_known(c->category))
            silent = c;
        else if (c->n < smallest)
            hide(row, c);
        is_any = is_any || c->is_hidden;
    }
    if (is_any || (silent->n > 0 && silent->n < smallest))
        hide(row, silent);
    /* nobody at all is in what would be hidden; or nobody said anything */
    if (row->n_hidden == 0 || silent->n == row->n_people) {
        row->n_hidden = 0;
        for (int i = 0; i < row->n_counts; i++)
            row->counts[i].is_hidden = false;
        return;
    }
    /* all that is hidden is about enough people together, and not about one
     * answer alone */
    bool is_alone = !is_any;
    while (is_alone || row->n_hidden < smallest) {
        struct against_count *c = fewest(row);
        if (c == NULL)
            break;
        hide(row, c);
        is_alone = false;
    }
    for (int i = 0; i < row->n_counts; i++)
        if (row->counts[i].is_hidden)
            row->counts[i].n = 0;
    if (!row->has_choices)
        join_hidden(row);
}

/* ---- Beside whom it is about --------------------------------------------- */

enum { SHARES_MAX = 60, GAP = 10 /* points of a hundred */ };

static void
add_shares(struct against_row *row, const struct match_share_list_row *shares,
    ptrdiff_t n)
{
    for (ptrdiff_t i = 0; i < n; i++)
        for (int k = 0; k < row->n_counts; k++) {
            struct against_count *c = &row->counts[k];
            if (!text_is_equal(shares[i].attribute, row->attribute) ||
                !text_is_equal(shares[i].category, c->category))
                continue;
            c->has_share = true;
            c->percent = shares[i].percent;
            c->source = shares[i].source;
        }
}

static int64_t
rounded(double percent)
{
    return (int64_t)(percent + 0.5);
}

/* A gap is said where it is one, whatever stands behind a hidden count: of
 * those that are hidden there are fewer than `smallest`, or as many more as
 * are with them. */
static void
say_gap(struct view *v, const struct against_row *row,
    const struct against_count *c, int64_t smallest, struct against_page *page)
{
    text what = say_with(v, N_("%s: %s"), 2,
        (struct phrase_arg[]){ phrase_arg(against_word(v, row->attribute)),
            phrase_arg(against_category_word(v, c->category)) });
    if (!c->has_share)
        return;
    int64_t theirs = rounded(c->percent);
    int64_t mine = (200 * c->n + row->n_people) / (2 * row->n_people);
    int64_t apart = mine > theirs ? mine - theirs : theirs - mine;
    struct phrase_arg args[] = { phrase_arg(what), phrase_arg(mine),
        phrase_arg(theirs) };
    if (c->is_hidden && row->n_hidden < 2 * smallest &&
        100 * row->n_hidden / row->n_people + GAP <= theirs)
        page->gaps[page->n_gaps++] = say_with(v,
            N_("%1$s. Too few of those who lead or speak to be shown, %2$d in "
               "100 of those whom it is about."),
            2, (struct phrase_arg[]){ phrase_arg(what), phrase_arg(theirs) });
    else if (!c->is_hidden && c->n == 0 && theirs > 0)
        page->gaps[page->n_gaps++] = say_with(v,
            N_("%1$s. Nobody of those who lead or speak, %2$d in 100 of those "
               "whom it is about."),
            2, (struct phrase_arg[]){ phrase_arg(what), phrase_arg(theirs) });
    else if (!c->is_hidden && apart >= GAP)
        page->gaps[page->n_gaps++] = say_with(v,
            N_("%1$s. %2$d in 100 of those who lead or speak, %3$d in 100 of "
               "those whom it is about."),
            3, args);
}

enum err
against_fill(struct request *rq, int64_t partnership_id, const text *told,
    ptrdiff_t n, struct against_page *page)
{
    const struct against_ask *ask = against_asked(rq);
    struct view v = request_view(rq);
    struct match_share_list_whole_row *whole = NULL;
    enum err e;
    if (partnership_id != 0) {
        e = match_share_list(rq->db, rq->arena,
            (struct match_share_list_in){ .partnership_id = partnership_id,
                .has_partnership_id = true,
                .n_rows = SHARES_MAX },
            &page->shares, &page->n_shares);
    } else {
        e = match_share_list_whole(rq->db, rq->arena,
            (struct match_share_list_whole_in){ .n_rows = SHARES_MAX }, &whole,
            &page->n_shares);
        page->shares =
            arena_new(rq->arena, struct match_share_list_row, page->n_shares);
        for (ptrdiff_t i = 0; e == OK && i < page->n_shares; i++)
            page->shares[i] = (struct match_share_list_row){ .id = whole[i].id,
                .attribute = whole[i].attribute,
                .category = whole[i].category,
                .name = whole[i].name,
                .percent = whole[i].percent,
                .source = whole[i].source };
    }
    if (e != OK)
        return e;
    page->smallest = settings_int(rq->db, rq->arena, "smallest_group");
    page->gaps =
        arena_new(rq->arena, text, AGAINST_MAX * (AGAINST_CATEGORIES + 2));
    text *said = arena_new(rq->arena, text, n + 1);
    for (int i = 0; i < ask->n; i++) {
        struct against_row *row = &page->rows[page->n_rows++];
        text attribute = text_of(ask->attributes[i].name);
        for (ptrdiff_t k = 0; k < n; k++)
            said[k] = against_told(told[k], attribute);
        against_make(row, attribute, ask->attributes[i].choices, said, n);
        against_hide(row, page->smallest);
        add_shares(row, page->shares, page->n_shares);
        for (int k = 0; k < row->n_counts && !row->is_all_hidden; k++)
            say_gap(&v, row, &row->counts[k], page->smallest, page);
    }
    char key[KEY_LENGTH];
    text make = edit_new_address(rq, "match_share");
    if (partnership_id != 0 &&
        actor_may(&rq->actor, WHO_FACILITATOR, &partnership_id, 1))
        make = arena_print(rq->arena, "/new/match_share?within=%.*s",
            TEXT_ARG(key_print(partnership_id, key)));
    page->make = make;
    return OK;
}
