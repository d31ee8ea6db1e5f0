#include "keep/question.h"

#include "base/csv.h"

#include <string.h>

const char *const question_kinds[] = { "choice", "several", "scale", "short",
    "long", "number", "date", "dates", "place", "language", "tags", "person",
    "organisation", NULL };

/* ---- CSV that is in memory ------------------------------------------------
 */

struct table {
    struct csv_reader reader;
    bool is_fed, is_over;
};

/* OK with a row, ERR_NOT_FOUND at the end. */
static enum err
next_row(struct table *t, text csv, struct csv_row *row, struct why *why)
{
    for (;;) {
        switch (csv_next(&t->reader, row)) {
        case CSV_WANTS_MORE:
            if (t->is_fed)
                csv_finish(&t->reader);
            else
                csv_feed(&t->reader, csv);
            t->is_fed = true;
            continue;
        case CSV_HAS_ROW: return OK;
        case CSV_AT_END: return ERR_NOT_FOUND;
        case CSV_IS_BAD:
            return err_say(why, ERR_BAD_INPUT, "%s", t->reader.why.text);
        }
    }
}

static enum err
read_head(const struct csv_row *row, const char *const *names, int n_names,
    int *column_of, struct why *why)
{
    for (int c = 0; c < n_names; c++)
        column_of[c] = -1;
    for (int i = 0; i < row->n_fields; i++) {
        bool is_known = false;
        for (int c = 0; c < n_names; c++)
            if (text_is_equal(text_trim(row->fields[i]), text_of(names[c]))) {
                is_known = true;
                column_of[c] = i;
            }
        if (!is_known)
            return err_say(why, ERR_BAD_INPUT,
                "line 1: no column is called '%.*s'",
                TEXT_ARG(text_prefix(row->fields[i], 40)));
    }
    return OK;
}

static text
cell(struct arena *a, const struct csv_row *row, int i)
{
    return i < 0 || i >= row->n_fields
        ? TEXT("")
        : arena_copy(a, text_trim(row->fields[i]));
}

bool
question_code_is_good(text code)
{
    if (code.len == 0 || code.len > QUESTION_CODE_MAX)
        return false;
    for (ptrdiff_t i = 0; i < code.len; i++) {
        char c = code.ptr[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
                c == '-'))
            return false;
    }
    return true;
}

/* ---- Questions ------------------------------------------------------------
 */

enum {
    CODE,
    SECTION,
    KIND,
    REQUIRED,
    MAY_SKIP,
    PRIVATE,
    CHOICES,
    MIN,
    MAX,
    SHOW_IF,
    N_COLUMNS
};
static const char *const column_names[] = { "code", "section", "kind",
    "required", "may_skip", "private", "choices", "min", "max", "show_if" };

static bool
read_kind(text t, enum question_kind *kind)
{
    for (int i = 0; i < QUESTION_KINDS; i++)
        if (text_is_equal(t, text_of(question_kinds[i]))) {
            *kind = (enum question_kind)i;
            return true;
        }
    return false;
}

static bool
read_yes(text t, bool *is)
{
    *is = text_is_equal(t, TEXT("yes"));
    return *is || t.len == 0 || text_is_equal(t, TEXT("no"));
}

static bool
read_limit(text t, bool *has, double *x)
{
    *has = t.len > 0;
    return t.len == 0 || text_parse_real(t, x);
}

static enum err
read_choices(struct arena *a, text t, struct question *q)
{
    text choices[CHOICES_MAX], rest = t;
    while (rest.len > 0) {
        text choice = text_trim(text_cut(rest, ';', &rest));
        if (choice.len == 0)
            continue;
        if (q->n_choices == CHOICES_MAX)
            return ERR_NO_ROOM;
        choices[q->n_choices++] = choice;
    }
    text *kept = arena_new(a, text, q->n_choices);
    for (int i = 0; i < q->n_choices; i++)
        kept[i] = choices[i];
    q->choices = kept;
    return OK;
}

