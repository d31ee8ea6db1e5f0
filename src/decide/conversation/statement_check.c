/* What is wrong with a statement as it was typed, and which of those that are
 * there say nearly the same. What is found is said to the writer; whoever
 * looks after the conversation still reads each. */
#include "decide/conversation/conversation.h"

#include "engine/opinion/near.h"
#include "text/utf8.h"

/* Few words, and only such as are said of people to hurt them: a list catches
 * what is typed in anger, not what is meant. */
static const char *const slurs[] = { "idiot", "idiots", "bastard", "bastards",
    "bitch", "whore", "whores", "vermin", "cockroaches", "savages", "retard",
    "retards", "faggot", "faggots", "nigger", "niggers", "nigga", "niggas",
    "cunt", "cunts", "bitches", "fuck", "fucks", "fucker", "fuckers", "fucking",
    "motherfucker", "motherfuckers", "idioter", "hora", "horor", "svartskalle",
    "svartskallar", "mongo", "mpumbavu", "wapumbavu", "malaya", "makahaba",
    NULL };

/* Words that nearly every sentence of a language has, and others have not. */
static const struct {
    const char *lang;
    const char *const words[16];
} frequent[] = {
    { "en",
        { "the", "and", "is", "are", "of", "to", "we", "they", "that", "not",
            "with", "for", "should", "must", "have", NULL } },
    { "sv",
        { "och", "att", "det", "som", "inte", "jag", "vi", "ska", "med", "till",
            "borde", "har", "ett", "av", "vara", NULL } },
    { "sw",
        { "na", "ya", "wa", "kwa", "ni", "katika", "la", "za", "sisi", "watu",
            "lazima", "kuwa", "hii", "cha", "si", NULL } },
    { "luo",
        { "gi", "mar", "kod", "gin", "wan", "nyaka", "moro", "ne", "kata",
            "jogo", "bedo", "onge", "duto", "mag", "ok", NULL } },
};
enum { N_FREQUENT = sizeof frequent / sizeof *frequent };

static bool
is_one_of(text word, const char *const *words)
{
    for (int i = 0; words[i] != NULL; i++)
        if (text_is_equal(word, text_of(words[i])))
            return true;
    return false;
}

static bool
has_telephone(text words)
{
    int n_digits = 0;
    for (ptrdiff_t i = 0; i < words.len; i++) {
        char c = words.ptr[i];
        if (c >= '0' && c <= '9')
            n_digits++;
        else if (c != ' ' && c != '-' && c != '(' && c != ')' && c != '.' &&
            c != '/')
            n_digits = 0;
        if (n_digits == 7)
            return true;
    }
    return false;
}

/* "The road is bad. Fees are high": a sentence ends, and another begins. A
 * short word with a dot may be an abbreviation. */
static bool
has_two(text words)
{
    ptrdiff_t n_letters = 0;
    for (ptrdiff_t i = 0; i < words.len; i++) {
        char c = words.ptr[i];
        bool ends = c == '.' || c == '!' || c == ';';
        bool goes_on = i + 2 < words.len && words.ptr[i + 1] == ' ';
        if (ends && goes_on && (n_letters > 2 || c != '.'))
            return true;
        n_letters = c == ' ' || ends ? 0 : n_letters + 1;
    }
    return false;
}

const char *
statement_trouble(text words)
{
    int n_letters = 0;
    for (ptrdiff_t at = 0; at < words.len; n_letters++)
        (void)utf8_next(words, &at);
    if (lang_is_blank(words))
        return N_("Write what you want to say.");
    if (has_telephone(words))
        return N_("This looks like a telephone number. Leave it out: "
                  "everybody will read this.");
    if (n_letters > STATEMENT_LETTERS)
        return N_("It is too long: 140 letters at most. Say one thing.");
    if (text_find(words, TEXT("@")) >= 0)
        return N_("This looks like a mail address. Leave it out: everybody "
                  "will read this.");
    if (text_find(words, TEXT("http")) >= 0 ||
        text_find(words, TEXT("www.")) >= 0)
        return N_("This looks like the address of a page. Leave it out: say "
                  "what you think in words.");
    if (text_find(words, TEXT("?")) >= 0)
        return N_("This is a question. Write what you think, so that others "
                  "can agree or disagree.");
    if (has_two(words))
        return N_("This says two things. Write one of them here, and the other "
                  "as a statement of its own.");
    return NULL;
}

const char *
statement_trouble_in(struct arena *a, text words, text lang)
{
    int hits[N_FREQUENT] = { 0 }, own = -1;
    const char *trouble = statement_trouble(words);
    if (trouble != NULL)
        return trouble;
    text rest = lang_fold(a, words);
    for (int k = 0; k < N_FREQUENT; k++)
        own = text_is_equal(lang, text_of(frequent[k].lang)) ? k : own;
    while (text_is_known(rest)) {
        text word = text_cut(rest, ' ', &rest);
        if (is_one_of(word, slurs))
            return N_("A word in it is said of people to hurt them. Say what "
                      "must change, without it.");
        for (int k = 0; k < N_FREQUENT; k++)
            hits[k] += is_one_of(word, frequent[k].words);
    }
    for (int k = 0; k < N_FREQUENT && own >= 0; k++)
        if (k != own && hits[k] >= 2 && hits[own] == 0)
            return N_("It seems to be written in another language than you "
                      "chose. Choose that one: others read it in theirs.");
    return NULL;
}

/* ---- Nearly the same ----------------------------------------------------- */

enum err
statement_near(struct db *db, struct arena *a, int64_t conversation_id,
    text lang, text words, struct statement_line near[NEAR_SHOWN], int *n)
{
    struct statements_of_row *rows;
    ptrdiff_t n_rows;
    *n = 0;
    enum err e = statements_of(db, a,
        (struct statements_of_in){ .conversation_id = conversation_id,
            .lang = lang,
            .n_rows = STATEMENTS_MAX },
        &rows, &n_rows);
    text folded = lang_fold(a, words);
    for (ptrdiff_t i = 0; e == OK && i < n_rows && *n < NEAR_SHOWN; i++) {
        text said =
            text_is_equal(rows[i].lang, lang) ? rows[i].words : rows[i].said;
        if (!text_is_equal(rows[i].status, TEXT("in")) || !text_is_known(said))
            continue;
        if (cp_near(folded, lang_fold(a, said)))
            near[(*n)++] = (struct statement_line){
                .row = &rows[i], .words = said, .lang = lang
            };
    }
    return e;
}
