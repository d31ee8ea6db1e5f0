/* Facts out of a CSV text: tried row by row, then written. */
#include "mirror/facts.h"

#include "base/csv.h"
#include "keep/version.h"
#include "os/entropy.h"

static const char *const columns[] = { "side", "kind", "year", "value",
    "defined_as", "source", "link", NULL };
enum { SIDE, KIND, YEAR, VALUE, DEFINED_AS, SOURCE, LINK, N_COLUMNS };
enum { YEAR_MIN = 1900, YEAR_MAX = 2100 };

struct reading {
    struct db *db;
    struct arena *a;
    struct view v;
    const struct actor *who;
    const struct facts *f;
    bool writes;
    struct fact_file *file;
    int at[N_COLUMNS]; /* where a column stands; -1: nowhere */
    int64_t line;
    struct fact seen[FACT_LINES_MAX];
    int n_seen;
};

static void
refuse(struct reading *r, text words)
{
    struct fact_file *file = r->file;
    file->n_refused++;
    if (file->n_said < FACT_SAID_MAX)
        file->said[file->n_said++] =
            (struct fact_said){ r->line, arena_copy(r->a, words) };
}

static void
refuse_with(struct reading *r, const char *phrase, text arg)
{
    struct phrase_arg args[] = { phrase_arg(text_prefix(arg, 80)) };
    refuse(r, say_with(&r->v, phrase, 1, args));
}

/* ---- The first line ------------------------------------------------------ */

static bool
read_head(struct reading *r, const struct csv_row *row)
{
    for (int c = 0; c < N_COLUMNS; c++)
        r->at[c] = -1;
    for (int i = 0; i < row->n_fields; i++) {
        text name = lang_fold(r->a, text_trim(row->fields[i]));
        for (int c = 0; c < N_COLUMNS; c++)
            if (r->at[c] < 0 &&
                text_is_equal(name, lang_fold(r->a, text_of(columns[c]))))
                r->at[c] = i;
    }
    static const int needed[] = { SIDE, KIND, YEAR, VALUE, SOURCE };
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (r->at[needed[i]] < 0)
            refuse_with(r,
                N_("There is no column %s. The first line names the columns: "
                   "side, kind, year, value, source, and if you like "
                   "defined_as and link."),
                text_of(columns[needed[i]]));
    return r->file->n_refused == 0;
}

/* ---- A row --------------------------------------------------------------- */

/* Without the apostrophe that our own file has before what a spreadsheet would
 * run as a formula. */
static text
cell(const struct reading *r, const struct csv_row *row, int column)
{
    int i = r->at[column];
    text t = i >= 0 && i < row->n_fields ? text_trim(row->fields[i]) : TEXT("");
    bool is_ours =
        t.len > 1 && t.ptr[0] == '\'' && text_has_byte(TEXT("=+-@"), t.ptr[1]);
    return is_ours ? text_slice(t, 1, t.len) : t;
}

static bool
is_called(struct reading *r, text typed, text code, text name)
{
    return text_is_equal(typed, code) ||
        text_is_equal(lang_fold(r->a, typed), lang_fold(r->a, name));
}

static const struct fact_sides_row *
find_side(struct reading *r, text typed)
{
    for (ptrdiff_t i = 0; i < r->f->n_sides; i++)
        if (is_called(r, typed, r->f->sides[i].code, r->f->sides[i].name))
            return &r->f->sides[i];
    return NULL;
}

static const struct fact_kinds_row *
find_kind(struct reading *r, text typed)
{
    for (ptrdiff_t i = 0; i < r->f->n_kinds; i++)
        if (is_called(r, typed, r->f->kinds[i].code, r->f->kinds[i].name) ||
            is_called(r, typed, r->f->kinds[i].code, r->f->lines[i].name))
            return &r->f->kinds[i];
    return NULL;
}

static bool
is_address(text t)
{
    return text_starts_with(t, TEXT("https://")) ||
        text_starts_with(t, TEXT("http://"));
}

/* What the row says, or false when it was refused. */
static bool
read_row(struct reading *r, const struct csv_row *row, struct fact *to)
{
    const struct fact_sides_row *side = find_side(r, cell(r, row, SIDE));
    const struct fact_kinds_row *kind = find_kind(r, cell(r, row, KIND));
    text link = cell(r, row, LINK), as = cell(r, row, DEFINED_AS);
    *to = (struct fact){ .source = cell(r, row, SOURCE) };
    if (side == NULL)
        refuse_with(
            r, N_("There is no side called %s here."), cell(r, row, SIDE));
    else if (!fact_may_enter(r->who, side->id))
        refuse_with(
            r, N_("Members of %s enter what is of that side."), side->name);
    else if (kind == NULL)
        refuse_with(
            r, N_("Nothing called %s is counted here."), cell(r, row, KIND));
    else if (!text_parse_int(cell(r, row, YEAR), &to->year) ||
        to->year < YEAR_MIN || to->year > YEAR_MAX)
        refuse_with(
            r, N_("%s is no year; write it as 2025."), cell(r, row, YEAR));
    else if (!fact_number_read(r->a, cell(r, row, VALUE), &to->value) ||
        to->value < 0 || to->value > 1e15)
        refuse_with(r,
            N_("%s is no number that can be read in one way; write 3500 or "
               "3.5."),
            cell(r, row, VALUE));
    else if (to->source.len == 0)
        refuse(r, say(&r->v, N_("There is no source.")));
    else if (to->source.len > 300 || as.len > 300 || link.len > 500)
        refuse(r, say(&r->v, N_("A text of this line is too long.")));
    else if (link.len > 0 && !is_address(link))
        refuse(r, say(&r->v, N_("It begins with https://")));
    else {
        to->side_id = side->id;
        to->kind_id = kind->id;
        to->source = arena_copy(r->a, to->source);
        to->defined_as = as.len > 0 ? arena_copy(r->a, as) : (text){ 0 };
        to->link = link.len > 0 ? arena_copy(r->a, link) : (text){ 0 };
        return true;
    }
    return false;
}

