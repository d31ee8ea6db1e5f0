/* The page of one entry: what shows it, what it answers, changed and taken
 * away by whoever signed it, or by a facilitator of its side. */
#include "mirror/board_beside.h"
#include "mirror/board_form.h"

#include "base/key.h"
#include "keep/bin.h"
#include "keep/document.html.h"
#include "keep/once.h"
#include "keep/version.h"
#include "mirror/entry.html.h"

enum { OTHERS_MAX = 100, SAID_MAX = 70 };

struct entry_loaded {
    struct board_head_row head;
    struct board_headings headings;
    struct board_entry_card_row row;
    struct board_rights may;
    bool may_change;
};

static enum err
load(struct request *rq, struct entry_loaded *to)
{
    enum err e = board_entry_card(rq->db, rq->arena,
        (struct board_entry_card_in){
            .id = request_key(rq, 0), .viewer = rq->actor.person_id },
        &to->row);
    if (e == OK)
        e = board_head(rq->db, rq->arena,
            (struct board_head_in){ .id = to->row.board_id }, &to->head);
    if (e == OK)
        e = headings_load(rq, to->head.has_template_id, to->head.template_id,
            to->head.template_headings, &to->headings);
    if (e != OK)
        return e;
    to->may = board_rights_of(&rq->actor, &to->head);
    to->may_change = to->may.leads ||
        (to->row.has_person_id && rq->actor.person_id != 0 &&
            to->row.person_id == rq->actor.person_id);
    return OK;
}

/* ---- Which of another side's answers it ---------------------------------- */

struct link_form {
    text other;
};

static text
say_other(struct request *rq, text side, const struct board_entries_row *row)
{
    text words = entry_plain(rq->arena, row->source);
    bool is_long = words.len > SAID_MAX;
    return arena_join(rq->arena, 4,
        (text[]){ side, TEXT(": "), text_prefix(words, SAID_MAX),
            is_long ? TEXT("\xE2\x80\xA6") : TEXT("") });
}

/* As many as a form takes; others are found by their words. */
struct candidates {
    const char **keys, **said;
    int n;
    bool has_more;
    text folded; /* the words that are asked for, or not known */
    enum board_pole pole;
};

static enum err
add_candidates(struct request *rq, const struct entry_loaded *x,
    int64_t board_id, struct candidates *c)
{
    struct board_head_row head;
    struct board_headings headings;
    struct board_entries_row *rows;
    ptrdiff_t n;
    enum err e = board_head(
        rq->db, rq->arena, (struct board_head_in){ board_id }, &head);
    if (e != OK || head.side_id == x->head.side_id ||
        !board_rights_of(&rq->actor, &head).sees)
        return e;
    e = headings_load(rq, head.has_template_id, head.template_id,
        head.template_headings, &headings);
    if (e == OK)
        e = board_entries(rq->db, rq->arena,
            (struct board_entries_in){ .board_id = board_id,
                .viewer = rq->actor.person_id,
                .lang = lang_code(rq->lang),
                .n_rows = BOARD_ENTRIES_MAX },
            &rows, &n);
    for (ptrdiff_t k = 0; e == OK && k < n; k++) {
        int at = heading_find(&headings, rows[k].heading);
        enum board_pole other = at < 0 ? POLE_NONE : headings.row[at].pole;
        if (other == POLE_NONE || other == c->pole ||
            !board_holds(rq->arena, rows[k].source, c->folded))
            continue;
        c->has_more = c->n == OTHERS_MAX;
        if (c->has_more)
            break;
        c->keys[c->n] =
            arena_c_string(rq->arena, board_key(rq->arena, rows[k].id));
        c->said[c->n++] =
            arena_c_string(rq->arena, say_other(rq, head.side_name, &rows[k]));
    }
    return e;
}

struct other_ask {
    text q;
};
static const struct input other_inputs[] = {
    INPUT(struct other_ask, q, INPUT_TEXT,
        .label = N_("Look for it by its words")),
};

