/* What all ways of bringing in answers share. */
#include "decide/conversation/helped.h"

#include "engine/opinion/slip.h"
#include "keep/person_data.h"
#include "people/people.h"

enum err
helped_may(struct request *rq, const struct conversation_loaded *c, bool *may)
{
    struct helper_find_row row;
    *may = conversation_leads(rq, c);
    if (*may || rq->actor.person_id == 0)
        return OK;
    enum err e = helper_find(rq->db, rq->arena,
        (struct helper_find_in){
            .conversation_id = c->head.id, .person_id = rq->actor.person_id },
        &row);
    *may = e == OK;
    return e == ERR_NOT_FOUND ? OK : e;
}

enum err
helped_load(struct request *rq, struct conversation_loaded *c)
{
    bool may = false;
    enum err e = conversation_load_seen(rq, c);
    if (e == OK)
        e = helped_may(rq, c, &may);
    return e == OK && !may ? ERR_NOT_FOUND : e;
}

enum err
helped_numbers_load(
    struct request *rq, int64_t conversation_id, struct helped_numbers *to)
{
    *to = (struct helped_numbers){ 0 };
    enum err e = statements_to_ask(rq->db, rq->arena,
        (struct statements_to_ask_in){
            .conversation_id = conversation_id, .n_rows = STATEMENTS_MAX },
        &to->rows, &to->n);
    if (e == OK && to->n > 0)
        to->last = (int32_t)to->rows[to->n - 1].number;
    return e;
}

enum err
helped_parse(const struct helped_numbers *numbers, text typed,
    struct helped_votes *to, struct why *why)
{
    struct cp_slip slip;
    char room[4096] = "AAAA ";
    to->n = 0;
    if (typed.len > (ptrdiff_t)sizeof room - 6)
        return err_say(why, ERR_BAD_INPUT, "that is too long for one sheet");
    for (ptrdiff_t i = 0; i < typed.len; i++)
        room[5 + i] = typed.ptr[i];
    enum err e =
        cp_slip_parse(&slip, (text){ room, 5 + typed.len }, numbers->last, why);
    for (int i = 0; e == OK && i < slip.n; i++) {
        ptrdiff_t at = 0;
        while (at < numbers->n &&
            numbers->rows[at].number != slip.answers[i].number)
            at++;
        if (at == numbers->n ||
            !text_is_equal(numbers->rows[at].status, TEXT("in")))
            e = err_say(why, ERR_BAD_INPUT, "statement %d was taken out",
                (int)slip.answers[i].number);
        else
            to->votes[to->n++] = (struct vote_given){ numbers->rows[at].id,
                slip.answers[i].vote };
    }
    return e;
}

int64_t
helped_unit(const struct conversation_loaded *c, text name)
{
    int64_t number;
    for (ptrdiff_t i = 0; i < c->n_units; i++)
        if (text_is_equal(c->units[i].name, name))
            return c->units[i].id;
    if (text_parse_int(name, &number) && number >= 1 && number <= c->n_units)
        return c->units[number - 1].id;
    return 0;
}

const char *
helped_unit_name(
    const struct conversation_loaded *c, struct arena *a, int64_t id)
{
    for (ptrdiff_t i = 0; i < c->n_units; i++)
        if (c->units[i].id == id)
            return arena_c_string(a, c->units[i].name);
    return "";
}

/* ---- For the door -------------------------------------------------------- */

enum err
helped_withdraw(struct db *writer, int64_t participant_id)
{
    enum err e =
        help_delete(writer, (struct help_delete_in){ participant_id }, NULL);
    return e == OK
        ? message_release(writer,
              (struct message_release_in){ .participant_id = participant_id,
                  .has_participant_id = true },
              NULL)
        : e;
}

enum err
helped_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out)
{
    struct helper_of_person_row *rows;
    struct help_count_of_helper_row count;
    ptrdiff_t n;
    enum err e = helper_of_person(db, a,
        (struct helper_of_person_in){
            .person_id = person_id, .n_rows = HELPERS_MAX },
        &rows, &n);
    if (e == OK)
        e = help_count_of_helper(db, a,
            (struct help_count_of_helper_in){
                .helper_id = person_id, .has_helper_id = true },
            &count);
    if (e != OK || (n == 0 && count.n == 0))
        return e;
    json_name(out, "helps_in_conversations");
    json_array(out);
    for (ptrdiff_t i = 0; i < n; i++) {
        json_object(out);
        person_put_text(out, "question", rows[i].name);
        person_put_text(out, "since", rows[i].given_on);
        json_end(out);
    }
    json_end(out);
    json_name(out, "people_helped");
    json_int(out, count.n);
    return OK;
}

enum err
helped_erase_person(struct db *writer, struct arena *a, int64_t person_id)
{
    (void)a;
    enum err e =
        helper_erase(writer, (struct helper_erase_in){ person_id }, NULL);
    if (e == OK)
        e = help_erase_helper(writer,
            (struct help_erase_helper_in){
                .helper_id = person_id, .has_helper_id = true },
            NULL);
    return e == OK ? paper_erase_typed(writer,
                         (struct paper_erase_typed_in){
                             .typed_by = person_id, .has_typed_by = true },
                         NULL)
                   : e;
}

enum err
helped_forget(struct db *writer, int64_t id)
{
    enum err e = helpers_forget(writer, (struct helpers_forget_in){ id }, NULL);
    if (e == OK)
        e = helps_forget(writer, (struct helps_forget_in){ id }, NULL);
    if (e == OK)
        e = papers_forget(writer, (struct papers_forget_in){ id }, NULL);
    if (e == OK)
        e = messages_forget(writer, (struct messages_forget_in){ id }, NULL);
    return e == OK ? hands_forget(writer, (struct hands_forget_in){ id }, NULL)
                   : e;
}
