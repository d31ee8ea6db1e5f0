/* Voices as they are typed: languages, what is not taken, what is asked about
 * before it is kept. */
#include "decide/voice/voice.h"

#include "text/utf8.h"

#include <string.h>

/* ---- Languages ----------------------------------------------------------- */

/* Those of the interface first; then, by name, what is much spoken where
 * partnerships are. */
static const struct voice_lang {
    const char *code, *name;
    bool is_rtl;
} langs[] = {
    { "en", "English", false },
    { "sv", "Svenska", false },
    { "sw", "Kiswahili", false },
    { "luo", "Dholuo", false },
    { "am", "አማርኛ", false },
    { "ar", "العربية", true },
    { "bn", "বাংলা", false },
    { "de", "Deutsch", false },
    { "es", "Español", false },
    { "fa", "فارسی", true },
    { "fi", "Suomi", false },
    { "fr", "Français", false },
    { "ha", "Hausa", false },
    { "hi", "हिन्दी", false },
    { "ig", "Igbo", false },
    { "it", "Italiano", false },
    { "ki", "Gĩkũyũ", false },
    { "kln", "Kalenjin", false },
    { "ku", "Kurdî", false },
    { "lg", "Luganda", false },
    { "ln", "Lingála", false },
    { "luy", "Luluhia", false },
    { "ne", "नेपाली", false },
    { "om", "Oromoo", false },
    { "pa", "ਪੰਜਾਬੀ", false },
    { "pl", "Polski", false },
    { "ps", "پښتو", true },
    { "pt", "Português", false },
    { "ro", "Română", false },
    { "rw", "Kinyarwanda", false },
    { "sn", "ChiShona", false },
    { "so", "Soomaali", false },
    { "sq", "Shqip", false },
    { "ta", "தமிழ்", false },
    { "ti", "ትግርኛ", false },
    { "tr", "Türkçe", false },
    { "uk", "Українська", false },
    { "ur", "اردو", true },
    { "vi", "Tiếng Việt", false },
    { "yo", "Yorùbá", false },
    { "zh", "中文", false },
};
enum { N_LANGS = sizeof langs / sizeof *langs };

const char *
voice_lang_code(int i)
{
    return i < N_LANGS ? langs[i].code : NULL;
}

const char *
voice_lang_word(int i)
{
    return i < N_LANGS ? langs[i].name : NULL;
}

static const struct voice_lang *
find(text code)
{
    for (int i = 0; i < N_LANGS; i++)
        if (text_is_equal(code, text_of(langs[i].code)))
            return &langs[i];
    return NULL;
}

text
voice_lang_name(text code)
{
    const struct voice_lang *l = find(code);
    return l == NULL ? code : text_of(l->name);
}

bool
voice_is_rtl(text lang)
{
    const struct voice_lang *l = find(lang);
    return l != NULL && l->is_rtl;
}

struct input
voice_lang_input(
    struct arena *a, const char *name, ptrdiff_t offset, const char *label)
{
    const char **codes = arena_new(a, const char *, N_LANGS + 1);
    const char **names = arena_new(a, const char *, N_LANGS + 1);
    for (int i = 0; i < N_LANGS; i++) {
        codes[i] = langs[i].code;
        names[i] = langs[i].name;
    }
    return (struct input){ .name = name,
        .kind = INPUT_CHOICE,
        .is_required = true,
        .choices = codes,
        .choice_labels = names,
        .offset = offset,
        .label = label };
}

/* ---- What is typed ------------------------------------------------------- */

static bool
is_number(text words)
{
    int n_digits = 0;
    for (ptrdiff_t i = 0; i < words.len; i++) {
        char c = words.ptr[i];
        if (c >= '0' && c <= '9')
            n_digits++;
        else if (c != ' ' && c != '-' && c != '(' && c != ')' && c != '.' &&
            c != '+')
            n_digits = 0;
        if (n_digits == 8)
            return true;
    }
    return false;
}

static bool
is_mail(text words)
{
    for (ptrdiff_t i = 1; i + 1 < words.len; i++)
        if (words.ptr[i] == '@' && (unsigned char)words.ptr[i - 1] > ' ' &&
            (unsigned char)words.ptr[i + 1] > ' ')
            return true;
    return false;
}

