/* People of a round from a list: tried first, then saved. */
#include "match/match_routes.h"
#include "match/round_pages.h"
#include "match/round_upload.h"

#include "keep/once.h"
#include "match/round_upload.html.h"

struct upload_form {
    struct upload file;
    text csv;
    bool save;
};
static const struct input inputs[] = {
    INPUT(struct upload_form, file, INPUT_FILE, .label = N_("A CSV file"),
        .hint = N_("As people.csv of this round has it, or a table saved as "
                   "CSV.")),
    INPUT(struct upload_form, csv, INPUT_PROSE, .max = UPLOAD_BYTES,
        .label = N_("Or paste the lines here")),
    INPUT(struct upload_form, save, INPUT_BOOL),
};
enum { N_INPUTS = sizeof inputs / sizeof inputs[0] };

static enum err
answer_upload(struct request *rq, struct answer *an,
    const struct round_upload_page *p, int status)
{
    struct view v = request_view(rq);
    match_round_upload(&v, p);
    an->status = status;
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("People from a list")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
round_upload_show(struct request *rq, struct answer *an)
{
    struct round r;
    struct form form;
    struct round_upload_page p = { .round = &r, .form = &form };
    enum err e = round_of_address(rq, &r);
    if (e != OK)
        return e;
    form_open(rq, inputs, N_INPUTS, &form);
    return answer_upload(rq, an, &p, 200);
}

/* Whom the list has on the same side cannot be their counterpart. */
static void
note_own_side(struct upload_list *list)
{
    for (ptrdiff_t i = 0; i < list->n_lines; i++) {
        struct upload_line *line = &list->lines[i];
        for (text rest = line->row.wishes; !text_is_empty(rest);) {
            text code = text_trim(text_cut(rest, ';', &rest));
            for (ptrdiff_t k = 0; k < list->n_lines; k++)
                if (k != i && !text_is_empty(code) &&
                    list->lines[k].row.side_id == line->row.side_id &&
                    text_is_equal(list->lines[k].code, code))
                    line->own_side = code;
        }
    }
}

/* A file counts before what was pasted. */
static enum err
read_file(struct request *rq, const struct upload *file, text *csv)
{
    char *to = arena_room(rq->arena, (ptrdiff_t)file->size + 1);
    ptrdiff_t at = 0, n = 1;
    enum err e = OK;
    while (e == OK && n > 0 && at < (ptrdiff_t)file->size) {
        e = upload_read(rq, file, at, to + at, (ptrdiff_t)file->size - at, &n);
        at += e == OK ? n : 0;
    }
    *csv = (text){ to, at };
    return e;
}

struct saving {
    const struct round *round;
    const struct upload_list *list;
    int64_t actor_id, now;
    text token, first;
};

static enum err
save_step(struct db *writer, struct arena *a, void *arg)
{
    struct saving *s = arg;
    enum err e = once_take(writer, a, s->token, s->round->address, &s->first);
    return e == OK
        ? round_upload_write(writer, a, s->round, s->list, s->actor_id, s->now)
        : e;
}

enum err
round_upload_send(struct request *rq, struct answer *an)
{
    struct round r;
    struct form form;
    struct upload_form given = { .csv = TEXT_INIT("") };
    struct upload_list *list = arena_new(rq->arena, struct upload_list, 1);
    struct round_upload_page p = { .round = &r, .form = &form };
    struct view v = request_view(rq);
    enum err e = round_of_address(rq, &r);
    if (e == OK)
        e = form_parse(rq, inputs, N_INPUTS, &form, &given);
    if (e != OK)
        return e;
    if (form.n_errors > 0)
        return answer_upload(rq, an, &p, 422);
    p.csv = text_is_known(given.csv) ? given.csv : TEXT("");
    if (given.file.is_given && given.file.size > UPLOAD_BYTES) {
        form_error(&form, "file",
            say(&v,
                N_("This list is too long: at most 1,000 people at once. "
                   "Larger rounds come in by `counterpart import`.")));
        return answer_upload(rq, an, &p, 422);
    }
    if (given.file.is_given && given.file.size > 0)
        e = read_file(rq, &given.file, &p.csv);
    if (e == OK)
        e = round_upload_read(rq, &r, p.csv, list);
    if (e != OK)
        return e;
    p.list = list;
    note_own_side(list);
    bool is_good = list->n_problems == 0 && !text_is_known(list->problem);
    if (!given.save || !is_good)
        return answer_upload(rq, an, &p, is_good ? 200 : 422);
    struct saving s = { .round = &r,
        .list = list,
        .actor_id = rq->actor.person_id,
        .now = rq->now,
        .token = form.token };
    e = db_write(rq->db, rq->arena, save_step, &s);
    if (e == ERR_CONFLICT && !text_is_known(s.first))
        return round_answer(rq, an, &r,
            say(&v,
                N_("This round is closed: who takes part, and what they "
                   "said, changes no more.")));
    if (e == OK || e == ERR_CONFLICT) {
        answer_redirect(rq, an, r.address);
        return OK;
    }
    return e;
}
