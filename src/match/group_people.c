/* People of a set of groups: from a file, or from a round. */
#include "match/group_pages.h"

const struct input group_people_inputs[N_GROUP_PEOPLE_INPUTS] = {
    INPUT(struct group_people_form, file, INPUT_FILE,
        .label = N_("A file with one person a line"),
        .hint = N_("As CSV. Its first line names the columns: code, name, "
                   "organisation, role_family, level, interests, languages, "
                   "goals, free, lived, not_with. Free is such as "
                   "2024-05-06/2024-05-17; mon 09:00-12:00")),
    INPUT(struct group_people_form, csv, INPUT_PROSE, .max = GROUP_FILE_BYTES,
        .label = N_("Or the same, pasted")),
};

static enum err
read_upload(
    struct request *rq, const struct group_people_form *given, text *csv)
{
    struct buf b = buf_in(rq->arena, given->file.size + 1);
    enum { PIECE = 8192 };
    char piece[PIECE];
    for (int64_t at = 0; at < given->file.size;) {
        ptrdiff_t n = 0;
        enum err e = upload_read(rq, &given->file, at, piece, PIECE, &n);
        if (e != OK)
            return e;
        if (n == 0)
            break;
        buf_add(&b, (text){ piece, n });
        at += n;
    }
    *csv = buf_text(&b);
    return OK;
}

static enum err
keep_people(struct request *rq, struct answer *an, struct group_sent *s,
    struct group_list *list)
{
    if (text_is_known(list->problem))
        return group_sent_refuse(rq, an, s, list->problem);
    struct group_change c =
        group_change_of(rq, s->p.set, &s->form, TEXT("change"));
    c.list = list;
    c.has_state = true;
    c.state = (struct match_group_state){
        .id = s->p.set->row.id, .status = TEXT("open"), .seed = TEXT("")
    };
    return group_change_write(rq, an, &c);
}

enum err
group_people_send(struct request *rq, struct answer *an)
{
    struct group_sent s;
    struct group_people_form given = { 0 };
    struct group_list list;
    struct view v = request_view(rq);
    enum err e = group_sent_open(
        rq, group_people_inputs, N_GROUP_PEOPLE_INPUTS, &given, &s);
    if (e != OK)
        return e;
    text csv = given.csv;
    if (s.form.n_errors > 0)
        return group_set_answer_page(rq, an, &s.p, s.now, &s.form);
    if (text_is_known(s.settled))
        return group_sent_refuse(rq, an, &s, s.settled);
    if (given.file.is_given && given.file.size > GROUP_FILE_BYTES)
        return group_sent_refuse(rq, an, &s,
            say_with(&v, N_("More than %d people: make two sets of them."), 1,
                (struct phrase_arg[]){ phrase_arg(GROUP_PEOPLE_MAX) }));
    if (given.file.is_given)
        e = read_upload(rq, &given, &csv);
    if (e == OK && text_is_empty(csv))
        return group_sent_refuse(
            rq, an, &s, say(&v, N_("Choose a file, or paste the list.")));
    if (e == OK)
        e = group_list_read(rq, csv, &list);
    return e == OK ? keep_people(rq, an, &s, &list) : e;
}

struct round_form {
    int64_t round;
};
static const struct input from_round_inputs[] = {
    INPUT(struct round_form, round, INPUT_KEY, .is_required = true,
        .label = N_("Round of pairs")),
};

enum err
group_round_send(struct request *rq, struct answer *an)
{
    struct group_sent s;
    struct group_list list;
    struct round_form given = { 0 };
    struct round r;
    struct view v = request_view(rq);
    enum err e = group_sent_open(rq, from_round_inputs, 1, &given, &s);
    if (e != OK)
        return e;
    if (text_is_known(s.settled))
        return group_sent_refuse(rq, an, &s, s.settled);
    if (s.form.n_errors > 0)
        return group_sent_refuse(rq, an, &s, say(&v, N_("Choose a round.")));
    e = round_load(rq->db, rq->arena, given.round, &r);
    if (e == OK && r.row.partnership_id != s.p.set->row.partnership_id)
        e = ERR_NOT_FOUND; /* another partnership's people are not theirs */
    if (e == OK)
        e = group_list_round(rq, &r, &list);
    return e == OK ? keep_people(rq, an, &s, &list) : e;
}
