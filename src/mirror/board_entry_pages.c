/* Entries of a board: added, agreed with. */
#include "mirror/board_form.h"

#include "keep/audit.h"
#include "keep/once.h"
#include "keep/search.h"
#include "keep/version.h"
#include "os/entropy.h"
#include "people/people.h"
#include "text/utf8.h"

enum { N_ENTRY = 8, FROM_FIELD = 7 };

/* ---- The form ------------------------------------------------------------ */

static const struct input *
entry_inputs(struct request *rq, const struct board_headings *h)
{
    struct arena *a = rq->arena;
    struct input *in = arena_new(a, struct input, N_ENTRY);
    const char **codes = arena_new(a, const char *, h->n + 1);
    const char **names = arena_new(a, const char *, h->n + 1);
    const char **langs = arena_new(a, const char *, LANG_N + 1);
    const char **lang_names = arena_new(a, const char *, LANG_N + 1);
    for (int i = 0; i < h->n; i++) {
        codes[i] = arena_c_string(a, h->row[i].code);
        names[i] = arena_c_string(a, h->row[i].name);
    }
    for (int i = 0; i < LANG_N; i++) {
        langs[i] = arena_c_string(a, lang_code(lang_all(i)));
        lang_names[i] = arena_c_string(a, lang_name(lang_all(i)));
    }
    in[0] = (struct input)INPUT(struct entry_form, heading, INPUT_CHOICE,
        .is_required = true, .choices = codes, .choice_labels = names,
        .label = N_("Under which heading"));
    in[1] = (struct input)INPUT(struct entry_form, words, INPUT_PROSE,
        .is_required = true, .max = ENTRY_BYTES_MAX,
        .label = N_("What you want to say"),
        .hint = N_("One thing at a time, in your own language."));
    in[2] = (struct input)INPUT(struct entry_form, lang, INPUT_CHOICE,
        .is_required = true, .choices = langs, .choice_labels = lang_names,
        .label = N_("Written in"));
    in[3] = (struct input)INPUT(struct entry_form, is_signed, INPUT_BOOL,
        .label = N_("With my name"),
        .hint = N_("Without it nobody can find out who wrote it, we included; "
                   "then you cannot change it later either."));
    in[4] = (struct input)INPUT(struct entry_form, link, INPUT_TEXT, .max = 500,
        .label = N_("A link that shows it"),
        .hint = N_("It begins with https://"));
    in[5] = (struct input)INPUT(struct entry_form, number, INPUT_TEXT,
        .max = 40, .label = N_("A number that shows it"),
        .hint = N_("Such as 28 or 3.5"));
    in[6] = (struct input)INPUT(struct entry_form, number_of, INPUT_TEXT,
        .max = 200, .label = N_("Of what, counted by whom and when"),
        .hint = N_("Such as: days from referral to surgery, hospital register, "
                   "2025"));
    in[FROM_FIELD] = (struct input)INPUT(
        struct entry_form, from, INPUT_TEXT, .label = N_("What it comes from"));
    return in;
}

text
entry_form_from(const struct form *form)
{
    text from = form->given[FROM_FIELD];
    return text_is_empty(from) ? (text){ 0 } : from;
}

void
entry_form_open(
    struct request *rq, const struct board_headings *h, struct form *form)
{
    form_open(rq, entry_inputs(rq, h), N_ENTRY, form);
    form_give(form, "lang", lang_code(rq->lang));
}

void
entry_form_of(struct request *rq, const struct board_headings *h,
    const struct board_entry_card_row *row, const struct prose_set *prose,
    struct form *form)
{
    const struct prose_of_thing_row *words =
        prose_original(prose, TEXT("words"));
    entry_form_open(rq, h, form);
    form_give(form, "heading", row->heading);
    if (words != NULL) {
        form_give(form, "words", words->source);
        form_give(form, "lang", words->lang);
    }
    form_give(form, "link", row->link);
    if (row->has_number)
        form_give(form, "number", entry_number(rq->arena, row->number));
    form_give(form, "number_of", row->number_of);
}

void
entry_form_put(
    struct arena *a, const struct entry_form *given, struct board_entry *row)
{
    row->heading = given->heading;
    row->link = text_is_empty(given->link) ? (text){ 0 } : given->link;
    row->number_of =
        text_is_empty(given->number_of) ? (text){ 0 } : given->number_of;
    row->has_number = !text_is_empty(given->number) &&
        number_read(a, given->number, &row->number);
}

