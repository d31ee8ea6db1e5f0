#include "match/round_upload.h"

#include "base/csv.h"
#include "base/key.h"
#include "keep/version.h"
#include "match/round_join.h"
#include "match/round_upload.sql.h"
#include "os/entropy.h"
#include "people/people.h"

#include <string.h>

enum column {
    CODE,
    NAME,
    SIDE,
    ORGANISATION,
    ROLE_FAMILY,
    LEVEL,
    SECTORS,
    INTERESTS,
    LANGUAGES,
    OFFERS,
    WANTS,
    GOALS,
    FREE,
    WISHES,
    NOT_WITH,
    CAPACITY,
    TRIO,
    LIVED,
    SAFEGUARD,
    N_COLUMNS
};
static const char *const names[N_COLUMNS] = { "code", "name", "side",
    "organisation", "role_family", "level", "sectors", "interests", "languages",
    "offers", "wants", "goals", "free", "wishes", "not_with", "capacity",
    "trio", "lived", "safeguard" };
enum { NAMED_MAX = 2, CELL_MAX = 1000, PRIVATE_MAX = 60 };

struct uploading {
    struct request *rq;
    const struct round *round;
    struct upload_list *list;
    struct view v;
    text today;
    int column_of[CSV_FIELDS_MAX];
    bool has[N_COLUMNS];
    int n_columns;
};

static text
problem(struct uploading *u, const char *phrase, text what)
{
    return say_with(&u->v, phrase, 1, (struct phrase_arg[]){ arg_text(what) });
}

static void
take_header(struct uploading *u, const struct csv_row *row)
{
    u->n_columns = row->n_fields;
    for (int f = 0; f < row->n_fields; f++) {
        text name = text_trim(row->fields[f]);
        u->column_of[f] = -1;
        for (int c = 0; c < N_COLUMNS; c++)
            if (text_is_equal(name, text_of(names[c])))
                u->column_of[f] = c;
        if (u->column_of[f] < 0 && !text_is_known(u->list->problem))
            u->list->problem = problem(u,
                N_("There is no column %s. Columns are those of people.csv, "
                   "and name."),
                text_prefix(name, 60));
        if (u->column_of[f] >= 0)
            u->has[u->column_of[f]] = true;
    }
    if (!u->has[CODE] && !u->has[NAME] && !text_is_known(u->list->problem))
        u->list->problem = say(&u->v,
            N_("The first line has to name the columns: code or name, and "
               "side."));
    u->list->has_not_with = u->has[NOT_WITH];
}

/* ---- Who it is
 * ---------------------------------------------------------------
 */

static enum err
find_side(struct uploading *u, text said, int64_t *id)
{
    struct arena *a = u->rq->arena;
    *id = 0;
    for (int i = 0; i < u->round->n_sides; i++)
        if (text_is_equal(said, u->round->sides[i].code) ||
            text_is_equal(
                lang_fold(a, said), lang_fold(a, u->round->sides[i].name)))
            *id = u->round->sides[i].id;
    return OK;
}

/* Of this round, by the code; or a person, by theirs. */
static enum err
find_by_code(struct uploading *u, struct upload_line *line, int64_t side_id,
    int64_t *person_id)
{
    struct round_person_named_row person;
    struct db *db = u->rq->db;
    enum err e = match_person_find(db, u->rq->arena,
        (struct match_person_find_in){ .code = line->code }, &line->row);
    if (e == OK && line->row.round_id == u->round->row.id) {
        *person_id = line->row.person_id;
        return OK;
    }
    line->row = (struct round_person){ .id = 0 };
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    e = round_person_named(db, u->rq->arena,
        (struct round_person_named_in){
            line->code, side_id, u->today, u->rq->actor.is_coordinator },
        &person);
    if (e == OK)
        *person_id = person.id;
    return e == ERR_NOT_FOUND ? OK : e;
}

static enum err
find_by_name(struct uploading *u, struct upload_line *line, int64_t side_id,
    int64_t *person_id)
{
    struct round_named_on_side_row *rows;
    ptrdiff_t n = 0;
    enum err e = round_named_on_side(u->rq->db, u->rq->arena,
        (struct round_named_on_side_in){ .side_id = side_id,
            .name_sort = lang_sort_key(u->rq->arena, line->name),
            .today = u->today,
            .n_rows = NAMED_MAX },
        &rows, &n);
    if (e != OK)
        return e;
    if (n == 1)
        *person_id = rows[0].person_id;
    else if (n > 1)
        line->problem = problem(u,
            N_("Several people of this side are called %s: use their code."),
            line->name);
    return OK;
}

