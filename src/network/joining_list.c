/* A list of people to ask in, as a CSV file has it: name, mail, language,
 * role, of. Headings and roles may be in any language of the interface. */
#include "network/joining.h"

#include "base/csv.h"

enum { NAME, MAIL, LANGUAGE, ROLE, OF, N_COLUMNS };
static const char *const headings[N_COLUMNS][8] = {
    [NAME] = { "name", "namn", "jina", "nying", NULL },
    [MAIL] = { "mail", "email", "e mail", "e post", "epost", "barua pepe",
        NULL },
    [LANGUAGE] = { "language", "sprak", "lugha", "dhok", NULL },
    [ROLE] = { "role", "roll", "jukumu", "tich", NULL },
    [OF] = { "of", "i", "av", "ya", "partnership", "partnerskap", NULL },
};

static int
column_of(struct arena *a, text heading)
{
    text folded = lang_fold(a, heading);
    for (int c = 0; c < N_COLUMNS; c++)
        for (int i = 0; headings[c][i] != NULL; i++)
            if (text_is_equal(folded, text_of(headings[c][i])))
                return c;
    return -1;
}

/* "facilitator", or what a language of the interface calls it. */
static enum who
role_of(struct arena *a, text said)
{
    text folded = lang_fold(a, said);
    bool is_english;
    for (int r = 0; invite_all_roles[r] != NULL; r++) {
        text word = text_of(invite_all_roles[r]);
        if (text_is_equal(folded, word))
            return role_who(word);
        for (int i = 0; i < LANG_N; i++)
            if (text_is_equal(folded,
                    lang_fold(a,
                        lang_phrase(lang_all(i), NULL, invite_all_role_words[r],
                            &is_english))))
                return role_who(word);
    }
    return (enum who)0;
}

static text
problem_of(struct request *rq, const char *phrase, text what)
{
    struct view v = request_view(rq);
    return text_is_known(what)
        ? say_with(&v, phrase, 1, (struct phrase_arg[]){ arg_text(what) })
        : say(&v, phrase);
}

/* Everything but what the database says of the person. */
static enum err
check_line(struct request *rq, struct invite_line *line)
{
    text none = { 0 };
    bool is_network = true;
    struct invitation *to = &line->to;
    *to = (struct invitation){ .mail = text_trim(line->mail),
        .name = text_trim(line->name),
        .lang = rq->lang,
        .role = WHO_MEMBER };
    enum err e = invite_find_thing(rq, line->of, &line->thing, &is_network);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    to->thing = is_network ? NULL : &line->thing;
    if (!text_is_empty(line->language_said))
        to->lang = lang_find(line->language_said);
    if (!text_is_empty(line->role_said))
        to->role = role_of(rq->arena, line->role_said);
    if (e == ERR_NOT_FOUND)
        line->problem = problem_of(rq,
            N_("There is no partnership and no side with the code %s."),
            line->of);
    else if (text_is_empty(to->name))
        line->problem = problem_of(rq, N_("The name is missing."), none);
    else if (text_is_empty(to->mail))
        line->problem =
            problem_of(rq, N_("The e-mail address is missing."), none);
    else if (!mail_is_address(to->mail))
        line->problem =
            problem_of(rq, N_("%s is no e-mail address."), to->mail);
    else if (to->lang == NULL)
        line->problem = problem_of(rq,
            N_("There is no language %s here: en, sv, sw or luo."),
            line->language_said);
    else if (to->role == (enum who)0)
        line->problem = problem_of(rq,
            N_("There is no role %s: member, facilitator, guest or "
               "coordinator."),
            line->role_said);
    else if ((to->role == WHO_COORDINATOR && !is_network) ||
        (to->role == WHO_GUEST && is_network) ||
        (to->role == WHO_FACILITATOR &&
            (is_network ||
                !text_is_equal(
                    text_of(line->thing.kind->kind), TEXT("partnership")))))
        line->problem = problem_of(rq,
            N_("A facilitator is of a partnership, a coordinator of the "
               "network."),
            none);
    return OK;
}

static bool
take_header(struct request *rq, const struct csv_row *row, int *columns)
{
    bool has[N_COLUMNS] = { false };
    for (int i = 0; i < row->n_fields; i++) {
        columns[i] = column_of(rq->arena, row->fields[i]);
        if (columns[i] >= 0)
            has[columns[i]] = true;
    }
    return has[NAME] && has[MAIL];
}

static void
take_line(struct arena *a, const struct csv_row *row, const int *columns,
    int n_columns, struct invite_line *line)
{
    *line = (struct invite_line){ .line = row->line };
    for (int i = 0; i < row->n_fields && i < n_columns; i++) {
        text field = arena_copy(a, row->fields[i]);
        switch (columns[i]) {
        case NAME: line->name = field; break;
        case MAIL: line->mail = field; break;
        case LANGUAGE: line->language_said = field; break;
        case ROLE: line->role_said = field; break;
        case OF: line->of = field; break;
        default: break;
        }
    }
}

enum err
invite_list_read(struct request *rq, text csv, struct invite_list *list)
{
    int columns[CSV_FIELDS_MAX], n_columns = 0;
    struct csv_reader *r = arena_new(rq->arena, struct csv_reader, 1);
    struct csv_row row;
    bool is_fed = false;
    enum err e = OK;
    *list = (struct invite_list){ .lines = arena_new(rq->arena,
                                      struct invite_line, INVITE_LINES_MAX) };
    csv_open(r, rq->arena);
    while (e == OK && !text_is_known(list->problem)) {
        enum csv_step step = csv_next(r, &row);
        if (step == CSV_AT_END)
            break;
        if (step == CSV_IS_BAD) {
            list->problem = problem_of(
                rq, N_("This cannot be read as CSV: %s"), text_of(r->why.text));
        } else if (step == CSV_WANTS_MORE) {
            if (is_fed)
                csv_finish(r);
            else
                csv_feed(r, csv);
            is_fed = true;
        } else if (n_columns == 0) {
            n_columns = row.n_fields;
            if (!take_header(rq, &row, columns))
                list->problem = problem_of(rq,
                    N_("The first line has to name the columns: name, mail, "
                       "language, role, of."),
                    (text){ 0 });
        } else if (list->n_lines == INVITE_LINES_MAX) {
            list->problem = problem_of(rq,
                N_("This list is too long: at most 200 people at once."),
                (text){ 0 });
        } else {
            struct invite_line *line = &list->lines[list->n_lines++];
            take_line(rq->arena, &row, columns, n_columns, line);
            e = check_line(rq, line);
            list->n_problems += text_is_known(line->problem);
        }
    }
    if (e == OK && !text_is_known(list->problem) && list->n_lines == 0)
        list->problem =
            problem_of(rq, N_("There is nobody on this list."), (text){ 0 });
    return e;
}
