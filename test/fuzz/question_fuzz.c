/* Questions and words as somebody uploads them, and answers as somebody sends
 * them. Whatever is taken comes back from its own printing byte for byte, and
 * no condition or value leads outside. */
#include "keep/question.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void
try_values(struct arena *a, const struct question_set *set, text value)
{
    text *values = arena_new(a, text, set->n_questions);
    struct value_item items[VALUE_ITEMS_MAX];
    for (int i = 0; i < set->n_questions; i++) {
        const struct question *q = &set->questions[i];
        struct value_fault fault = value_check(q, value, a);
        int n = value_items(q, value, items);
        require(n >= 0 && n <= VALUE_ITEMS_MAX);
        if (fault.phrase == NULL)
            values[i] = value;
        else if (q->n_choices > 0)
            values[i] = q->choices[0];
        (void)question_is_shown(set, i, values);
        require(question_find(set, q->code) == i);
        require(question_is_same(q, q));
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena a;
    struct question_set set, again;
    struct words words, words_again;
    struct why why = { 0 };
    text all = { (const char *)bytes, (ptrdiff_t)size };
    if (size > 64 * 1024)
        return 0;
    arena_open(&a, 256 << 20);
    if (questions_parse(&a, all, &set, &why) == OK) {
        require(set.n_questions <= QUESTIONS_MAX);
        require(set.n_sections <= SECTIONS_MAX);
        text printed = questions_print(&a, &set);
        require(questions_parse(&a, printed, &again, &why) == OK);
        require(text_is_equal(questions_print(&a, &again), printed));
        try_values(&a, &set, text_slice(all, 0, 200));
        try_values(&a, &set, TEXT("a;b:2;2026-05-01/2026-05-02"));
    } else {
        require(why.text[0] != '\0');
    }
    if (words_parse(&a, all, &words, &why) == OK) {
        text printed = words_print(&a, &words);
        require(words_parse(&a, printed, &words_again, &why) == OK);
        require(words_again.n == words.n);
        words_set(&a, &words, TEXT("title"), TEXT("x"), TEXT(""));
        require(words.n == WORDS_MAX ||
            text_is_equal(words_find(&words, TEXT("title")), TEXT("x")));
    }
    arena_close(&a);
    return 0;
}
