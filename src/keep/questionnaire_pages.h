/* What the coordinators' pages of questionnaires are given. */
#ifndef KEEP_QUESTIONNAIRE_PAGES_H
#define KEEP_QUESTIONNAIRE_PAGES_H

#include "keep/questionnaire.h"
#include "keep/reply_pages.h"

enum { ROWS_ON_A_PAGE = 30, WORDS_OF_GROUP = FORM_FIELDS_MAX };

struct questionnaire_list_page {
    struct questionnaire *rows;
    ptrdiff_t n_rows;
    text next;
};

struct language_line {
    const struct lang *lang;
    struct translated done;
    bool is_original;
};
struct questionnaire_page {
    const struct asked *asked;
    const struct form *form;
    text key, title;
    bool is_draft, has_published;
    struct language_line languages[LANG_N];
    text revision;
};

/* The form of one question. */
struct question_form {
    text code, kind, section, words, hint, choices, min, max, unit, show_if;
    bool required, may_skip, is_private;
    int64_t revision;
};
struct question_page {
    const struct asked *asked;
    const struct form *form;
    text key, title, action;
    bool is_new;
};

/* The words of a question, or of the questionnaire itself, to translate. */
struct word_line {
    text name, key, original, given, error;
    bool is_old, is_long;
};
struct words_page {
    const struct asked *asked;
    const struct form *form;
    const struct lang *lang;
    text key, title, group, action, next;
    struct word_line lines[WORDS_OF_GROUP];
    int n_lines;
    int n_groups, n_done;
    bool is_original;
};
struct group_line {
    text group, title;
    int n_wanted, n_there, n_old;
};
struct groups_page {
    const struct asked *asked;
    const struct lang *lang;
    text key, title;
    struct group_line *groups;
    int n_groups;
};

/* Results, summed up; small groups are not shown. */
struct result_count {
    text label;
    int64_t n, percent;
};
struct result_line {
    const struct question *q;
    text label;
    struct result_count counts[CHOICES_MAX + 2];
    int n_counts;
    int64_t n_given;
    text mean; /* of numbers and scales; or not known */
    bool is_hidden, is_private;
};
struct results_page {
    const struct asked *asked;
    text key, title, csv;
    struct result_line *lines;
    int n_lines;
    int64_t n_answers, smallest;
    int64_t n_elsewhere; /* that are not for these pages */
    bool is_cut;
};

const char *question_kind_word(enum question_kind kind);
text asked_section(const struct asked *asked, struct arena *a,
    const struct lang *lang, text section);
text questionnaire_address(struct arena *a, text key, const char *what);
/* Is this key one of the question's words? "title": the questionnaire's. */
bool word_is_of(text key, text group);

/* Loads the newest version of the questionnaire in the address. */
enum err questionnaire_of_address(
    struct request *rq, int64_t number, struct asked *asked);

#endif