static enum err
find_person(struct uploading *u, struct upload_line *line, text side)
{
    int64_t person_id = 0, side_id = 0;
    enum err e = find_side(u, side, &side_id);
    if (e == OK && !text_is_empty(line->code))
        e = find_by_code(u, line, side_id, &person_id);
    if (e == OK && line->row.id == 0 && side_id == 0)
        line->problem = problem(
            u, N_("The round has no side %s: use its name or its code."), side);
    if (e == OK && person_id == 0 && side_id != 0 && line->name.len > 0)
        e = find_by_name(u, line, side_id, &person_id);
    if (e != OK || text_is_known(line->problem))
        return e;
    if (person_id == 0) {
        line->problem = problem(u, N_("There is nobody called %s here."),
            line->name.len > 0 ? line->name : line->code);
        return OK;
    }
    if (line->row.id == 0) {
        e = match_person_own(u->rq->db, u->rq->arena,
            (struct match_person_own_in){
                .round_id = u->round->row.id, .person_id = person_id },
            &line->row);
        if (e == ERR_NOT_FOUND) {
            line->row = (struct round_person){ .id = 0 };
            e = OK;
        }
    }
    line->is_new = line->row.id == 0;
    line->was = line->row;
    if (!line->is_new && side_id != 0 && side_id != line->row.side_id)
        line->problem = say(&u->v,
            N_("This person takes part for another side already: nobody is on "
               "both."));
    if (line->is_new)
        line->row = (struct round_person){ .round_id = u->round->row.id,
            .person_id = person_id,
            .side_id = side_id };
    return e;
}

/* ---- What they said
 * ------------------------------------------------------------
 */

static text
list_or_nothing(text cell)
{
    return cell.len == 0 ? (text){ NULL, 0 } : cell;
}

static void
fault(struct uploading *u, struct upload_line *line, enum column c,
    const char *phrase)
{
    if (!text_is_known(line->problem))
        line->problem = arena_print(
            u->rq->arena, "%s: %.*s", names[c], TEXT_ARG(say(&u->v, phrase)));
}

#define TAGS_FAULT                                                             \
    N_("words with ; between them, a weight of 1, 2 or 3 behind a colon")

static void
take_tags(struct uploading *u, struct upload_line *line, enum column c,
    text cell, text *to)
{
    if (!round_tags_are_good(cell))
        fault(u, line, c, TAGS_FAULT);
    *to = list_or_nothing(cell);
}

static void
take_yes(struct uploading *u, struct upload_line *line, enum column c,
    text cell, bool *to)
{
    *to = text_is_equal(cell, TEXT("yes"));
    if (!*to && cell.len > 0 && !text_is_equal(cell, TEXT("no")))
        fault(u, line, c, N_("yes or no"));
}

static void
take_number(
    struct uploading *u, struct upload_line *line, enum column c, text cell)
{
    int64_t n = 0;
    bool is_number = text_parse_int(cell, &n);
    if (cell.len > 0 && (!is_number || n < 1 || n > CAPACITY_MAX))
        fault(u, line, c, N_("from 1 to 3"));
    line->row.has_capacity = cell.len > 0;
    line->row.capacity = n;
}

static void
take_level(struct uploading *u, struct upload_line *line, text cell)
{
    int64_t level = 0;
    bool is_number = text_parse_int(cell, &level);
    if (cell.len > 0 && (!is_number || level < 0 || level > 4))
        fault(u, line, LEVEL, N_("from 0, policy, to 4, the front line"));
    line->row.has_level = cell.len > 0;
    line->row.level = level;
}