/* Its candidates as a form's choices; a form without any is NULL. */
static enum err
link_inputs(struct request *rq, const struct entry_loaded *x,
    struct input *input, bool *is_any, struct entry_page *p)
{
    struct arena *a = rq->arena;
    struct board_series_row *boards;
    ptrdiff_t n_boards;
    struct other_ask ask = { 0 };
    int at = heading_find(&x->headings, x->row.heading);
    struct candidates c = { .keys = arena_new(a, const char *, OTHERS_MAX + 1),
        .said = arena_new(a, const char *, OTHERS_MAX + 1),
        .pole = at < 0 ? POLE_NONE : x->headings.row[at].pole };
    *is_any = false;
    query_parse(rq, other_inputs, 1, &ask);
    if (!text_is_empty(ask.q))
        c.folded = lang_fold(a, ask.q);
    if (c.pole == POLE_NONE)
        return OK;
    enum err e = board_series(rq->db, a,
        (struct board_series_in){ .partnership_id = x->head.partnership_id,
            .series = x->head.series,
            .n_rows = BOARD_SIDES_MAX },
        &boards, &n_boards);
    for (ptrdiff_t i = 0; e == OK && i < n_boards && !c.has_more; i++)
        e = add_candidates(rq, x, boards[i].id, &c);
    *is_any = c.n > 0;
    if (p != NULL && (c.has_more || text_is_known(c.folded))) {
        struct form *search = arena_new(a, struct form, 1);
        form_open(rq, other_inputs, 1, search);
        form_give(search, "q", ask.q);
        p->search = search;
        p->q = ask.q;
    }
    *input = (struct input)INPUT(struct link_form, other, INPUT_CHOICE,
        .is_required = true, .choices = c.keys, .choice_labels = c.said,
        .label = c.pole == POLE_HAS ? N_("Whose difficulty this could solve")
                                    : N_("What of another side solves this"));
    return e;
}

/* ---- The page ------------------------------------------------------------ */

struct photo_form {
    struct upload file;
};
static const struct input photo_inputs[] = {
    INPUT(struct photo_form, file, INPUT_FILE, .is_required = true,
        .label = N_("A photo that shows it"),
        .hint = N_("It goes as it is: it may hold where and when it was "
                   "taken. Ask those who are on it.")),
};

struct entry_forms {
    struct form *change, *link, *photo;
};

static void
add_make(struct request *rq, struct entry_page *p, const char *kind,
    const char *label)
{
    const struct thing_kind *k = thing_kind_find(text_of(kind));
    int64_t within = p->board->partnership_id;
    struct arena *a = rq->arena;
    if (k == NULL || k->sheet == NULL ||
        !actor_may(&rq->actor, k->maker, &within, 1))
        return;
    p->makes[p->n_makes++] = (struct edit_make){ .label = label,
        .kind = kind,
        .address = arena_print(a, "/new/%s?within=%.*s&from=board_entry-%.*s",
            kind, TEXT_ARG(board_key(a, within)),
            TEXT_ARG(board_key(a, p->entry->id))) };
}

static enum err
open_forms(struct request *rq, const struct entry_loaded *x,
    const struct prose_set *prose, struct entry_forms *given,
    struct entry_page *p)
{
    const struct form *sent = rq->form;
    struct form *fresh = arena_new(rq->arena, struct form, 4);
    struct input *inputs = arena_new(rq->arena, struct input, 1);
    bool is_any = false;
    p->form = given->change;
    p->photo = given->photo;
    p->link = given->link;
    if (x->may_change && p->form == NULL) {
        entry_form_of(rq, &x->headings, &x->row, prose, &fresh[0]);
        p->form = &fresh[0];
    }
    /* a photo has somebody who sent it */
    if (x->may_change && x->row.has_person_id && p->photo == NULL) {
        form_open(rq, photo_inputs, 1, &fresh[1]);
        p->photo = &fresh[1];
    }
    if (x->may.adds && p->link == NULL) {
        enum err e = link_inputs(rq, x, inputs, &is_any, p);
        if (e != OK)
            return e;
        form_open(rq, inputs, 1, &fresh[2]);
        p->link = is_any ? &fresh[2] : NULL;
    }
    form_open(rq, NULL, 0, &fresh[3]);
    p->button = &fresh[3];
    if (given->change != NULL || given->photo != NULL || given->link != NULL)
        rq->form = sent; /* the title speaks of what was sent */
    return OK;
}

