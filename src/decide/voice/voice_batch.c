/* A CSV file of voices read into tellings, and kept. */
#include "decide/voice/voice_batch.h"

#include "base/csv.h"
#include "base/date.h"
#include "decide/child/receipt.h"
#include "os/entropy.h"
#include "people/people.h"

enum column {
    SHEET,
    WORDS,
    LANGUAGE,
    SIDE,
    TOLD,
    OWN,
    READ_BACK,
    HOW,
    INTERPRETER,
    PLACE,
    DAY,
    MAY_READ,
    N_COLUMNS
};
static const char *const names[N_COLUMNS] = { "sheet", "words", "language",
    "side", "told", "own", "read_back", "how", "interpreter", "place", "day",
    "may_read" };
static const char *const uses[] = { "facilitators", "sides", "public", "count",
    NULL };

struct reading {
    struct voice_batch *b;
    int at[N_COLUMNS]; /* -1: the file has no such column */
    int n_columns;
    struct voice_sides_row *sides;
    ptrdiff_t n_sides;
};

static void
trouble(struct voice_batch *b, int64_t line, const char *what, text word)
{
    if (b->n_troubles == VOICE_BATCH_TROUBLES)
        return;
    b->troubles[b->n_troubles].line = line;
    b->troubles[b->n_troubles].what = what;
    b->troubles[b->n_troubles].word =
        arena_copy(b->arena, text_prefix(word, 60));
    b->n_troubles++;
}

static text
field(const struct reading *r, const struct csv_row *row, enum column column)
{
    return r->at[column] < 0
        ? TEXT("")
        : arena_copy(r->b->arena, text_trim(row->fields[r->at[column]]));
}

static bool
is_one_of(text word, const char *const *words)
{
    while (*words != NULL)
        if (text_is_equal(word, text_of(*words++)))
            return true;
    return false;
}

static void
read_head(struct reading *r, const struct csv_row *row)
{
    r->n_columns = row->n_fields;
    for (int c = 0; c < N_COLUMNS; c++) {
        r->at[c] = -1;
        for (int i = 0; i < row->n_fields; i++)
            if (text_is_equal(text_trim(row->fields[i]), text_of(names[c])))
                r->at[c] = i;
    }
    static const enum column needed[] = { SHEET, WORDS, LANGUAGE, TOLD, OWN,
        READ_BACK, MAY_READ };
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (r->at[needed[i]] < 0)
            trouble(r->b, row->line, N_("there is no column of this name"),
                text_of(names[needed[i]]));
    if (r->at[SIDE] < 0 && r->n_sides > 1)
        trouble(r->b, row->line, N_("there is no column of this name"),
            text_of(names[SIDE]));
}

static int64_t
side_of(const struct reading *r, text word)
{
    int64_t place = 0;
    if (r->n_sides == 1 && text_is_empty(word))
        return r->sides[0].id;
    if (text_parse_int(word, &place) && place >= 1 && place <= r->n_sides)
        return r->sides[place - 1].id;
    for (ptrdiff_t i = 0; i < r->n_sides; i++)
        if (text_is_equal(r->sides[i].name, word))
            return r->sides[i].id;
    return 0;
}

static bool
is_known_lang(text code)
{
    for (int i = 0; voice_lang_code(i) != NULL; i++)
        if (text_is_equal(code, text_of(voice_lang_code(i))))
            return true;
    return false;
}

/* What is wrong with the fields that say how it was told. */
static void
check_how(struct reading *r, const struct csv_row *row)
{
    static const char *const owns[] = { "own", "summary", NULL };
    static const char *const yes_no[] = { "yes", "no", NULL };
    struct voice_batch *b = r->b;
    text told = field(r, row, TOLD), own = field(r, row, OWN);
    text read_back = field(r, row, READ_BACK), use = field(r, row, MAY_READ);
    text lang = field(r, row, LANGUAGE);
    if (voice_mode_said(told) == NULL)
        trouble(b, row->line,
            N_("told: paper, telephone, sms, person, sign or group"), told);
    if (!is_one_of(own, owns))
        trouble(b, row->line, N_("own: own or summary"), own);
    if (!is_one_of(read_back, yes_no))
        trouble(b, row->line, N_("read_back: yes or no"), read_back);
    if (!is_one_of(use, uses))
        trouble(b, row->line,
            N_("may_read: what they agreed to: facilitators, sides, public or "
               "count"),
            use);
    if (!is_known_lang(lang))
        trouble(b, row->line, N_("language: a code, such as en or sw"), lang);
}

static text
read_day(struct reading *r, const struct csv_row *row)
{
    struct date date;
    text day = field(r, row, DAY), today = day_of(r->b->arena, r->b->now);
    if (text_is_empty(day))
        return today;
    if (!date_parse(day, &date) || text_compare(day, today) > 0)
        trouble(r->b, row->line,
            N_("day: as 2026-05-07, and not one that is still to come"), day);
    return day;
}

static void
check_words(struct reading *r, const struct csv_row *row, text words, text use)
{
    struct voice_batch *b = r->b;
    const char *wrong = voice_trouble(words);
    if (text_is_equal(use, TEXT("count")))
        return;
    if (wrong != NULL) {
        trouble(b, row->line, wrong, text_prefix(words, 30));
        return;
    }
    const char *warning = voice_warning(b->arena, words, (text){ 0 });
    if (warning != NULL && !b->anyway) {
        trouble(b, row->line, warning, text_prefix(words, 30));
        b->is_anyway_asked = true;
    }
}