static enum err
read_question(struct arena *a, const struct csv_row *row,
    const int column_of[N_COLUMNS], struct question *q, struct why *why)
{
    const char *wrong = NULL;
    *q = (struct question){ .code = cell(a, row, column_of[CODE]),
        .section = cell(a, row, column_of[SECTION]),
        .show_if = cell(a, row, column_of[SHOW_IF]) };
    if (!read_kind(cell(a, row, column_of[KIND]), &q->kind))
        wrong = "there is no such kind";
    else if (!read_yes(cell(a, row, column_of[REQUIRED]), &q->is_required) ||
        !read_yes(cell(a, row, column_of[MAY_SKIP]), &q->may_skip) ||
        !read_yes(cell(a, row, column_of[PRIVATE]), &q->is_private))
        wrong = "required, may_skip and private are yes or no";
    else if (!read_limit(cell(a, row, column_of[MIN]), &q->has_min, &q->min) ||
        !read_limit(cell(a, row, column_of[MAX]), &q->has_max, &q->max))
        wrong = "min and max are numbers";
    else if (read_choices(a, cell(a, row, column_of[CHOICES]), q) != OK)
        wrong = "there are too many choices";
    if (q->show_if.len == 0)
        q->show_if = (text){ NULL, 0 };
    return wrong == NULL ? OK
                         : err_say(why, ERR_BAD_INPUT, "line %lld: %s",
                               (long long)row->line, wrong);
}

static void
gather_sections(struct question_set *set)
{
    set->n_sections = 0;
    for (int i = 0; i < set->n_questions; i++) {
        text section = set->questions[i].section;
        if ((i == 0 ||
                !text_is_equal(section, set->questions[i - 1].section)) &&
            set->n_sections < SECTIONS_MAX)
            set->sections[set->n_sections++] = section;
    }
}

enum err
questions_parse(
    struct arena *a, text csv, struct question_set *set, struct why *why)
{
    struct table *t = arena_new(a, struct table, 1);
    struct csv_row row;
    int column_of[N_COLUMNS];
    *set = (struct question_set){ .questions = arena_new(
                                      a, struct question, QUESTIONS_MAX) };
    csv_open(&t->reader, a);
    enum err e = next_row(t, csv, &row, why);
    if (e == ERR_NOT_FOUND)
        return OK; /* no question yet */
    if (e == OK)
        e = read_head(&row, column_names, N_COLUMNS, column_of, why);
    while (e == OK && (e = next_row(t, csv, &row, why)) == OK) {
        if (set->n_questions == QUESTIONS_MAX)
            return err_say(
                why, ERR_BAD_INPUT, "more than %d questions", QUESTIONS_MAX);
        e = read_question(
            a, &row, column_of, &set->questions[set->n_questions], why);
        set->n_questions++;
    }
    if (e != ERR_NOT_FOUND)
        return e;
    gather_sections(set);
    return questions_check(set, why);
}

static void
add_yes(struct csv_writer *w, bool is)
{
    csv_add(w, is ? TEXT("yes") : TEXT(""));
}

static void
add_limit(struct csv_writer *w, bool has, double x)
{
    if (has)
        csv_add_real(w, x);
    else
        csv_add(w, TEXT(""));
}

text
questions_print(struct arena *a, const struct question_set *set)
{
    struct buf out = buf_in(a, 4096);
    struct csv_writer w = csv_write(&out);
    for (int i = 0; i < N_COLUMNS; i++)
        csv_add(&w, text_of(column_names[i]));
    csv_end_row(&w);
    for (int i = 0; i < set->n_questions; i++) {
        const struct question *q = &set->questions[i];
        struct buf choices = buf_in(a, 100);
        for (int c = 0; c < q->n_choices; c++) {
            if (c > 0)
                buf_byte(&choices, ';');
            buf_add(&choices, q->choices[c]);
        }
        csv_add(&w, q->code);
        csv_add(&w, q->section);
        csv_add(&w, text_of(question_kinds[q->kind]));
        add_yes(&w, q->is_required);
        add_yes(&w, q->may_skip);
        add_yes(&w, q->is_private);
        csv_add(&w, buf_text(&choices));
        add_limit(&w, q->has_min, q->min);
        add_limit(&w, q->has_max, q->max);
        csv_add(&w, q->show_if);
        csv_end_row(&w);
    }
    return buf_text(&out);
}

