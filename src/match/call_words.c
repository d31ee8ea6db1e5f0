#include "match/call.h"

#include <string.h>

const char *const call_statuses[] = { "draft", "published", "ended", NULL };
const char *const session_statuses[] = { "proposed", "agreed", "held",
    "refused", NULL };
const char *const proposal_statuses[] = { "draft", "waiting", "sent",
    "withdrawn", NULL };

const char *
call_status_word(text status)
{
    return text_is_equal(status, TEXT("published")) ? N_("published")
        : text_is_equal(status, TEXT("ended"))      ? N_("ended")
                                                    : N_("being prepared");
}

const char *
session_status_word(text status)
{
    return text_is_equal(status, TEXT("agreed")) ? N_("agreed")
        : text_is_equal(status, TEXT("held"))    ? N_("held")
        : text_is_equal(status, TEXT("refused")) ? N_("taken apart")
                                                 : N_("suggested");
}

const char *
proposal_status_word(text status)
{
    return text_is_equal(status, TEXT("sent"))     ? N_("sent in")
        : text_is_equal(status, TEXT("waiting"))   ? N_("to be confirmed")
        : text_is_equal(status, TEXT("withdrawn")) ? N_("withdrawn")
                                                   : N_("begun");
}

const char *
match_status_class(text status)
{
    if (text_is_equal(status, TEXT("agreed")) ||
        text_is_equal(status, TEXT("published")) ||
        text_is_equal(status, TEXT("sent")) ||
        text_is_equal(status, TEXT("confirmed")))
        return "is-running";
    if (text_is_equal(status, TEXT("ended")) ||
        text_is_equal(status, TEXT("held")) ||
        text_is_equal(status, TEXT("refused")) ||
        text_is_equal(status, TEXT("withdrawn")))
        return "is-ended";
    return text_is_equal(status, TEXT("draft")) ? "is-draft" : "is-planned";
}

text
match_list_next(text *rest)
{
    while (text_is_known(*rest)) {
        text one = text_trim(text_cut(*rest, ';', rest));
        if (!text_is_empty(one))
            return one;
    }
    return (text){ 0 };
}

bool
match_list_has(struct arena *a, text list, text word)
{
    text folded = lang_fold(a, word), one;
    while (text_is_known(one = match_list_next(&list)))
        if (text_is_equal(lang_fold(a, one), folded))
            return true;
    return false;
}

text
match_list_say(struct arena *a, text list)
{
    struct buf b = buf_in(a, list.len + 20);
    text one;
    while (text_is_known(one = match_list_next(&list))) {
        buf_add(&b, b.len > 0 ? TEXT(", ") : TEXT(""));
        buf_add(&b, one);
    }
    return buf_text(&b);
}

text
match_key(struct arena *a, int64_t id)
{
    return key_print(id, arena_new(a, char, KEY_LENGTH));
}

text
match_address(struct arena *a, const char *path, text name, int64_t id)
{
    return arena_join(a, 4,
        (text[]){ text_of(path),
            arena_print(a, "/%.*s", TEXT_ARG(lang_slug(a, name))), TEXT("-"),
            match_key(a, id) });
}

bool
match_has_moved(struct request *rq, struct answer *an, const char *path,
    text name, int64_t id)
{
    text address = match_address(rq->arena, path, name, id);
    if (text_is_equal(address, rq->path))
        return false;
    an->status = 301;
    an->location = arena_join(rq->arena, 3,
        (text[]){ rq->has_language ? TEXT("/") : TEXT(""),
            rq->has_language ? lang_code(rq->lang) : TEXT(""), address });
    return true;
}

/* "Anywhere on earth": a day ends twelve hours after it ended at Greenwich. */
static text
day_at(struct arena *a, int64_t utc_s)
{
    struct moment m = moment_of(utc_s);
    return date_print(m.date, arena_new(a, char, DATE_LENGTH));
}

enum call_now
call_now(struct arena *a, const struct match_call *call, int64_t now)
{
    enum { HALF_A_DAY = 12 * 60 * 60 };
    if (text_is_equal(call->status, TEXT("draft")))
        return CALL_IS_DRAFT;
    if (text_is_equal(call->status, TEXT("ended")) ||
        (text_is_known(call->closes_on) &&
            text_compare(day_at(a, now - HALF_A_DAY), call->closes_on) > 0))
        return CALL_IS_OVER;
    if (text_is_known(call->opens_on) &&
        text_compare(day_at(a, now + HALF_A_DAY), call->opens_on) < 0)
        return CALL_NOT_YET;
    return CALL_IS_OPEN;
}

const char *
call_now_word(enum call_now now)
{
    switch (now) {
    case CALL_IS_DRAFT: return N_("being prepared");
    case CALL_NOT_YET: return N_("not open yet");
    case CALL_IS_OPEN: return N_("open for proposals");
    case CALL_IS_OVER: break;
    }
    return N_("closed");
}

bool
call_takes(
    struct arena *a, const struct match_call *call, int64_t now, bool is_begun)
{
    enum { A_DAY = 24 * 60 * 60 };
    if (text_is_equal(call->status, TEXT("ended")))
        return false;
    return call_now(a, call, now) == CALL_IS_OPEN ||
        (is_begun && call_now(a, call, now - A_DAY) == CALL_IS_OPEN);
}

int
match_form_index(const struct form *form, const char *name)
{
    int i = 0;
    while (i < form->n_inputs && strcmp(form->inputs[i].name, name) != 0)
        i++;
    require(i < form->n_inputs);
    return i;
}

enum err
match_see(struct request *rq, const char *kind)
{
    struct thing t;
    enum err e = thing_load(
        rq->db, rq->arena, text_of(kind), request_key(rq, 0), &t);
    return e == OK && !thing_may_see(&rq->actor, &t) ? ERR_NOT_FOUND : e;
}