static bool
is_same(const struct fact *a, const struct fact *b)
{
    return !(a->value < b->value) && !(a->value > b->value) &&
        text_is_equal(a->source, b->source) &&
        text_is_equal(a->link, b->link) &&
        text_is_equal(a->defined_as, b->defined_as);
}

static enum err
write_new(struct reading *r, struct fact *fact)
{
    int64_t n = 0;
    enum err e = OK;
    for (int i = 0; e == OK && n == 0 && i < 3; i++) {
        fact->id = key_new();
        fact->code = board_key(r->a, fact->id);
        e = fact_insert(r->db, fact, &n);
    }
    if (e == OK && n == 0)
        e = ERR_BUSY;
    if (e == OK)
        e = sheet_found_save(r->db, r->a, &fact_sheet, fact);
    return e == OK ? version_note(r->db, r->a, TEXT("fact"), fact->id,
                         r->who->person_id, TEXT("create"))
                   : e;
}

static enum err
write_old(struct reading *r, const struct fact *old, const struct fact *now)
{
    struct fact row = *now;
    row.id = old->id;
    row.code = old->code;
    row.is_illustrative = old->is_illustrative;
    enum err e = version_before(r->db, r->a, TEXT("fact"), row.id);
    if (e == OK)
        e = fact_update(r->db, &row, NULL);
    if (e == OK)
        e = sheet_found_save(r->db, r->a, &fact_sheet, &row);
    return e == OK ? version_note(r->db, r->a, TEXT("fact"), row.id,
                         r->who->person_id, TEXT("change"))
                   : e;
}

static bool
was_there(struct reading *r, const struct fact *fact)
{
    for (int i = 0; i < r->n_seen; i++)
        if (r->seen[i].side_id == fact->side_id &&
            r->seen[i].kind_id == fact->kind_id &&
            r->seen[i].year == fact->year)
            return true;
    r->seen[r->n_seen++] = *fact;
    return false;
}

static enum err
take_row(struct reading *r, const struct csv_row *row)
{
    struct fact fact, *old;
    ptrdiff_t n;
    if (!read_row(r, row, &fact))
        return OK;
    if (was_there(r, &fact)) {
        refuse(r,
            say(&r->v,
                N_("A line before it says the same of the same side and "
                   "year.")));
        return OK;
    }
    if (r->db == NULL)
        return OK;
    enum err e = fact_of_year(r->db, r->a,
        (struct fact_of_year_in){ .side_id = fact.side_id,
            .kind_id = fact.kind_id,
            .year = fact.year,
            .n_rows = 1 },
        &old, &n);
    if (e != OK)
        return e;
    if (n == 0) {
        r->file->n_new++;
        return r->writes ? write_new(r, &fact) : OK;
    }
    if (is_same(&old[0], &fact)) {
        r->file->n_same++;
        return OK;
    }
    r->file->n_changed++;
    return r->writes ? write_old(r, &old[0], &fact) : OK;
}

enum err
facts_take_file(struct db *db, struct arena *a, const struct lang *lang,
    const struct actor *who, const struct facts *f, text csv, bool writes,
    struct fact_file *file)
{
    struct csv_reader reader;
    struct csv_row row;
    struct reading *r = arena_new(a, struct reading, 1);
    bool is_fed = false, has_head = false;
    enum err e = OK;
    *file = (struct fact_file){ 0 };
    *r = (struct reading){ .db = db,
        .a = a,
        .v = view_in(a, lang, 0),
        .who = who,
        .f = f,
        .writes = writes,
        .file = file,
        .line = 1 };
    csv_open(&reader, a);
    while (e == OK) {
        enum csv_step step = csv_next(&reader, &row);
        if (step == CSV_WANTS_MORE) {
            if (is_fed)
                csv_finish(&reader);
            else
                csv_feed(&reader, csv);
            is_fed = true;
            continue;
        }
        if (step == CSV_AT_END)
            break;
        if (step == CSV_IS_BAD) {
            refuse_with(r, N_("The file cannot be read: %s."),
                text_of(reader.why.text));
            break;
        }
        r->line = row.line;
        if (!has_head) {
            has_head = true;
            if (!read_head(r, &row))
                break;
            continue;
        }
        if (r->n_seen == FACT_LINES_MAX) {
            refuse(r,
                say(&r->v,
                    N_("The file has more lines than are taken at "
                       "once: send it in parts.")));
            break;
        }
        e = take_row(r, &row);
    }
    if (e == OK && !has_head)
        refuse(r, say(&r->v, N_("There is nothing in it.")));
    return e;
}