static void
take_cell(
    struct uploading *u, struct upload_line *line, enum column c, text cell)
{
    struct round_person *row = &line->row;
    switch (c) {
    case ROLE_FAMILY: row->role_family = list_or_nothing(cell); break;
    case LEVEL: take_level(u, line, cell); break;
    case SECTORS: take_tags(u, line, c, cell, &row->sectors); break;
    case INTERESTS: take_tags(u, line, c, cell, &row->interests); break;
    case LANGUAGES: take_tags(u, line, c, cell, &row->languages); break;
    case OFFERS: take_tags(u, line, c, cell, &row->offers); break;
    case WANTS: take_tags(u, line, c, cell, &row->wants); break;
    case GOALS: take_tags(u, line, c, cell, &row->goals); break;
    case FREE:
        if (!round_days_are_good(cell))
            fault(u, line, c,
                N_("dates are written 2026-05-06/2026-05-17, with ; between "
                   "them"));
        row->free = list_or_nothing(cell);
        break;
    case WISHES: row->wishes = list_or_nothing(cell); break;
    case NOT_WITH: line->not_with = cell; break;
    case CAPACITY: take_number(u, line, c, cell); break;
    case TRIO: take_yes(u, line, c, cell, &row->may_trio); break;
    case LIVED: take_yes(u, line, c, cell, &row->has_lived); break;
    case SAFEGUARD:
        if (cell.len > 0 && !text_is_equal(cell, TEXT("protected")) &&
            !text_is_equal(cell, TEXT("cleared")))
            fault(u, line, c, N_("protected or cleared"));
        row->safeguard = list_or_nothing(cell);
        break;
    case CODE:
    case NAME:
    case SIDE:
    case ORGANISATION:
    case N_COLUMNS: break;
    }
}

static enum err
take_organisation(struct uploading *u, struct upload_line *line, text code)
{
    struct round_organisation_coded_row found;
    line->row.has_organisation_id = false;
    line->row.organisation_id = 0;
    if (code.len == 0)
        return OK;
    enum err e = round_organisation_coded(u->rq->db, u->rq->arena,
        (struct round_organisation_coded_in){ .code = code }, &found);
    if (e == ERR_NOT_FOUND) {
        if (!text_is_known(line->problem))
            line->problem = problem(
                u, N_("There is no organisation with the code %s."), code);
        return OK;
    }
    line->row.has_organisation_id = e == OK;
    line->row.organisation_id = found.id;
    return e;
}

static enum err
take_line(struct uploading *u, const struct csv_row *row)
{
    struct upload_line *line = &u->list->lines[u->list->n_lines++];
    text cells[N_COLUMNS];
    for (int c = 0; c < N_COLUMNS; c++)
        cells[c] = TEXT("");
    for (int f = 0; f < row->n_fields && f < u->n_columns; f++)
        if (u->column_of[f] >= 0)
            cells[u->column_of[f]] =
                arena_copy(u->rq->arena, text_trim(row->fields[f]));
    *line = (struct upload_line){
        .line = row->line, .code = cells[CODE], .name = cells[NAME]
    };
    for (int c = 0; c < N_COLUMNS; c++)
        if (cells[c].len > CELL_MAX || !text_is_utf8(cells[c])) {
            fault(u, line, (enum column)c, N_("this is too long"));
            return OK;
        }
    enum err e = find_person(u, line, cells[SIDE]);
    if (e != OK || text_is_known(line->problem))
        return e;
    for (int c = 0; c < N_COLUMNS; c++)
        if (u->has[c])
            take_cell(u, line, (enum column)c, cells[c]);
    return u->has[ORGANISATION]
        ? take_organisation(u, line, cells[ORGANISATION])
        : OK;
}

/* ---- The list as a whole
 * ---------------------------------------------------------
 */

/* Whom a code of the list means: a line of it, or somebody of the round. The
 * code under which the round knows them. */
static enum err
resolve(struct db *db, struct arena *a, const struct round *r,
    const struct upload_list *list, text code, struct round_person *found)
{
    for (ptrdiff_t i = 0; i < list->n_lines; i++)
        if (text_is_equal(list->lines[i].code, code)) {
            *found = list->lines[i].row;
            return OK;
        }
    enum err e = match_person_find(
        db, a, (struct match_person_find_in){ .code = code }, found);
    return e == OK && found->round_id != r->row.id ? ERR_NOT_FOUND : e;
}

static enum err
check_names(struct uploading *u, struct upload_line *line, enum column c,
    text codes, int max)
{
    int n = 0;
    while (!text_is_empty(codes) && !text_is_known(line->problem)) {
        struct round_person found;
        text code = text_trim(text_cut(codes, ';', &codes));
        if (text_is_empty(code))
            continue;
        enum err e =
            resolve(u->rq->db, u->rq->arena, u->round, u->list, code, &found);
        if (e == ERR_NOT_FOUND)
            line->problem = arena_print(u->rq->arena, "%s: %.*s", names[c],
                TEXT_ARG(problem(u, N_("%s does not take part in this round."),
                    text_prefix(code, 60))));
        else if (e != OK)
            return e;
        else if (text_is_equal(code, line->code))
            fault(u, line, c, N_("nobody can name themselves"));
        else if (++n > max)
            fault(u, line, c,
                c == WISHES ? N_("at most five") : N_("this is too long"));
    }
    return OK;
}