int
question_find(const struct question_set *set, text code)
{
    for (int i = 0; i < set->n_questions; i++)
        if (text_is_equal(set->questions[i].code, code))
            return i;
    return -1;
}

bool
question_has_choice(const struct question *q, text code)
{
    for (int i = 0; i < q->n_choices; i++)
        if (text_is_equal(q->choices[i], code))
            return true;
    return false;
}

/* ---- Is it a questionnaire? -----------------------------------------------
 */

/* "code=a|b", "code>=3", "code<=3": the parts, or false. */
static bool
split_condition(text t, text *code, char *how, text *rest)
{
    ptrdiff_t at = 0;
    while (
        at < t.len && t.ptr[at] != '=' && t.ptr[at] != '<' && t.ptr[at] != '>')
        at++;
    *code = text_trim(text_slice(t, 0, at));
    if (at == t.len)
        return false;
    *how = t.ptr[at];
    if (*how != '=' && (at + 1 == t.len || t.ptr[at + 1] != '='))
        return false;
    *rest = text_trim(text_slice(t, *how == '=' ? at + 1 : at + 2, t.len));
    return rest->len > 0;
}

static const char *
fault_of_condition(const struct question_set *set, int i)
{
    text code, rest;
    char how;
    double x;
    if (!split_condition(set->questions[i].show_if, &code, &how, &rest))
        return "show_if is like code=value or code>=3";
    int of = question_find(set, code);
    if (of < 0 || of >= i)
        return "show_if names no earlier question";
    const struct question *q = &set->questions[of];
    bool is_number = q->kind == QUESTION_SCALE || q->kind == QUESTION_NUMBER;
    if (how != '=' && (!is_number || !text_parse_real(rest, &x)))
        return "show_if compares what is no number";
    while (how == '=' && q->n_choices > 0 && text_is_known(rest)) {
        text value = text_trim(text_cut(rest, '|', &rest));
        if (q->kind != QUESTION_TAGS && !question_has_choice(q, value))
            return "show_if names a choice that there is not";
    }
    return NULL;
}

static const char *
fault_of(const struct question_set *set, int i)
{
    const struct question *q = &set->questions[i];
    bool wants_choices = q->kind == QUESTION_CHOICE ||
        q->kind == QUESTION_SEVERAL || q->kind == QUESTION_LANGUAGE;
    if (!question_code_is_good(q->code))
        return "its code is no code: small letters, digits, _ and -";
    if (!question_code_is_good(q->section))
        return "its section is no code: small letters, digits, _ and -";
    if (question_find(set, q->code) != i)
        return "its code is there twice";
    if (wants_choices && q->n_choices == 0)
        return "it has no choices";
    for (int c = 0; c < q->n_choices; c++) {
        if (!question_code_is_good(q->choices[c]))
            return "a choice is no code: small letters, digits, _ and -";
        for (int k = 0; k < c; k++)
            if (text_is_equal(q->choices[c], q->choices[k]))
                return "a choice is there twice";
    }
    if (q->has_min && q->has_max && q->min > q->max)
        return "min is over max";
    if (q->kind == QUESTION_SCALE &&
        (!q->has_min || !q->has_max || q->min != (double)(int)q->min ||
            q->max != (double)(int)q->max || q->min < 0 ||
            q->max - q->min > 10 || q->max - q->min < 1))
        return "a scale has min and max, whole numbers, 11 steps at most";
    for (int k = 0; k + 1 < i; k++)
        if (text_is_equal(set->questions[k].section, q->section) &&
            !text_is_equal(set->questions[i - 1].section, q->section))
            return "its section was left before";
    return text_is_known(q->show_if) ? fault_of_condition(set, i) : NULL;
}