static bool
is_letter(text words, ptrdiff_t i)
{
    if (i < 0 || i >= words.len)
        return false;
    unsigned char c = (unsigned char)words.ptr[i];
    return c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* "Dr Okoth", "Bi. Amina": a title and a word that begins with a capital. */
static bool
is_named(text words)
{
    static const char *const titles[] = { "Mr", "Mrs", "Ms", "Miss", "Dr",
        "Doctor", "Prof", "Nurse", "Sister", "Bwana", "Bw", "Bi", "Dkt",
        "Daktari", "Mama", "Mzee", "Muuguzi", "Herr", "Fru", "Doktor", NULL };
    for (ptrdiff_t at = 0; at < words.len; at++) {
        if (is_letter(words, at - 1) || !is_letter(words, at))
            continue;
        text rest = text_slice(words, at, words.len);
        for (int i = 0; titles[i] != NULL; i++) {
            ptrdiff_t n = (ptrdiff_t)strlen(titles[i]);
            if (!text_starts_with(rest, text_of(titles[i])) ||
                is_letter(rest, n))
                continue;
            n += n < rest.len && rest.ptr[n] == '.';
            if (n + 1 < rest.len && rest.ptr[n] == ' ' &&
                rest.ptr[n + 1] >= 'A' && rest.ptr[n + 1] <= 'Z')
                return true;
        }
    }
    return false;
}

/* One of these folded words, whole. Short on purpose: words that are said to
 * hurt people for what they are, and that mean little else. */
static bool
is_hurtful(struct arena *a, text words)
{
    static const char *const slurs[] = { "nigger", "niggers", "faggot",
        "faggots", "retard", "retards", "spastic", "spastics", "paki", "pakis",
        "wog", "wogs", "tranny", "trannies", "chink", "chinks", "kaffir",
        "kaffirs", "gypo", "pikey", "pikeys", "neger", "negrer", "blatte",
        "blattar", "mongo", "shoga", "mashoga", "makafiri", NULL };
    text rest = lang_fold(a, words);
    while (text_is_known(rest)) {
        text word = text_cut(rest, ' ', &rest);
        for (int i = 0; slurs[i] != NULL; i++)
            if (text_is_equal(word, text_of(slurs[i])))
                return true;
    }
    return false;
}

const char *
voice_trouble(text words)
{
    int n_letters = 0;
    for (ptrdiff_t at = 0; at < words.len; n_letters++)
        (void)utf8_next(words, &at);
    if (lang_is_blank(words))
        return N_("Write what you want to say.");
    if (n_letters > VOICE_LETTERS)
        return N_("It is too long: 5,000 letters at most. Keep what matters "
                  "most; you can tell more another time.");
    return NULL;
}

const char *
voice_warning(struct arena *a, text words, text own_name)
{
    if (is_number(words))
        return N_("This looks like a telephone number. Whoever may read your "
                  "words will read it too.");
    if (is_mail(words))
        return N_("This looks like a mail address. Whoever may read your "
                  "words will read it too.");
    if (is_named(words))
        return N_("This looks like somebody's name. Say what they do instead, "
                  "such as: a nurse, my neighbour.");
    if (text_is_known(own_name) && own_name.len > 3 &&
        text_find(lang_fold(a, words), lang_fold(a, own_name)) >= 0)
        return N_("Your own name stands in it: whoever may read your words "
                  "will know that it is you.");
    if (is_hurtful(a, words))
        return N_("A word in it hurts people. If it is what was said to you, "
                  "keep it; else find another.");
    return NULL;
}

/* ---- What is said of codes ----------------------------------------------- */

static const char *
said_of(const char *const (*pairs)[2], text code)
{
    for (int i = 0; pairs[i][0] != NULL; i++)
        if (text_is_equal(code, text_of(pairs[i][0])))
            return pairs[i][1];
    return NULL;
}

const char *
voice_shown_said(text shown_to)
{
    static const char *const said[][2] = {
        { "count", N_("nobody: it is counted only") },
        { "facilitators", N_("those who look after this partnership") },
        { "sides", N_("the people of all sides") },
        { "public", N_("everybody") },
        { NULL, NULL },
    };
    return said_of(said, shown_to);
}

const char *
voice_mode_said(text mode)
{
    static const char *const said[][2] = {
        { "paper", N_("On paper") },
        { "telephone", N_("By telephone") },
        { "sms", N_("By short message") },
        { "person", N_("In person") },
        { "sign", N_("In sign language") },
        { "group", N_("In a group") },
        { NULL, NULL },
    };
    return said_of(said, mode);
}

const char *
voice_outcome_said(text outcome)
{
    static const char *const said[][2] = {
        { "taken", N_("Taken up") },
        { "answered", N_("Answered") },
        { "out", N_("Not something this partnership can change") },
        { "withdrawn", N_("Taken back") },
        { NULL, NULL },
    };
    return said_of(said, outcome);
}
