#include "match/partner_tags.h"

#include <string.h>

/* ---- Known topics ---------------------------------------------------------
 */

static const char *const phrases[] = { N_("Access to medicines"),
    N_("Antibiotic resistance"), N_("Cancer care"), N_("Care of older people"),
    N_("Care pathways"), N_("Children's health"), N_("Children's rights"),
    N_("Climate and health"), N_("Community health workers"),
    N_("Community participation"), N_("Diabetes"), N_("Digital health"),
    N_("Disability and rehabilitation"), N_("Emergency care"),
    N_("Equal health"), N_("Health data"), N_("Health promotion"),
    N_("HIV and AIDS"), N_("Infection control"), N_("Laboratory work"),
    N_("Leadership and management"), N_("Malaria"), N_("Maternal health"),
    N_("Mental health"), N_("Newborn care"), N_("Nutrition"),
    N_("Patient safety"), N_("Primary care"), N_("Quality improvement"),
    N_("Racial injustice in healthcare"), N_("Recruiting and keeping staff"),
    N_("Research"), N_("Sexual and reproductive health"), N_("Storytelling"),
    N_("Surgery"), N_("Training of staff"), N_("Tuberculosis"),
    N_("Vaccination"), N_("Volunteers"), N_("Water and sanitation"),
    N_("Youth health") };

enum { N_TOPICS = sizeof phrases / sizeof *phrases };

struct topics {
    text folded[N_TOPICS][LANG_N];
};

const struct topics *
topics_of(struct arena *a)
{
    struct topics *t = arena_new(a, struct topics, 1);
    for (int i = 0; i < N_TOPICS; i++)
        for (int l = 0; l < LANG_N; l++) {
            bool is_english;
            text said = lang_phrase(lang_all(l), NULL, phrases[i], &is_english);
            t->folded[i][l] =
                is_english && l > 0 ? t->folded[i][0] : lang_fold(a, said);
        }
    return t;
}

static text
word_of(const struct topics *t, text folded)
{
    for (int i = 0; i < N_TOPICS; i++)
        for (int l = 0; l < LANG_N; l++)
            if (text_is_equal(folded, t->folded[i][l]))
                return t->folded[i][0];
    return folded;
}

bool
topic_at(const struct topics *t, int i, text *word, const char **phrase)
{
    if (i >= N_TOPICS)
        return false;
    *word = t->folded[i][0];
    *phrase = phrases[i];
    return true;
}

text
tag_said(struct view *v, const struct topics *t, const struct tag *tag)
{
    for (int i = 0; i < N_TOPICS; i++)
        if (text_is_equal(tag->word, t->folded[i][0]))
            return say(v, phrases[i]);
    return tag->said;
}

/* ---- Reading --------------------------------------------------------------
 */

static void
add_tag(struct tags *to, struct tag tag)
{
    to->tags[to->n++] = tag;
    to->all_weight += tag.weight;
}

/* Is it there? Then the larger weight counts. */
static bool
has_tag(struct tags *to, text word, int32_t weight)
{
    for (int i = 0; i < to->n; i++) {
        struct tag *tag = &to->tags[i];
        if (!text_is_equal(tag->word, word))
            continue;
        if (weight > tag->weight) {
            to->all_weight += weight - tag->weight;
            tag->weight = weight;
        }
        return true;
    }
    return false;
}

/* "newborn care:3" parted; *is_wrong when the weight is none. People part
 * with commas and lines as well. */
static text
next_piece(text *rest, int32_t usual, int32_t *weight, bool *is_wrong)
{
    text all = *rest, after;
    ptrdiff_t n = 0;
    int64_t number = usual;
    while (n < all.len && all.ptr[n] != ';' && all.ptr[n] != ',' &&
        all.ptr[n] != '\n')
        n++;
    text piece = text_trim(text_slice(all, 0, n));
    *rest = n < all.len ? text_slice(all, n + 1, all.len) : (text){ NULL, 0 };
    piece = text_trim(text_cut(piece, ':', &after));
    *is_wrong = text_is_known(after) &&
        (!text_parse_int(text_trim(after), &number) || number < 1 ||
            number > 3);
    *weight = (int32_t)number;
    return piece;
}

