/* The listing of an organisation as a file and as a form. */
#include "match/partner.h"

#include "network/network.h"
#include "os/entropy.h"

static const char *const seens[] = { "public", "network", NULL };

static const char *
listing_seen_word(text seen)
{
    return text_is_equal(seen, TEXT("public"))
        ? N_("Everybody")
        : N_("Whoever is in this network");
}

/* ---- Words to tap ----------------------------------------------------------
 */

enum { LISTINGS_LOOKED_AT = 30, OWN_WORDS_MAX = 15, WORDS_MAX = 80 };

static void
add_own(struct arena *a, const struct topics *topics, text cell, text *words,
    int *n, int most)
{
    struct tags tags;
    if (tags_read(a, topics, cell, &tags) != NULL)
        return;
    for (int i = 0; i < tags.n && *n < most; i++) {
        bool is_there = false;
        text word;
        const char *phrase;
        for (int k = 0; !is_there && topic_at(topics, k, &word, &phrase); k++)
            is_there = text_is_equal(word, tags.tags[i].word);
        for (int k = 0; !is_there && k < *n; k++)
            is_there = text_is_equal(lang_fold(a, words[k]), tags.tags[i].word);
        if (!is_there)
            words[(*n)++] = tags.tags[i].said;
    }
}

enum err
tags_to_tap(struct db *db, struct arena *a, const struct lang *lang,
    text **words, int *n)
{
    const struct topics *topics = topics_of(a);
    struct listing_newest_row *rows;
    ptrdiff_t n_rows = 0;
    text word;
    const char *phrase;
    bool is_english;
    *words = arena_new(a, text, WORDS_MAX);
    *n = 0;
    while (*n < WORDS_MAX - OWN_WORDS_MAX &&
        topic_at(topics, *n, &word, &phrase)) {
        (*words)[*n] = lang_phrase(lang, NULL, phrase, &is_english);
        ++*n;
    }
    int most = *n + OWN_WORDS_MAX;
    enum err e = listing_newest(db, a,
        (struct listing_newest_in){ .seen = TEXT("public"),
            .before_id = INT64_MAX,
            .n_rows = LISTINGS_LOOKED_AT },
        &rows, &n_rows);
    for (ptrdiff_t i = 0; e == OK && i < n_rows; i++) {
        add_own(a, topics, rows[i].needs, *words, n, most);
        add_own(a, topics, rows[i].offers, *words, n, most);
    }
    return e;
}

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
    { .name = "organisation",
        .field = "organisation_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &organisation_sheet,
        .label = N_("Organisation"),
        .holders = &listing_of_organisation_query },
    { .name = "needs",
        .kind = SHEET_TEXT,
        .max = 600,
        .label = N_("What you seek"),
        .hint = N_("Up to eight, with ; between them. What matters most gets a "
                   ":3 or :2 after it. Such as newborn care:3; volunteers"),
        .words = tags_to_tap },
    { .name = "offers",
        .kind = SHEET_TEXT,
        .max = 600,
        .label = N_("What you can offer"),
        .hint = N_("Up to eight, with ; between them, such as leadership and "
                   "management; cancer care"),
        .words = tags_to_tap },
    { .name = "challenges",
        .kind = SHEET_TEXT,
        .max = 600,
        .label = N_("What you struggle with"),
        .hint = N_("A challenge that you share with a partner: you learn from "
                   "each other."),
        .words = tags_to_tap },
    { .name = "languages",
        .kind = SHEET_TEXT,
        .is_required = true,
        .max = 200,
        .label = N_("Languages you can work in"),
        .hint = N_("Such as English; Kiswahili") },
    { .name = "has_interpreter",
        .kind = SHEET_BOOL,
        .label = N_("We can pay for an interpreter") },
    { .name = "room",
        .kind = SHEET_INT,
        .min = 0,
        .max = 50,
        .label = N_("How many partnerships you have room for"),
        .hint = N_("Those that you have count too. Leave it empty when there "
                   "is no limit.") },
    { .name = "may_write",
        .kind = SHEET_BOOL,
        .label = N_("Others who look for a partner may write to us"),
        .hint = N_("Your members get it by mail. Nobody sees an address, and "
                   "you say yes or no.") },
    { .name = "seen",
        .kind = SHEET_CHOICE,
        .is_required = true,
        .choices = seens,
        .label = N_("Who may see it"),
        .word = listing_seen_word },
    { .name = "until_on",
        .kind = SHEET_DATE,
        .label = N_("Shown until"),
        .hint = N_("After that day it is found no more. Leave it empty when "
                   "there is no such day."),
        .is_rare = true },
    { .name = "is_illustrative",
        .kind = SHEET_BOOL,
        .label = N_("Illustrative: made up for this example."),
        .is_rare = true },
};