static enum err
answer_entry(struct request *rq, struct answer *an,
    const struct entry_loaded *x, struct entry_forms given)
{
    struct entry_page *p = arena_new(rq->arena, struct entry_page, 1);
    struct documents_asked documents;
    struct prose_set prose;
    *p = (struct entry_page){ .board = &x->head,
        .entry = &x->row,
        .may = x->may,
        .may_change = x->may_change };
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    prose_ask(&batch, x->row.id, &prose);
    thread_ask(&batch, x->row.id, &p->thread);
    documents_ask(
        &batch, &rq->actor, TEXT("board_entry"), x->row.id, &documents);
    enum err e = db_batch_run(&batch);
    if (e == OK)
        e = thread_finish(rq, "board_entry", x->row.id, &p->thread);
    if (e == OK)
        e = open_forms(rq, x, &prose, &given, p);
    if (e != OK)
        return e;
    documents_take(&rq->actor, &documents, &p->documents);
    p->documents.may_add = false; /* a photo has its own form here */
    int at = heading_find(&x->headings, x->row.heading);
    p->heading = at < 0 ? x->row.heading : x->headings.row[at].name;
    p->pole = at < 0 ? POLE_NONE : x->headings.row[at].pole;
    p->words = prose_show(rq, &prose, "words");
    p->title = text_prefix(entry_plain(rq->arena, p->words.source), SAID_MAX);
    p->address = entry_address(rq->arena, x->row.id);
    struct view words = view_in(rq->arena, rq->lang, 0);
    out_percent(&words, p->q);
    html q = view_html(&words);
    p->link_address = arena_print(rq->arena, "%.*s/link%s%.*s#link",
        TEXT_ARG(p->address), q.len > 0 ? "?q=" : "", (int)q.len, q.ptr);
    p->board_address = board_sub(rq->arena, x->head.id, "");
    add_make(rq, p, "need", N_("Ask for help with it"));
    add_make(rq, p, "project", N_("Make a project of it"));
    add_make(rq, p, "match_call", N_("Call for workshops about it"));
    struct view v = request_view(rq);
    mirror_entry(&v, p);
    answer_page(rq, an,
        (struct page){ .title = text_is_empty(p->title) ? p->heading : p->title,
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
entry_show(struct request *rq, struct answer *an)
{
    struct entry_loaded x;
    enum err e = load(rq, &x);
    return e == OK ? answer_entry(rq, an, &x, (struct entry_forms){ 0 }) : e;
}

/* Not theirs to change: the page says so, and stays as it was. */
static enum err
say_not_theirs(
    struct request *rq, struct answer *an, const struct entry_loaded *x)
{
    an->status = 409;
    return answer_entry(rq, an, x, (struct entry_forms){ 0 });
}

/* ---- Changing ------------------------------------------------------------ */

struct changing {
    int64_t id, actor_id;
    const struct entry_form *given;
    text token, address;
};

static enum err
change_words(struct db *writer, struct arena *a, const struct changing *s)
{
    struct prose_set set;
    struct prose_given given = { .kind = TEXT("board_entry"),
        .part = TEXT("words"),
        .lang = s->given->lang,
        .source = s->given->words,
        .thing_id = s->id,
        .is_original = true };
    bool changed;
    enum err e = prose_load(writer, a, s->id, &set);
    const struct prose_of_thing_row *old =
        e == OK ? prose_original(&set, TEXT("words")) : NULL;
    if (old != NULL && !text_is_equal(old->lang, given.lang)) {
        struct prose_given gone = given;
        gone.lang = old->lang;
        gone.source = TEXT("");
        e = prose_save(writer, a, gone, &changed);
    }
    return e == OK ? prose_save(writer, a, given, &changed) : e;
}

static enum err
change_entry(struct db *writer, struct arena *a, void *arg)
{
    const struct changing *s = arg;
    struct board_entry row;
    text first;
    enum err e = once_take(writer, a, s->token, s->address, &first);
    if (e == ERR_CONFLICT)
        return OK; /* sent twice: it stands */
    if (e == OK)
        e = board_entry_get(
            writer, a, (struct board_entry_get_in){ .id = s->id }, &row);
    if (e == OK)
        e = version_before(writer, a, TEXT("board_entry"), s->id);
    if (e != OK)
        return e;
    entry_form_put(a, s->given, &row);
    /* whether it is signed was said when it was added: nobody signs for
       another, and a name that is taken away would stay in the history */
    e = board_entry_update(writer, &row, NULL);
    if (e == OK)
        e = change_words(writer, a, s);
    return e == OK ? version_note(writer, a, TEXT("board_entry"), s->id,
                         s->actor_id, TEXT("change"))
                   : e;
}

enum err
entry_change_send(struct request *rq, struct answer *an)
{
    struct entry_loaded x;
    struct entry_form given = { 0 };
    struct prose_set prose;
    struct form *form = arena_new(rq->arena, struct form, 1);
    enum err e = load(rq, &x);
    if (e == OK)
        e = prose_load(rq->db, rq->arena, x.row.id, &prose);
    if (e == OK)
        e = entry_form_parse(rq, &x.headings, form, &given);
    if (e != OK)
        return e;
    if (!x.may_change)
        return say_not_theirs(rq, an, &x);
    const struct prose_of_thing_row *there =
        prose_in(&prose, TEXT("words"), given.lang);
    struct view v = view_in(rq->arena, rq->lang, 0);
    if (there != NULL && !there->is_original)
        form_error(form, "lang",
            say(&v,
                N_("A text cannot be written in a language that it has "
                   "been translated into already.")));
    if (form->n_errors > 0)
        return answer_entry(rq, an, &x, (struct entry_forms){ .change = form });
    struct changing s = { .id = x.row.id,
        .actor_id = rq->actor.person_id,
        .given = &given,
        .token = form->token,
        .address = entry_address(rq->arena, x.row.id) };
    e = db_write(rq->db, rq->arena, change_entry, &s);
    if (e == OK)
        answer_redirect(rq, an, s.address);
    return e;
}

/* ---- Removing ------------------------------------------------------------ */

struct removing {
    int64_t id, actor_id;
    text token, address;
};

static enum err
remove_entry(struct db *writer, struct arena *a, void *arg)
{
    const struct removing *s = arg;
    struct thing t;
    text first;
    enum err e = once_take(writer, a, s->token, s->address, &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = thing_load(writer, a, TEXT("board_entry"), s->id, &t);
    return e == OK ? bin_remove(writer, a, &t, s->actor_id) : e;
}

enum err
entry_remove_send(struct request *rq, struct answer *an)
{
    struct entry_loaded x;
    struct form form;
    enum err e = form_parse(rq, NULL, 0, &form, NULL);
    if (e == OK && form.n_errors > 0)
        e = ERR_DENIED;
    if (e == OK)
        e = load(rq, &x);
    if (e != OK)
        return e;
    if (!x.may_change)
        return say_not_theirs(rq, an, &x);
    struct removing s = { .id = x.row.id,
        .actor_id = rq->actor.person_id,
        .token = form.token,
        .address = board_sub(rq->arena, x.head.id, "") };
    e = db_write(rq->db, rq->arena, remove_entry, &s);
    if (e == OK)
        answer_redirect(rq, an, s.address);
    return e;
}

/* ---- What answers what --------------------------------------------------- */

struct linking {
    struct thread_link link;
    int64_t actor_id;
    text token, address;
};

static enum err
put_link(struct db *writer, struct arena *a, void *arg)
{
    const struct linking *s = arg;
    text first;
    enum err e = once_take(writer, a, s->token, s->address, &first);
    if (e == ERR_CONFLICT)
        return OK;
    return e == OK ? thread_put(writer, a, s->actor_id, &s->link, NULL) : e;
}

enum err
entry_link_send(struct request *rq, struct answer *an)
{
    struct entry_loaded x;
    struct input input;
    struct link_form given = { 0 };
    struct form *form = arena_new(rq->arena, struct form, 1);
    bool is_any = false;
    int64_t other = 0;
    enum err e = load(rq, &x);
    if (e == OK)
        e = link_inputs(rq, &x, &input, &is_any, NULL);
    if (e == OK)
        e = is_any ? form_parse(rq, &input, 1, form, &given)
                   : form_parse(rq, NULL, 0, form, NULL);
    if (e != OK)
        return e;
    if (!is_any || !x.may.adds)
        return say_not_theirs(rq, an, &x);
    if (form->n_errors > 0 || !key_parse(given.other, &other))
        return answer_entry(rq, an, &x, (struct entry_forms){ .link = form });
    int at = heading_find(&x.headings, x.row.heading);
    bool has = at >= 0 && x.headings.row[at].pole == POLE_HAS;
    struct linking s = { .actor_id = rq->actor.person_id,
        .token = form->token,
        .address = entry_address(rq->arena, x.row.id) };
    s.link = (struct thread_link){ .from_kind = TEXT("board_entry"),
        .from_id = has ? x.row.id : other,
        .kind = TEXT("answers"),
        .to_kind = TEXT("board_entry"),
        .to_id = has ? other : x.row.id };
    e = db_write(rq->db, rq->arena, put_link, &s);
    if (e == OK)
        answer_redirect(rq, an, s.address);
    return e;
}

/* ---- A photo ------------------------------------------------------------- */

enum err
entry_photo_send(struct request *rq, struct answer *an)
{
    struct entry_loaded x;
    struct photo_form given = { 0 };
    struct thing entry;
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct view v = view_in(rq->arena, rq->lang, 0);
    bool is_refused = false;
    enum err e = load(rq, &x);
    if (e == OK)
        e = form_parse(rq, photo_inputs, 1, form, &given);
    if (e == OK)
        e = thing_load(
            rq->db, rq->arena, TEXT("board_entry"), x.row.id, &entry);
    if (e != OK)
        return e;
    if (!x.may_change || !x.row.has_person_id)
        return say_not_theirs(rq, an, &x);
    /* the entry says who sees it; its title says nothing of it */
    if (form->n_errors == 0)
        e = document_attach(rq, an, form, &given.file, &entry,
            &(struct document_given){ .name = say(&v, N_("Photo")),
                .seen = TEXT("network"),
                .address = entry_address(rq->arena, x.row.id),
                .must_be_picture = true },
            &is_refused);
    return e == OK && form->n_errors > 0
        ? answer_entry(rq, an, &x, (struct entry_forms){ .photo = form })
        : e;
}