static void
read_row(struct reading *r, const struct csv_row *row)
{
    struct voice_batch *b = r->b;
    if (row->n_fields != r->n_columns) {
        trouble(b, row->line,
            N_("it has more or fewer fields than the first line"), (text){ 0 });
        return;
    }
    if (b->n == VOICE_BATCH_MAX) {
        trouble(b, row->line, N_("there are more than 200 rows"), (text){ 0 });
        return;
    }
    struct voice_batch_row *to = &b->rows[b->n];
    text use = field(r, row, MAY_READ), words = field(r, row, WORDS);
    *to = (struct voice_batch_row){ .sheet = field(r, row, SHEET) };
    if (to->sheet.len == 0 || to->sheet.len > 40)
        trouble(b, row->line, N_("a sheet has a number of its own"), to->sheet);
    for (int i = 0; i < b->n; i++)
        if (text_is_equal(b->rows[i].sheet, to->sheet))
            trouble(
                b, row->line, N_("this sheet stands above already"), to->sheet);
    check_how(r, row);
    check_words(r, row, words, use);
    int64_t side_id = side_of(r, field(r, row, SIDE));
    if (side_id == 0)
        trouble(b, row->line, N_("side: its name, or its place from 1"),
            field(r, row, SIDE));
    to->telling = (struct voice_telling){
        .row = { .partnership_id = b->partnership_id,
            .side_id = side_id,
            .lang = field(r, row, LANGUAGE),
            .words = text_is_equal(use, TEXT("count")) ? TEXT("") : words,
            .way = TEXT("helped"),
            .said_on = read_day(r, row),
            .shown_to = use },
        .has_helped = true,
        .helped = { .helper_id = b->helper_id,
            .has_helper_id = b->helper_id != 0,
            .mode = field(r, row, TOLD),
            .is_own_words = text_is_equal(field(r, row, OWN), TEXT("own")),
            .read_back = field(r, row, READ_BACK),
            .how = text_prefix(field(r, row, HOW), 200),
            .interpreter = text_prefix(field(r, row, INTERPRETER), 120),
            .place = text_prefix(field(r, row, PLACE), 120) },
        .address = TEXT(""),
        .lang = b->lang,
        .now = b->now
    };
    b->n++;
}

/* Codes are of this form and this file: another file that is sent with the same
 * form gets others, and is kept. */
static void
give_codes(struct voice_batch *b, text sum)
{
    for (int i = 0; i < b->n; i++) {
        struct voice_telling *t = &b->rows[i].telling;
        t->token = arena_print(b->arena, "%.*s %d", TEXT_ARG(sum), i + 1);
        text code = receipt_of(b->arena, "own", t->token);
        b->rows[i].receipt = receipt_print(b->arena, code);
        t->link.receipt = receipt_hash(b->arena, code);
    }
}

enum err
voice_batch_read(struct voice_batch *b, voice_batch_more *more, void *context)
{
    struct reading *r = arena_new(b->arena, struct reading, 1);
    struct csv_reader *csv = arena_new(b->arena, struct csv_reader, 1);
    struct csv_row row;
    char *piece = arena_new(b->arena, char, 1 << 16);
    bool is_over = false, has_head = false;
    ptrdiff_t n = 0;
    text sum = receipt_hash(b->arena, b->token);
    *r = (struct reading){ .b = b };
    b->rows = arena_new(b->arena, struct voice_batch_row, VOICE_BATCH_MAX);
    enum err e = voice_sides(b->db, b->arena,
        (struct voice_sides_in){
            .partnership_id = b->partnership_id, .n_rows = VOICE_SIDES_MAX },
        &r->sides, &r->n_sides);
    csv_open(csv, b->arena);
    while (e == OK && !is_over)
        switch (csv_next(csv, &row)) {
        case CSV_WANTS_MORE:
            e = more(context, piece, 1 << 16, &n);
            if (e == OK && n > 0) {
                csv_feed(csv, (text){ piece, n });
                sum = receipt_hash(b->arena,
                    arena_join(b->arena, 2, (text[]){ sum, { piece, n } }));
            } else
                csv_finish(csv);
            break;
        case CSV_HAS_ROW:
            if (has_head)
                read_row(r, &row);
            else
                read_head(r, &row);
            has_head = true;
            is_over = b->n_troubles > 0 && b->n == 0;
            break;
        case CSV_IS_BAD:
            trouble(b, csv->line,
                N_("this is not a CSV file: it cannot be "
                   "read from here on"),
                (text){ 0 });
            is_over = true;
            break;
        case CSV_AT_END: is_over = true; break;
        }
    give_codes(b, sum);
    if (e == OK && b->n == 0 && b->n_troubles == 0)
        trouble(b, 1, N_("there is no row in it"), (text){ 0 });
    return e == OK && b->n_troubles > 0 ? ERR_BAD_INPUT : e;
}

enum err
voice_batch_step(struct db *writer, struct arena *a, void *batch)
{
    struct voice_batch *b = batch;
    enum err e = OK;
    for (int i = 0; e == OK && i < b->n; i++) {
        struct voice_telling *t = &b->rows[i].telling;
        t->row.id = key_of_day(b->now);
        e = voice_tell(writer, a, t);
        if (e == ERR_CONFLICT && i == 0 && text_is_known(t->first))
            return OK; /* sent twice: they are kept, with these receipts */
    }
    return e;
}