/* "needs: a weight is 1, 2 or 3": as SHEET_SAYS writes it. */
static const char *
at_column(struct arena *a, const char *column, const char *sentence)
{
    return arena_print(a, "%s: %s", column, sentence).ptr;
}

/* Lists that can be read, something to compare, one listing each. */
static const char *
listing_rule(struct db *db, struct arena *a, const void *row, enum err *e)
{
    const struct listing *x = row;
    const struct topics *topics = topics_of(a);
    struct tags tags;
    const char *wrong;
    *e = OK;
    if ((wrong = tags_read(a, topics, x->needs, &tags)) != NULL)
        return at_column(a, "needs", wrong);
    int n = tags.n;
    if ((wrong = tags_read(a, topics, x->offers, &tags)) != NULL)
        return at_column(a, "offers", wrong);
    if (n + tags.n == 0)
        return SHEET_SAYS("needs",
            "say something that you seek, or something that you offer");
    if ((wrong = tags_read(a, topics, x->challenges, &tags)) != NULL)
        return at_column(a, "challenges", wrong);
    if ((wrong = languages_read(a, x->languages, &tags)) != NULL)
        return at_column(a, "languages", wrong);
    if (tags.n == 0)
        return SHEET_SAYS("languages",
            "languages are codes such as en; sw:2, or English; Kiswahili");
    struct listing_of_organisation_row *rows;
    ptrdiff_t n_rows = 0;
    *e = listing_of_organisation(db, a,
        (struct listing_of_organisation_in){
            .id = x->organisation_id, .n_rows = 2 },
        &rows, &n_rows);
    for (ptrdiff_t i = 0; *e == OK && i < n_rows; i++)
        if (rows[i].id != x->id)
            return N_("this organisation looks for a partner already");
    return NULL;
}

/* ---- As it is compared ------------------------------------------------------
 */

static enum err
save_tags(struct db *writer, struct arena *a, const struct listing *x,
    const char *part, const struct tags *tags)
{
    enum err e = OK;
    for (int i = 0; e == OK && i < tags->n; i++) {
        int64_t n = 0;
        for (int t = 0; e == OK && n == 0 && t < 3; t++)
            e = listing_tag_insert(writer,
                (struct listing_tag_insert_in){ .id = key_new(),
                    .listing_id = x->id,
                    .part = text_of(part),
                    .word = tags->tags[i].word,
                    .weight = tags->tags[i].weight,
                    .all_weight = tags->all_weight,
                    .is_public = text_is_equal(x->seen, TEXT("public")),
                    .until_on = text_is_known(x->until_on)
                        ? x->until_on
                        : TEXT("9999-12-31") },
                &n);
        if (e == OK && n == 0)
            e = ERR_CONFLICT;
    }
    (void)a;
    return e;
}

/* Whenever a listing was saved, by a form, an import, or out of the bin. */
static enum err
listing_found(struct db *writer, struct arena *a, const void *row)
{
    const struct listing *x = row;
    const struct topics *topics = topics_of(a);
    struct tags offers, needs, challenges, languages;
    if (tags_read(a, topics, x->offers, &offers) != NULL ||
        tags_read(a, topics, x->needs, &needs) != NULL ||
        tags_read(a, topics, x->challenges, &challenges) != NULL ||
        languages_read(a, x->languages, &languages) != NULL)
        return ERR_BAD_INPUT; /* the rule let it pass: it cannot be */
    enum err e = listing_line_save(writer,
        (struct listing_line_save_in){ .id = x->id,
            .offers = tags_print(a, &offers),
            .needs = tags_print(a, &needs),
            .challenges = tags_print(a, &challenges),
            .languages = tags_print(a, &languages) },
        NULL);
    if (e == OK)
        e = listing_tag_forget(writer,
            (struct listing_tag_forget_in){ .listing_id = x->id }, NULL);
    if (e == OK)
        e = save_tags(writer, a, x, "offer", &offers);
    if (e == OK)
        e = save_tags(writer, a, x, "need", &needs);
    return e == OK ? save_tags(writer, a, x, "challenge", &challenges) : e;
}

const struct sheet listing_sheet = {
    .table = "listing",
    .shape = &listing_shape,
    SHEET_COLUMNS(columns),
    .find = &listing_find_query,
    .get = &listing_get_query,
    .insert = &listing_insert_query,
    .update = &listing_update_query,
    .remove = &listing_delete_query,
    .each = &listing_each_query,
    .each_prose = &listing_each_prose_query,
    .parts = parts,
    .part_labels = part_labels,
    .rule = listing_rule,
    .rule_asks = true,
    .found = listing_found,
};