/* "3,5" is "3.5". */
bool
number_read(struct arena *a, text typed, double *to)
{
    text t = arena_copy(a, typed);
    char *bytes = arena_new(a, char, t.len + 1);
    for (ptrdiff_t i = 0; i < t.len; i++)
        bytes[i] = t.ptr[i] == ',' ? '.' : t.ptr[i];
    return text_parse_real((text){ bytes, t.len }, to);
}

static void
check_given(
    struct request *rq, struct form *form, const struct entry_form *given)
{
    struct view v = view_in(rq->arena, rq->lang, 0);
    double number;
    int64_t n = 0;
    for (ptrdiff_t at = 0; at < given->words.len; n++)
        (void)utf8_next(given->words, &at);
    if (n > ENTRY_LETTERS_MAX) {
        struct phrase_arg args[2] = { phrase_arg(n),
            phrase_arg((int64_t)ENTRY_LETTERS_MAX) };
        form_error(form, "words",
            say_with(&v,
                N_("this has %d letters and signs, and an entry has room for "
                   "%d. Nothing is lost: shorten it here, or make several "
                   "entries of it."),
                2, args));
    }
    if (!text_is_empty(given->link) &&
        !text_starts_with(given->link, TEXT("https://")) &&
        !text_starts_with(given->link, TEXT("http://")))
        form_error(form, "link", say(&v, N_("It begins with https://")));
    if (!text_is_empty(given->number) &&
        !number_read(rq->arena, given->number, &number))
        form_error(form, "number",
            say(&v,
                N_("this is no number; write it with digits, such as 28 "
                   "or 3.5")));
    if (!text_is_empty(given->number) && text_is_empty(given->number_of))
        form_error(
            form, "number_of", say(&v, N_("say what the number counts")));
}

enum err
entry_form_parse(struct request *rq, const struct board_headings *h,
    struct form *form, struct entry_form *given)
{
    enum err e = form_parse(rq, entry_inputs(rq, h), N_ENTRY, form, given);
    if (e == OK)
        check_given(rq, form, given);
    return e;
}

/* ---- Adding -------------------------------------------------------------- */

struct adding {
    struct board_entry row;
    text words, lang, token, address;
    struct thing from; /* kind NULL: nothing */
    bool is_signed;
    int64_t actor_id, now;
};

static enum err
insert_entry(struct db *writer, struct arena *a, struct adding *s)
{
    int64_t n = 0;
    enum err e = OK;
    for (int i = 0; e == OK && n == 0 && i < 3; i++) {
        s->row.id = s->is_signed ? key_new() : key_of_day(s->now);
        s->row.code = board_key(a, s->row.id);
        e = board_entry_insert(writer, &s->row, &n);
    }
    return e == OK && n == 0 ? ERR_BUSY : e;
}

/* What is not signed has no version and no audit row of its own, only one of
 * its board: nothing with a name or a time hangs on its key. */
static enum err
note_entry(struct db *writer, struct arena *a, const struct adding *s)
{
    if (s->is_signed)
        return version_note(writer, a, TEXT("board_entry"), s->row.id,
            s->actor_id, TEXT("create"));
    return audit_add(writer,
        (struct audit){ .action = TEXT("create"),
            .kind = TEXT("board"),
            .thing_id = s->row.board_id,
            .is_nameless = true });
}

static enum err
link_entry(struct db *writer, struct arena *a, const struct adding *s)
{
    struct thread_link link = { .from_kind = TEXT("board_entry"),
        .from_id = s->row.id,
        .kind = TEXT("comes_from"),
        .to_kind = text_of(s->from.kind->kind),
        .to_id = s->from.id };
    return s->is_signed ? thread_put(writer, a, s->actor_id, &link, NULL)
                        : thread_put_nameless(writer, a, &link);
}

static enum err
add_entry(struct db *writer, struct arena *a, void *arg)
{
    struct adding *s = arg;
    bool changed;
    text first;
    enum err e = once_take(writer, a, s->token, s->address, &first);
    if (e == ERR_CONFLICT)
        return OK; /* sent twice: it stands */
    if (e == OK)
        e = insert_entry(writer, a, s);
    if (e == OK)
        e = prose_save(writer, a,
            (struct prose_given){ .kind = TEXT("board_entry"),
                .part = TEXT("words"),
                .lang = s->lang,
                .source = s->words,
                .thing_id = s->row.id,
                .is_original = true,
                .is_nameless = !s->is_signed },
            &changed);
    if (e == OK && s->from.kind != NULL)
        e = link_entry(writer, a, s);
    return e == OK ? note_entry(writer, a, s) : e;
}