const char *
tags_read(
    struct arena *a, const struct topics *topics, text cell, struct tags *tags)
{
    *tags = (struct tags){ .n = 0 };
    while (!text_is_empty(cell)) {
        int32_t weight;
        bool is_wrong;
        text said = next_piece(&cell, 1, &weight, &is_wrong);
        if (text_is_empty(said) && !is_wrong)
            continue;
        text word = word_of(topics, lang_fold(a, said));
        if (is_wrong)
            return N_("a weight is 1, 2 or 3, such as newborn care:3");
        if (text_is_empty(word) || said.len > TAG_BYTES_MAX)
            return N_("each of them is a word or a few, 60 letters at most");
        if (has_tag(tags, word, weight))
            continue;
        if (tags->n == TAGS_MAX)
            return N_("more than eight: name what matters most");
        add_tag(tags, (struct tag){ word, said, weight });
    }
    return NULL;
}

/* "sw", "Kiswahili", "pt-BR" */
static bool
language_code(struct arena *a, text said, text *code)
{
    for (int l = 0; l < LANG_N; l++)
        if (text_is_equal(
                lang_fold(a, said), lang_fold(a, lang_name(lang_all(l))))) {
            *code = lang_code(lang_all(l));
            return true;
        }
    text region, first = text_cut(said, '-', &region);
    char *small = arena_c_string(a, first);
    for (ptrdiff_t i = 0; i < first.len; i++) {
        char c = first.ptr[i];
        c = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
        if (c < 'a' || c > 'z')
            return false;
        small[i] = c;
    }
    *code = (text){ small, first.len };
    return first.len == 2 || first.len == 3;
}

const char *
languages_read(struct arena *a, text cell, struct tags *tags)
{
    *tags = (struct tags){ .n = 0 };
    while (!text_is_empty(cell)) {
        int32_t weight;
        bool is_wrong;
        text code, said = next_piece(&cell, 3, &weight, &is_wrong);
        if (text_is_empty(said) && !is_wrong)
            continue;
        if (is_wrong || !language_code(a, said, &code))
            return N_("languages are codes such as en; sw:2, or English; "
                      "Kiswahili");
        if (has_tag(tags, code, weight))
            continue;
        if (tags->n == TAGS_MAX)
            return N_("more than eight: name what matters most");
        add_tag(tags, (struct tag){ code, said, weight });
    }
    return NULL;
}

text
tags_print(struct arena *a, const struct tags *tags)
{
    struct buf out = buf_in(a, 200);
    for (int i = 0; i < tags->n; i++)
        buf_print(&out, "%s%.*s:%d", i == 0 ? "" : ";",
            TEXT_ARG(tags->tags[i].word), (int)tags->tags[i].weight);
    return out.len == 0 ? TEXT("") : buf_text(&out);
}

void
tags_take(text printed, struct tags *tags)
{
    *tags = (struct tags){ .n = 0 };
    while (!text_is_empty(printed) && tags->n < TAGS_MAX) {
        text after, piece = text_cut(printed, ';', &printed);
        text word = text_cut(piece, ':', &after);
        int32_t weight = after.len == 1 ? after.ptr[0] - '0' : 1;
        add_tag(tags, (struct tag){ word, word, weight });
    }
}

struct cp_tags
tags_of(struct arena *a, struct match_words *words, const struct tags *tags)
{
    struct cp_tag *list = arena_new(a, struct cp_tag, tags->n);
    for (int i = 0; i < tags->n; i++) {
        struct cp_tag tag = { match_word(words, tags->tags[i].word),
            tags->tags[i].weight };
        int at = i;
        for (; at > 0 && list[at - 1].word > tag.word; at--)
            list[at] = list[at - 1];
        list[at] = tag;
    }
    return (struct cp_tags){ list, tags->n };
}
