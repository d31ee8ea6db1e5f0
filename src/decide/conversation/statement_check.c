/* What is wrong with a statement as it was typed, and which of those that are
 * there say nearly the same. What is found is said to the writer; whoever
 * looks after the conversation still reads each. */
#include "decide/conversation/conversation.h"

#include "engine/opinion/near.h"
#include "text/utf8.h"

#include <string.h>

/* Few words, and only such as are said of people to hurt them: a list catches
 * what is typed in anger, not what is meant. */
static const char *const slurs[] = { "idiot", "idiots", "bastard", "bastards",
    "bitch", "whore", "whores", "vermin", "cockroaches", "savages", "retard",
    "retards", "faggot", "faggots", "nigger", "niggers", "nigga", "niggas",
    "cunt", "cunts", "bitches", "fuck", "fucks", "fucker", "fuckers", "fucking",
    "motherfucker", "motherfuckers", "idioter", "hora", "horor", "svartskalle",
    "svartskallar", "mongo", "mpumbavu", "wapumbavu", "malaya", "makahaba",
    NULL };

/* Words that many sentences of a language have, and the others have not. Those
 * of two languages ("ni", "na" of Swahili and Dholuo) are in neither. */
enum { FREQUENT = 64 };
static const struct {
    const char *lang, *trouble;
    const char *const words[FREQUENT];
} frequent[] = {
    { "en",
        N_("It seems to be written in English. Choose that language, so "
           "that others read it in theirs."),
        { "the", "and", "is", "are", "of", "to", "we", "they", "that", "not",
            "with", "for", "should", "must", "have", "has", "was", "were", "be",
            "been", "our", "their", "there", "this", "these", "who", "when",
            "what", "which", "would", "could", "can", "cannot", "people",
            "from", "but", "it", "you", "need", "more", "too", "every",
            "nobody", "because", "only", "about", NULL } },
    { "sv",
        N_("It seems to be written in Swedish. Choose that language, so "
           "that others read it in theirs."),
        { "och", "att", "det", "som", "inte", "jag", "vi", "ska", "med", "till",
            "borde", "har", "ett", "av", "vara", "en", "den", "de", "på", "är",
            "för", "kan", "måste", "från", "också", "eller", "alla", "många",
            "mer", "när", "var", "vill", "bör", "får", "om", "så", "utan",
            "hos", "under", "våra", "deras", NULL } },
    { "sw",
        N_("It seems to be written in Swahili. Choose that language, so "
           "that others read it in theirs."),
        { "ya", "wa", "kwa", "katika", "la", "za", "sisi", "watu", "lazima",
            "kuwa", "hii", "cha", "vya", "hakuna", "yetu", "wetu", "kama",
            "sana", "pia", "kila", "huduma", "hospitali", "watoto", "maji",
            "barabara", "kijiji", "mbaya", "nzuri", "wote", "hawana", "hii",
            "hizi", "wanawake", "bila", "lakini", "au", NULL } },
    { "luo",
        N_("It seems to be written in Dholuo. Choose that language, so "
           "that others read it in theirs."),
        { "gi", "mar", "kod", "gin", "wan", "nyaka", "moro", "ne", "kata",
            "jogo", "bedo", "onge", "duto", "mag", "ok", "kendo", "nyithindo",
            "ji", "dhi", "kuom", "maber", "marach", "e", "osiptal", "wang'",
            "gima", "kaka", "koro", "mon", "chiemo", "pi", NULL } },
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

/* "fees," is "fees". */
static text
bare(text word)
{
    static const char marks[] = ".,;:!?()\"'";
    while (word.len > 0 && strchr(marks, word.ptr[word.len - 1]) != NULL)
        word.len--;
    while (word.len > 0 && strchr(marks, word.ptr[0]) != NULL)
        word = text_slice(word, 1, word.len);
    return word;
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
        text word = bare(text_cut(rest, ' ', &rest));
        if (is_one_of(word, slurs))
            return N_("A word in it is said of people to hurt them. Say what "
                      "must change, without it.");
        for (int k = 0; k < N_FREQUENT; k++)
            hits[k] += is_one_of(word, frequent[k].words);
    }
    /* two words of another, and twice as many as of the chosen one */
    for (int k = 0; k < N_FREQUENT && own >= 0; k++) {
        bool is_most = k != own && hits[k] >= 2 && hits[k] > 2 * hits[own];
        for (int i = 0; i < N_FREQUENT; i++)
            is_most &= i == k || hits[i] <= hits[k];
        if (is_most)
            return frequent[k].trouble;
    }
    return NULL;
}

/* ---- Names --------------------------------------------------------------- */

/* Before a name; and what stands behind it there and is none. */
static const char *const titles[] = { "dr", "dr.", "doctor", "nurse", "sister",
    "mr", "mr.", "mrs", "mrs.", "ms", "ms.", "prof", "prof.", "chief",
    "professor", "doktor", "sjuksköterska", "syster", "fru", "herr", "daktari",
    "muuguzi", "bwana", "bibi", "mama", "chifu", "mzee", "japuonj", "jaduong'",
    "nyar", "wuod", NULL };

static bool
is_capital(text word)
{
    ptrdiff_t at = 0;
    if (word.len < 2)
        return false;
    int32_t c = utf8_next(word, &at);
    return (c >= 'A' && c <= 'Z') || (c >= 0xc0 && c <= 0xde && c != 0xd7);
}

/* Not every capital: a sentence begins with one, and NHS is all of them. */
static bool
is_like_name(text word)
{
    ptrdiff_t at = 0;
    if (!is_capital(word))
        return false;
    (void)utf8_next(word, &at);
    for (; at < word.len; at++)
        if (word.ptr[at] >= 'A' && word.ptr[at] <= 'Z')
            return false;
    return true;
}

bool
statement_may_name(struct arena *a, text words)
{
    text rest = words, before = { 0 };
    int n_in_a_row = 0;
    bool is_first = true;
    while (text_is_known(rest)) {
        text raw = text_cut(rest, ' ', &rest), word = bare(raw);
        bool is_title =
            text_is_known(before) && is_one_of(lang_fold(a, before), titles);
        if (is_like_name(word) && is_title)
            return true;
        n_in_a_row = is_like_name(word) && !is_first ? n_in_a_row + 1 : 0;
        if (n_in_a_row == 2)
            return true;
        if (raw.len != word.len && raw.len > 0 && raw.ptr[raw.len - 1] == ',')
            n_in_a_row = 0;
        is_first = false;
        before = raw.len > 0 ? raw : before;
    }
    return false;
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