static bool
is_same_row(const struct round_person *x, const struct round_person *y)
{
    return text_is_equal(x->role_family, y->role_family) &&
        x->has_level == y->has_level &&
        (!x->has_level || x->level == y->level) &&
        text_is_equal(x->sectors, y->sectors) &&
        text_is_equal(x->interests, y->interests) &&
        text_is_equal(x->languages, y->languages) &&
        text_is_equal(x->offers, y->offers) &&
        text_is_equal(x->wants, y->wants) &&
        text_is_equal(x->goals, y->goals) && text_is_equal(x->free, y->free) &&
        text_is_equal(x->wishes, y->wishes) &&
        text_is_equal(x->safeguard, y->safeguard) &&
        (x->has_capacity ? x->capacity : 1) ==
        (y->has_capacity ? y->capacity : 1) &&
        x->may_trio == y->may_trio && x->has_lived == y->has_lived &&
        x->has_organisation_id == y->has_organisation_id &&
        (!x->has_organisation_id || x->organisation_id == y->organisation_id);
}

static enum err
finish(struct uploading *u)
{
    struct upload_list *list = u->list;
    enum err e = OK;
    for (ptrdiff_t i = 0; e == OK && i < list->n_lines; i++) {
        struct upload_line *line = &list->lines[i];
        for (ptrdiff_t k = 0; k < i && !text_is_known(line->problem); k++)
            if (list->lines[k].row.person_id == line->row.person_id &&
                line->row.person_id != 0)
                line->problem =
                    say_with(&u->v, N_("The same person as in line %d."), 1,
                        (struct phrase_arg[]){ arg_int(list->lines[k].line) });
        if (u->has[WISHES])
            e = check_names(
                u, line, WISHES, line->row.wishes, ROUND_WISHES_MAX);
        if (e == OK)
            e = check_names(u, line, NOT_WITH, line->not_with, PRIVATE_MAX);
        line->is_same = !line->is_new && is_same_row(&line->row, &line->was);
        bool is_good = !text_is_known(line->problem);
        list->n_problems += !is_good;
        list->n_new += is_good && line->is_new;
        list->n_same += is_good && line->is_same;
        list->n_changed += is_good && !line->is_new && !line->is_same;
    }
    return e;
}

enum err
round_upload_read(struct request *rq, const struct round *r, text csv,
    struct upload_list *list)
{
    struct uploading *u = arena_new(rq->arena, struct uploading, 1);
    struct csv_reader *reader = arena_new(rq->arena, struct csv_reader, 1);
    struct csv_row row;
    bool is_fed = false;
    enum err e = OK;
    *list = (struct upload_list){ .lines = arena_new(
                                      rq->arena, struct upload_line, 1) };
    *u = (struct uploading){ .rq = rq,
        .round = r,
        .list = list,
        .v = request_view(rq),
        .today = day_of(rq->arena, rq->now) };
    ptrdiff_t n_lines = 1;
    for (ptrdiff_t i = 0; i < csv.len; i++)
        n_lines += csv.ptr[i] == '\n' || csv.ptr[i] == '\r';
    list->lines = arena_new(rq->arena, struct upload_line,
        n_lines < UPLOAD_LINES_MAX ? n_lines : UPLOAD_LINES_MAX);
    csv_open(reader, rq->arena);
    while (e == OK && !text_is_known(list->problem)) {
        enum csv_step step = csv_next(reader, &row);
        if (step == CSV_AT_END)
            break;
        if (step == CSV_IS_BAD) {
            list->problem = problem(u, N_("This cannot be read as CSV: %s"),
                text_of(reader->why.text));
        } else if (step == CSV_WANTS_MORE) {
            if (is_fed)
                csv_finish(reader);
            else
                csv_feed(reader, csv);
            is_fed = true;
        } else if (u->n_columns == 0) {
            take_header(u, &row);
        } else if (list->n_lines == UPLOAD_LINES_MAX) {
            list->problem = say(&u->v,
                N_("This list is too long: at most 1,000 people at once. "
                   "Larger rounds come in by `counterpart import`."));
        } else {
            e = take_line(u, &row);
        }
    }
    if (e == OK && !text_is_known(list->problem) && list->n_lines == 0)
        list->problem = say(&u->v, N_("There is nobody on this list."));
    return e == OK && !text_is_known(list->problem) ? finish(u) : e;
}

