#include "text/lang.h"
#include "text/icu.h"
#include "text/mo.h"
#include "text/words.h"

#include <stdatomic.h>
#include <string.h>

struct lang {
    text code, name;
    int index;
};

static const struct lang languages[LANG_N] = {
    { TEXT_INIT("en"), TEXT_INIT("English"), 0 },
    { TEXT_INIT("sv"), TEXT_INIT("Svenska"), 1 },
    { TEXT_INIT("sw"), TEXT_INIT("Kiswahili"), 2 },
    { TEXT_INIT("luo"), TEXT_INIT("Dholuo"), 3 },
};

/* Written by lang_start before there are threads, then only read. */
static struct mo words[LANG_N];
static atomic_uint offered = (1u << LANG_N) - 1;

void
lang_offer(unsigned some)
{
    atomic_store(&offered, (some | 1u) & ((1u << LANG_N) - 1));
}

unsigned
lang_offered(void)
{
    return atomic_load(&offered);
}

bool
lang_is_offered(const struct lang *lang)
{
    return (lang_offered() >> lang->index & 1u) != 0;
}

const struct lang *
lang_all(int i)
{
    require(i >= 0 && i < LANG_N);
    return &languages[i];
}

text
lang_code(const struct lang *lang)
{
    return lang->code;
}

text
lang_name(const struct lang *lang)
{
    return lang->name;
}

int
lang_index(const struct lang *lang)
{
    return lang->index;
}

enum err
lang_start(struct why *why)
{
    for (const struct words *w = all_words; w->lang != NULL; w++) {
        const struct lang *lang = lang_find(text_of(w->lang));
        if (lang == NULL)
            return err_say(why, ERR_BAD_INPUT,
                "locale/%s.po is in a language that lang.c does not list",
                w->lang);
        struct why reason = { "" };
        enum err err =
            mo_open(&words[lang->index], w->start, w->end - w->start, &reason);
        if (err != OK)
            return err_say(why, err, "the words of locale/%s.po: %s", w->lang,
                reason.text);
    }
    return icu_start(why);
}

/* ---- which language ------------------------------------------------------ */

static char
lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool
is_same_word(text a, text b)
{
    if (a.len != b.len)
        return false;
    for (ptrdiff_t i = 0; i < a.len; i++)
        if (lower(a.ptr[i]) != lower(b.ptr[i]))
            return false;
    return true;
}

const struct lang *
lang_find(text code)
{
    text rest, script_and_country;
    text first = text_cut(code, '-', &rest);
    first = text_cut(first, '_', &script_and_country);
    for (int i = 0; i < LANG_N; i++)
        if (is_same_word(first, languages[i].code))
            return &languages[i];
    return NULL;
}

/* "q=0.8" in thousandths; what is no weight counts as 0, for a header that
 * we do not understand should not decide. */
static int
weight_of(text t)
{
    t = text_trim(t);
    if (t.len < 3 || lower(t.ptr[0]) != 'q' || t.ptr[1] != '=')
        return 0;
    t = text_slice(t, 2, t.len);
    if (t.len > 5 || t.ptr[0] < '0' || t.ptr[0] > '1' ||
        (t.len > 1 && t.ptr[1] != '.'))
        return 0;
    int weight = (t.ptr[0] - '0') * 1000;
    for (ptrdiff_t i = 2, worth = 100; i < t.len; i++, worth /= 10) {
        if (t.ptr[i] < '0' || t.ptr[i] > '9')
            return 0;
        weight += (int)worth * (t.ptr[i] - '0');
    }
    return weight > 1000 ? 0 : weight;
}

/* RFC 9110, 12.5.4. The heaviest wins, the earlier of equals; "*" stands for
 * those that are not named. Only so many ranges are read: no browser sends
 * more, and a header of 16 KB should cost nothing. */
const struct lang *
lang_negotiate(text accept_language)
{
    enum { MAX_RANGES = 32 };
    int weight[LANG_N], place[LANG_N];
    int any_weight = 0, any_place = 0;
    for (int i = 0; i < LANG_N; i++)
        weight[i] = -1;
    text rest = accept_language;
    for (int i = 0; i < MAX_RANGES && text_is_known(rest); i++) {
        text parameter;
        text name = text_cut(text_cut(rest, ',', &rest), ';', &parameter);
        name = text_trim(name);
        int q = text_is_known(parameter) ? weight_of(parameter) : 1000;
        const struct lang *lang = lang_find(name);
        if (text_is_equal(name, TEXT("*"))) {
            any_weight = q;
            any_place = i;
        } else if (lang != NULL && q > weight[lang->index]) {
            weight[lang->index] = q;
            place[lang->index] = i;
        }
    }
    const struct lang *best = NULL;
    int best_weight = 0, best_place = 0;
    for (int i = 0; i < LANG_N; i++) {
        int q = weight[i] < 0 ? any_weight : weight[i];
        q = lang_is_offered(&languages[i]) ? q : 0;
        int at = weight[i] < 0 ? any_place : place[i];
        if (q > best_weight || (q > 0 && q == best_weight && at < best_place)) {
            best = &languages[i];
            best_weight = q;
            best_place = at;
        }
    }
    return best == NULL ? &languages[0] : best;
}

/* ---- words --------------------------------------------------------------- */

text
lang_phrase(const struct lang *lang, const char *context, const char *phrase,
    bool *is_english)
{
    text found = mo_phrase(&words[lang->index], context, phrase);
    *is_english = !text_is_known(found) && lang->index != 0;
    if (!text_is_known(found) && lang->index != 0)
        found = mo_phrase(&words[0], context, phrase);
    return text_is_known(found) ? found : text_of(phrase);
}

text
lang_plural(const struct lang *lang, const char *one, const char *many,
    int64_t n, bool *is_english)
{
    text found = mo_plural(&words[lang->index], one, n);
    *is_english = !text_is_known(found) && lang->index != 0;
    if (!text_is_known(found) && lang->index != 0)
        found = mo_plural(&words[0], one, n);
    if (text_is_known(found))
        return found;
    return text_of(n == 1 || n == -1 ? one : many);
}
