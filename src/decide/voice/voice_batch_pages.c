/* Voices from sheets of paper: the page, the form to print, the file. */
#include "decide/voice/voice_batch.h"

#include "base/csv.h"
#include "decide/voice/voice_batch.html.h"

struct batch_form {
    struct upload file;
    bool anyway;
};
static const struct input inputs[] = {
    INPUT(struct batch_form, file, INPUT_FILE, .is_required = true,
        .label = N_("The file (CSV)"),
        .hint = N_("A row a voice, at most 200. It is looked at whole: all of "
                   "it is kept, or nothing.")),
    INPUT(struct batch_form, anyway, INPUT_BOOL,
        .label = N_("Keep what may name somebody as it is")),
};

static enum err
begin(struct request *rq, struct voice_batch_page *p)
{
    struct thing t;
    struct voice_sides_row *sides = NULL;
    int64_t id = request_key(rq, 0);
    enum err e = thing_load(rq->db, rq->arena, TEXT("partnership"), id, &t);
    if (e == OK)
        e = voice_sides(rq->db, rq->arena,
            (struct voice_sides_in){
                .partnership_id = id, .n_rows = VOICE_SIDES_MAX },
            &sides, &p->n_sides);
    p->rq = rq;
    p->sides = sides;
    p->back = arena_print(rq->arena, "/partnership/%.*s/voices",
        TEXT_ARG(voice_key(rq->arena, id)));
    p->address = arena_print(rq->arena, "%.*s/sheets", TEXT_ARG(p->back));
    return e;
}

static enum err
answer_batch(struct request *rq, struct answer *an, struct voice_batch_page *p)
{
    struct view v = request_view(rq);
    const char *title = p->done == NULL ? N_("Voices from sheets of paper")
                                        : N_("Codes to hand out");
    if (p->done != NULL) {
        rq->form = NULL;
        decide_voice_batch_done(&v, p);
    } else
        decide_voice_batch(&v, p);
    an->status = p->n_troubles > 0 || (p->form != NULL && p->form->n_errors > 0)
        ? 422
        : 200;
    an->keeping = TEXT("no-store");
    answer_page(rq, an,
        (struct page){ .title = say(&v, title),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
voice_batch_show(struct request *rq, struct answer *an)
{
    struct voice_batch_page p = { 0 };
    struct form form;
    enum err e = begin(rq, &p);
    if (e != OK)
        return e;
    form_open(rq, inputs, 2, &form);
    p.form = &form;
    return answer_batch(rq, an, &p);
}

struct source {
    struct request *rq;
    const struct upload *file;
    int64_t at;
};

static enum err
more(void *context, char *to, ptrdiff_t room, ptrdiff_t *n)
{
    struct source *s = context;
    enum err e = upload_read(s->rq, s->file, s->at, to, room, n);
    s->at += *n;
    return e;
}

/* "Line 3: read_back: yes or no (maybe)". */
static text *
say_troubles(struct request *rq, const struct voice_batch *b)
{
    struct view v = request_view(rq);
    text *said = arena_new(rq->arena, text, b->n_troubles + 1);
    for (int i = 0; i < b->n_troubles; i++) {
        text what = say(&v, b->troubles[i].what);
        if (b->troubles[i].word.len > 0)
            what = arena_print(rq->arena, "%.*s (%.*s)", TEXT_ARG(what),
                TEXT_ARG(b->troubles[i].word));
        said[i] = say_with(&v, N_("Line %1$d: %2$s"), 2,
            (struct phrase_arg[]){
                arg_int(b->troubles[i].line), arg_text(what) });
    }
    return said;
}

enum err
voice_batch_send(struct request *rq, struct answer *an)
{
    struct voice_batch_page p = { 0 };
    struct batch_form given = { 0 };
    struct form form;
    enum err e = begin(rq, &p);
    if (e == OK)
        e = form_parse(rq, inputs, 2, &form, &given);
    if (e != OK)
        return e;
    p.form = &form;
    if (form.n_errors > 0)
        return answer_batch(rq, an, &p);
    struct voice_batch b = { .db = rq->db,
        .arena = rq->arena,
        .partnership_id = request_key(rq, 0),
        .helper_id = rq->actor.person_id,
        .now = rq->now,
        .token = form.token,
        .lang = lang_code(rq->lang),
        .anyway = given.anyway };
    struct source source = { rq, &given.file, 0 };
    e = voice_batch_read(&b, more, &source);
    if (e == ERR_BAD_INPUT && b.n_troubles > 0) {
        p.troubles = say_troubles(rq, &b);
        p.n_troubles = b.n_troubles;
        return answer_batch(rq, an, &p);
    }
    if (e == OK)
        e = db_write_quietly(rq->db, rq->arena, voice_batch_step, &b);
    if (e != OK)
        return e;
    p.done = &b;
    return answer_batch(rq, an, &p);
}

enum err
voice_batch_form_show(struct request *rq, struct answer *an)
{
    struct voice_batch_page p = { 0 };
    enum err e = begin(rq, &p);
    if (e != OK)
        return e;
    struct view v = request_view(rq);
    decide_voice_batch_form(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("A form to print")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
voice_batch_csv([[maybe_unused]] struct request *rq, struct answer *an)
{
    an->type = TEXT("text/csv; charset=utf-8");
    an->download_name = TEXT("voices.csv");
    an->body = TEXT("sheet,words,language,side,told,own,read_back,how,"
                    "interpreter,place,day,may_read\n");
    return OK;
}
