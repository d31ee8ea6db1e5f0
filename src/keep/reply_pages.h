/* What the pages for answering are given. */
#ifndef KEEP_REPLY_PAGES_H
#define KEEP_REPLY_PAGES_H

#include "keep/reply.h"

enum {
    DATES_SHOWN_MAX = 8,
    REFS_MAX = 5,
    FOUND_OF_REF = 6,
    PAIRS_MAX = 256,
    LANGUAGE_LEVELS_N = 4
};
extern const char *const language_level_words[LANGUAGE_LEVELS_N + 1];

/* What came with a post, decoded. */
struct pairs {
    struct pair {
        text name, value;
    } at[PAIRS_MAX];
    int n;
};

/* A reference as a field: what was typed, and what it was taken for. */
struct ref_field {
    text words, key; /* key not known: not found yet */
    struct ref_found {
        text title, more, key;
    } found[FOUND_OF_REF];
    int n_found;
};

/* One question on a page. */
struct question_field {
    const struct asked *asked;
    const struct question *q;
    text error;
    text value; /* as it is kept, or as it was typed when that is wrong */
    bool is_skipped, is_preview;
    text more;  /* tags that were typed */
    struct date_field {
        text from, to;
    } dates[DATES_SHOWN_MAX];
    int n_dates;
    struct ref_field refs[REFS_MAX];
    int n_refs;
    const text *others; /* what those of the side answered apart */
    int n_others;
};

/* A page of one section. */
struct step_page {
    const struct replied *r;
    const struct asked *asked;
    struct form *form;
    struct question_field *fields;
    int n_fields;
    int section;                 /* of the set, from 0 */
    int at, n_steps;             /* "3 of 7" */
    text action, back, title, about;
    bool is_preview, is_together;
    bool has_few; /* too few answered apart to show what */
    text preview_next, preview_back;
    int64_t lost_at; /* it shows what came after a session had ended; or 0 */
    text for_whom;   /* the key of who answers */
};

struct check_line {
    int question;
    int section;
    text label, shown; /* what was answered, in words */
    enum given_state state;
    bool is_lacking;
};
struct check_page {
    const struct replied *r;
    const struct asked *asked;
    const struct form *form;
    struct check_line *lines;
    int n_lines, n_lacking;
    text title, about;
    text first_lack; /* the address of the first thing that lacks */
    text together;   /* where those of the side agree on one answer */
    bool is_done, is_newer;
    bool is_over; /* nothing can be changed or sent any more */
    text home;    /* of what it is about, where that says what comes next */
};

struct answer_item {
    struct questionnaire row;
    text title;
    text address; /* where to go on; or where to begin */
    const char *state; /* N_() */
};
struct answer_list {
    struct answer_item *items;
    int n_items;
    bool is_coordinator;
};

struct begin_page {
    const struct asked *asked;
    const struct form *form;
    text title, intro;
    struct about_choice {
        text value, title;
    } abouts[12];
    int n_abouts;
    bool is_of_side, is_together;
    text action;
};

/* The visible sections with these values; their indices in `steps`. */
int steps_shown(const struct replied *r, int steps[SECTIONS_MAX]);
/* Of the first question of a section. */
text section_title(
    const struct asked *asked, struct arena *a, const struct lang *lang, int i);
text asked_title(const struct asked *asked, const struct lang *lang);

int section_of(const struct question_set *set, int question);
/* The answer whose key is params[i], when it is theirs. */
enum err reply_of_address(struct request *rq, int i_param, struct replied *r);
/* Of what it is about, when there is such a thing and they may see it. */
enum err reply_about_title(
    struct request *rq, const struct reply *reply, text *title);

/* What was typed into that step after its session had ended; *at 0: nothing.
 * And forget it, in the step that keeps the answer. */
enum err reply_lost_load(struct request *rq, struct answer *an,
    int64_t reply_id, int section, struct pairs *pairs, int64_t *at);
enum err reply_lost_forget(
    struct db *writer, int64_t person_id, int64_t reply_id, int section);

/* Fields from what was kept, from what was sent, and back to an answer. */
enum err field_fill(
    struct request *rq, struct question_field *f, struct given given);
enum err field_take(struct request *rq, struct question_field *f,
    const struct pairs *pairs, struct given *given);
enum err pairs_read(struct request *rq, struct pairs *pairs);
text pairs_value(const struct pairs *pairs, const char *before, text name);
bool pairs_have(
    const struct pairs *pairs, const char *before, text name, text value);
/* An answer in words, for the reader: "Nurse, Midwife". */
enum err value_words(struct request *rq, const struct asked *asked,
    const struct question *q, text value, text *words);

text reply_address(struct arena *a, int64_t id, int step); /* 0: its page */

/* For templates. */
text field_word(struct view *v, const struct question_field *f,
    const char *mark, text rest);
text field_word_lang(struct view *v, const struct question_field *f,
    const char *mark, text rest);
bool field_has(const struct question_field *f, text choice);
int64_t field_level(const struct question_field *f, text choice);

#endif