/* ---- Written
 * -----------------------------------------------------------------------
 */

/* Codes of the list as the round knows them. */
static enum err
stored_codes(struct db *writer, struct arena *a, const struct round *r,
    const struct upload_list *list, text codes, text *stored)
{
    struct buf b = buf_in(a, codes.len + 20);
    enum err e = OK;
    while (e == OK && !text_is_empty(codes)) {
        struct round_person found;
        text code = text_trim(text_cut(codes, ';', &codes));
        if (text_is_empty(code))
            continue;
        e = resolve(writer, a, r, list, code, &found);
        buf_add(&b, b.len > 0 ? TEXT(";") : TEXT(""));
        buf_add(&b, found.code);
    }
    *stored = b.len > 0 ? buf_text(&b) : (text){ NULL, 0 };
    return e;
}

/* The code that the list has, when nobody has it. */
static enum err
draw_code(struct db *writer, struct arena *a, struct upload_line *line)
{
    struct round_person other;
    char key[KEY_LENGTH];
    line->row.id = key_new();
    line->row.code = line->code;
    enum err e = text_is_empty(line->code) || line->code.len > 60
        ? OK
        : match_person_find(writer, a,
              (struct match_person_find_in){ .code = line->code }, &other);
    if (e == OK) /* another has it, or there is none */
        line->row.code = arena_copy(a, key_print(line->row.id, key));
    return e == ERR_NOT_FOUND ? OK : e;
}

static enum err
write_private(struct db *writer, struct arena *a, const struct round *r,
    const struct upload_list *list, const struct upload_line *line, int64_t now)
{
    text codes = line->not_with;
    enum err e = round_not_with_clear(writer,
        (struct round_not_with_clear_in){
            .round_id = r->row.id, .a_id = line->row.id },
        NULL);
    while (e == OK && !text_is_empty(codes)) {
        struct round_person found;
        text code = text_trim(text_cut(codes, ';', &codes));
        if (text_is_empty(code))
            continue;
        e = resolve(writer, a, r, list, code, &found);
        if (e == OK)
            e = round_rule_insert(writer,
                (struct round_rule_insert_in){ .id = key_new(),
                    .round_id = r->row.id,
                    .kind = TEXT("not_with"),
                    .a_id = line->row.id,
                    .b_id = found.id,
                    .made_at = now },
                NULL);
    }
    return e;
}

static enum err
write_line(struct db *writer, struct arena *a, const struct round *r,
    const struct upload_list *list, struct upload_line *line, int64_t actor_id)
{
    int64_t n = 0;
    text kind = TEXT("match_person");
    enum err e =
        line->is_new ? OK : version_before(writer, a, kind, line->row.id);
    if (e == OK)
        e = stored_codes(
            writer, a, r, list, line->row.wishes, &line->row.wishes);
    if (e == OK)
        e = line->is_new ? match_person_insert(writer, &line->row, &n)
                         : match_person_update(writer, &line->row, &n);
    if (e == OK && n == 0)
        e = ERR_CONFLICT;
    return e == OK ? version_note(writer, a, kind, line->row.id, actor_id,
                         line->is_new ? TEXT("create") : TEXT("change"))
                   : e;
}

enum err
round_upload_write(struct db *writer, struct arena *a, const struct round *r,
    const struct upload_list *list, int64_t actor_id, int64_t now)
{
    require(list->n_problems == 0 && !text_is_known(list->problem));
    /* what the list says stays as it was read: a step may be run again */
    struct upload_list work = *list;
    work.lines = arena_new(a, struct upload_line, list->n_lines);
    memcpy(work.lines, list->lines, (size_t)list->n_lines * sizeof *work.lines);
    enum err e = round_must_be_open(writer, a, r);
    for (ptrdiff_t i = 0; e == OK && i < work.n_lines; i++)
        if (work.lines[i].is_new)
            e = draw_code(writer, a, &work.lines[i]);
    for (ptrdiff_t i = 0; e == OK && i < work.n_lines; i++)
        if (!work.lines[i].is_same)
            e = write_line(writer, a, r, &work, &work.lines[i], actor_id);
    for (ptrdiff_t i = 0; e == OK && work.has_not_with && i < work.n_lines; i++)
        e = write_private(writer, a, r, &work, &work.lines[i], now);
    return e;
}