enum err
questions_check(const struct question_set *set, struct why *why)
{
    int n_sections = 0;
    for (int i = 0; i < set->n_questions; i++) {
        const char *fault = fault_of(set, i);
        if (fault != NULL)
            return err_say(why, ERR_BAD_INPUT, "question %d (%.*s): %s", i + 1,
                TEXT_ARG(text_prefix(set->questions[i].code, 40)), fault);
        n_sections += i == 0 ||
            !text_is_equal(
                set->questions[i].section, set->questions[i - 1].section);
    }
    if (n_sections > SECTIONS_MAX)
        return err_say(
            why, ERR_BAD_INPUT, "more than %d sections", SECTIONS_MAX);
    return OK;
}

/* ---- Conditions -----------------------------------------------------------
 */

/* Is one of a;b:2;c the wanted word? */
static bool
has_item(text value, text wanted)
{
    while (text_is_known(value)) {
        text rest, item = text_cut(value, ';', &value);
        item = text_cut(item, ':', &rest);
        if (text_is_equal(item, wanted))
            return true;
    }
    return false;
}

bool
question_is_shown(const struct question_set *set, int i, const text *values)
{
    text code, rest;
    char how;
    double wanted = 0, is = 0;
    if (!text_is_known(set->questions[i].show_if))
        return true;
    if (!split_condition(set->questions[i].show_if, &code, &how, &rest))
        return true;
    int of = question_find(set, code);
    if (of < 0 || of >= i)
        return true;
    if (!text_is_known(values[of]) || !question_is_shown(set, of, values))
        return false;
    if (how != '=')
        return text_parse_real(values[of], &is) &&
            text_parse_real(rest, &wanted) &&
            (how == '>' ? is >= wanted : is <= wanted);
    while (text_is_known(rest))
        if (has_item(values[of], text_trim(text_cut(rest, '|', &rest))))
            return true;
    return false;
}

bool
question_is_same(const struct question *old, const struct question *now)
{
    if (old->kind != now->kind)
        return false;
    if (old->kind == QUESTION_SCALE)
        return old->min == now->min && old->max == now->max;
    return true;
}

/* ---- Words ----------------------------------------------------------------
 */

static const char *const word_columns[] = { "key", "text", "of" };

struct words
words_new(struct arena *a, int n_room)
{
    return (struct words){ .rows = arena_new(a, struct word, n_room),
        .n_room = n_room };
}

enum err
words_parse(struct arena *a, text csv, struct words *words, struct why *why)
{
    struct table *t = arena_new(a, struct table, 1);
    struct csv_row row;
    int column_of[3];
    int n_lines = 0; /* a row has one at least; and some room to add */
    for (ptrdiff_t i = 0; i < csv.len && n_lines < WORDS_MAX; i++)
        n_lines += csv.ptr[i] == '\n' || csv.ptr[i] == '\r';
    *words = words_new(a, n_lines + 2);
    csv_open(&t->reader, a);
    enum err e = next_row(t, csv, &row, why);
    if (e == ERR_NOT_FOUND)
        return OK;
    if (e == OK)
        e = read_head(&row, word_columns, 3, column_of, why);
    while (e == OK && (e = next_row(t, csv, &row, why)) == OK) {
        struct word word = { cell(a, &row, column_of[0]),
            cell(a, &row, column_of[1]), cell(a, &row, column_of[2]) };
        if (words->n == words->n_room || words->n == WORDS_MAX ||
            word.text.len > WORD_MAX)
            return err_say(why, ERR_BAD_INPUT, "line %lld: this is too long",
                (long long)row.line);
        if (word.key.len == 0 || word.key.len > 2 * QUESTION_CODE_MAX + 9)
            return err_say(why, ERR_BAD_INPUT, "line %lld: there is no key",
                (long long)row.line);
        if (words_row(words, word.key) != NULL)
            return err_say(why, ERR_BAD_INPUT,
                "line %lld: the key '%.*s' is there twice", (long long)row.line,
                TEXT_ARG(word.key));
        words->rows[words->n++] = word;
    }
    return e == ERR_NOT_FOUND ? OK : e;
}