enum err
entry_send(struct request *rq, struct answer *an)
{
    struct board_head_row head;
    struct board_headings headings;
    struct entry_form given = { 0 };
    struct form *form = arena_new(rq->arena, struct form, 1);
    enum err e = board_load(rq, &head);
    if (e == OK)
        e = headings_load(rq, head.has_template_id, head.template_id,
            head.template_headings, &headings);
    if (e == OK)
        e = entry_form_parse(rq, &headings, form, &given);
    if (e != OK)
        return e;
    if (!board_rights_of(&rq->actor, &head).adds) {
        struct view v = view_in(rq->arena, rq->lang, 0);
        an->status = 409;
        form_error(form, "words",
            say(&v,
                N_("Members of this side add to this board, and its "
                   "guests when a facilitator opened it to them.")));
    }
    struct board_entry_count_row count;
    e = board_entry_count(rq->db, rq->arena,
        (struct board_entry_count_in){
            .board_id = head.id, .n_max = BOARD_ENTRIES_MAX },
        &count);
    if (e != OK)
        return e;
    if (count.n >= BOARD_ENTRIES_MAX) {
        struct view v = view_in(rq->arena, rq->lang, 0);
        form_error(form, "words",
            say(&v,
                N_("this board is full: take away what is of no use any "
                   "more, or begin another")));
    }
    if (form->n_errors > 0)
        return board_answer(rq, an, &head, form);
    struct adding s = { .words = given.words,
        .lang = given.lang,
        .token = form->token,
        .address = board_sub(rq->arena, head.id, ""),
        .is_signed = given.is_signed,
        .actor_id = rq->actor.person_id,
        .now = rq->now };
    s.row = (struct board_entry){ .board_id = head.id,
        .has_person_id = given.is_signed,
        .person_id = given.is_signed ? rq->actor.person_id : 0,
        .made_on = day_of(rq->arena, rq->now) };
    entry_form_put(rq->arena, &given, &s.row);
    e = thing_named(rq, given.from, &s.from);
    if (e == OK)
        e = db_write(rq->db, rq->arena, add_entry, &s);
    if (e == OK)
        answer_redirect(rq, an, s.address);
    return e;
}

/* ---- Agreeing ------------------------------------------------------------ */

struct agreeing {
    int64_t board_id, entry_id, person_id;
    bool takes_back;
};

static enum err
turn_mark(struct db *writer, struct arena *a, void *arg)
{
    const struct agreeing *s = arg;
    int64_t n = 0;
    enum err e = OK;
    (void)a;
    if (s->takes_back)
        e = board_mark_delete(writer,
            (struct board_mark_delete_in){
                .entry_id = s->entry_id, .person_id = s->person_id },
            &n);
    else
        e = board_mark_insert(writer,
            (struct board_mark_insert_in){ .id = key_new(),
                .entry_id = s->entry_id,
                .person_id = s->person_id },
            &n);
    /* that somebody agreed, never who or with what */
    return e == OK && n > 0 ? audit_add(writer,
                                  (struct audit){ .action = TEXT("answer"),
                                      .kind = TEXT("board"),
                                      .thing_id = s->board_id,
                                      .is_nameless = true })
                            : e;
}

struct agree_form {
    bool back;
};
static const struct input agree_inputs[] = {
    INPUT(struct agree_form, back, INPUT_BOOL),
};

enum err
entry_agree_send(struct request *rq, struct answer *an)
{
    struct board_head_row head;
    struct board_entry entry;
    struct agree_form given = { 0 };
    struct form form;
    enum err e = board_load(rq, &head);
    if (e == OK)
        e = form_parse(rq, agree_inputs, 1, &form, &given);
    if (e == OK && form.n_errors > 0)
        e = ERR_DENIED;
    if (e == OK)
        e = board_entry_get(rq->db, rq->arena,
            (struct board_entry_get_in){ .id = request_key(rq, 1) }, &entry);
    if (e == ERR_NOT_FOUND || (e == OK && entry.board_id != head.id)) {
        answer_redirect(rq, an, board_sub(rq->arena, request_key(rq, 0), ""));
        return OK; /* it was taken away: the board says so */
    }
    if (e != OK)
        return e;
    struct agreeing s = { .board_id = head.id,
        .entry_id = entry.id,
        .person_id = rq->actor.person_id,
        .takes_back = given.back };
    e = db_write(rq->db, rq->arena, turn_mark, &s);
    if (e == OK)
        answer_redirect(rq, an,
            arena_print(rq->arena, "%.*s#e-%.*s",
                TEXT_ARG(board_sub(rq->arena, head.id, "")),
                TEXT_ARG(board_key(rq->arena, entry.id))));
    return e;
}