text
words_print(struct arena *a, const struct words *words)
{
    struct buf out = buf_in(a, 8192);
    struct csv_writer w = csv_write(&out);
    for (int i = 0; i < 3; i++)
        csv_add(&w, text_of(word_columns[i]));
    csv_end_row(&w);
    for (int i = 0; i < words->n; i++) {
        csv_add(&w, words->rows[i].key);
        csv_add(&w, words->rows[i].text);
        csv_add(&w, words->rows[i].of);
        csv_end_row(&w);
    }
    return buf_text(&out);
}

const struct word *
words_row(const struct words *words, text key)
{
    for (int i = 0; i < words->n; i++)
        if (text_is_equal(words->rows[i].key, key))
            return &words->rows[i];
    return NULL;
}

text
words_find(const struct words *words, text key)
{
    const struct word *row = words_row(words, key);
    return row == NULL || row->text.len == 0 ? (text){ NULL, 0 } : row->text;
}

void
words_set(struct arena *a, struct words *words, text key, text value, text of)
{
    for (int i = 0; i < words->n; i++) {
        if (!text_is_equal(words->rows[i].key, key))
            continue;
        if (text_is_empty(value)) {
            memmove(&words->rows[i], &words->rows[i + 1],
                (size_t)(words->n - i - 1) * sizeof *words->rows);
            words->n--;
        } else {
            words->rows[i].text = arena_copy(a, value);
            words->rows[i].of = of;
        }
        return;
    }
    if (text_is_empty(value) || words->n == WORDS_MAX)
        return;
    if (words->n == words->n_room) {
        struct words more = words_new(a, 2 * words->n + 8);
        for (int i = 0; i < words->n; i++)
            more.rows[i] = words->rows[i];
        more.n = words->n;
        *words = more;
    }
    words->rows[words->n++] =
        (struct word){ arena_copy(a, key), arena_copy(a, value), of };
}

text
word_digest(struct arena *a, text original)
{
    return arena_print(
        a, "%08llx", (unsigned long long)(text_hash(original) & 0xffff'ffff));
}

text
word_key(struct arena *a, text code, const char *mark, text rest)
{
    return arena_join(a, 3, (text[]){ code, text_of(mark), rest });
}

static void
want(const struct words *original, text key, text *keys, int *n)
{
    if (text_is_known(words_find(original, key)) && *n < original->n)
        keys[(*n)++] = key;
}

int
words_wanted(struct arena *a, const struct question_set *set,
    const struct words *original, text **keys)
{
    int n = 0;
    *keys = arena_new(a, text, original->n);
    want(original, TEXT("title"), *keys, &n);
    want(original, TEXT("intro"), *keys, &n);
    for (int i = 0; i < set->n_questions; i++) {
        const struct question *q = &set->questions[i];
        if (i == 0 || !text_is_equal(q->section, set->questions[i - 1].section))
            want(original, word_key(a, TEXT("section"), ".", q->section), *keys,
                &n);
        want(original, q->code, *keys, &n);
        want(original, word_key(a, q->code, ".hint", TEXT("")), *keys, &n);
        want(original, word_key(a, q->code, ".unit", TEXT("")), *keys, &n);
        for (int c = 0; c < q->n_choices; c++)
            want(original, word_key(a, q->code, ":", q->choices[c]), *keys, &n);
        if (q->kind == QUESTION_SCALE)
            for (int s = (int)q->min; s <= (int)q->max; s++)
                want(original,
                    word_key(a, q->code, ":", arena_print(a, "%d", s)), *keys,
                    &n);
    }
    return n;
}
