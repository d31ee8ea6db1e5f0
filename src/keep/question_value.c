/* What may be answered, and what an answer says. */
#include "keep/question.h"

#include "base/buf.h"

#include "base/date.h"
#include "base/key.h"
#include "text/view.h"

enum { TAG_MAX = 60, LANGUAGE_LEVELS = 4, SHORT_MAX = 300 };

static bool
is_list(enum question_kind kind)
{
    return kind == QUESTION_SEVERAL || kind == QUESTION_TAGS ||
        kind == QUESTION_LANGUAGE || kind == QUESTION_DATES ||
        kind == QUESTION_PLACE || kind == QUESTION_PERSON ||
        kind == QUESTION_ORGANISATION;
}

int
value_items(const struct question *q, text value,
    struct value_item items[VALUE_ITEMS_MAX])
{
    int n = 0;
    if (!text_is_known(value))
        return 0;
    if (!is_list(q->kind)) {
        items[0] = (struct value_item){ .code = value };
        return 1;
    }
    while (text_is_known(value) && n < VALUE_ITEMS_MAX) {
        text rest, one = text_cut(value, ';', &value);
        if (one.len == 0)
            continue;
        struct value_item item = { .code = one };
        if (q->kind == QUESTION_LANGUAGE) {
            item.code = text_cut(one, ':', &rest);
            if (!text_parse_int(rest, &item.level))
                item.level = 0;
        } else if (q->kind == QUESTION_DATES) {
            item.from = text_cut(one, '/', &rest);
            item.to = rest;
        } else if (q->kind != QUESTION_SEVERAL && q->kind != QUESTION_TAGS &&
            !key_parse(one, &item.key)) {
            item.key = 0;
        }
        items[n++] = item;
    }
    return n;
}

double
value_number(text value)
{
    double x = 0;
    return text_parse_real(value, &x) ? x : 0;
}

/* ---- Faults ---------------------------------------------------------------
 */

static struct value_fault
fault(const char *phrase)
{
    return (struct value_fault){ .phrase = phrase };
}

static text
print_number(struct arena *a, double x)
{
    struct buf b = buf_in(a, 32);
    buf_real(&b, x);
    return buf_text(&b);
}

static struct value_fault
check_number(const struct question *q, text value, struct arena *a)
{
    double x;
    if (!text_parse_real(value, &x))
        return fault(N_("Write a number, in digits."));
    if (q->kind == QUESTION_SCALE && x != (double)(int64_t)x)
        return fault(N_("Choose one of what is offered here."));
    if (q->has_min && x < q->min)
        return (struct value_fault){ N_("The number must be %s or more."),
            print_number(a, q->min), { 0 } };
    if (q->has_max && x > q->max)
        return (struct value_fault){ N_("The number must be %s or less."),
            print_number(a, q->max), { 0 } };
    return fault(NULL);
}

static struct value_fault
check_item(const struct question *q, const struct value_item *item)
{
    struct date from, to;
    switch (q->kind) {
    case QUESTION_CHOICE:
    case QUESTION_SEVERAL:
        return question_has_choice(q, item->code)
            ? fault(NULL)
            : fault(N_("Choose one of what is offered here."));
    case QUESTION_LANGUAGE:
        return question_has_choice(q, item->code) && item->level >= 1 &&
                item->level <= LANGUAGE_LEVELS
            ? fault(NULL)
            : fault(N_("Choose one of what is offered here."));
    case QUESTION_TAGS:
        return item->code.len <= TAG_MAX
            ? fault(NULL)
            : fault(N_("Write each in a few words."));
    case QUESTION_DATE:
        return date_parse(item->code, &from)
            ? fault(NULL)
            : fault(N_("Write a date, such as 2026-05-31."));
    case QUESTION_DATES:
        if (!date_parse(item->from, &from) || !date_parse(item->to, &to))
            return fault(N_("Write a date, such as 2026-05-31."));
        return date_to_days(from) <= date_to_days(to)
            ? fault(NULL)
            : fault(N_("A time ends before it begins: turn the two dates "
                       "round."));
    case QUESTION_PLACE:
    case QUESTION_PERSON:
    case QUESTION_ORGANISATION:
        return item->key != 0
            ? fault(NULL)
            : fault(N_("This leads to nothing that we know."));
    case QUESTION_SCALE:
    case QUESTION_SHORT:
    case QUESTION_LONG:
    case QUESTION_NUMBER:
    case QUESTION_KINDS: break;
    }
    return fault(NULL);
}

struct value_fault
value_check(const struct question *q, text value, struct arena *a)
{
    struct value_item items[VALUE_ITEMS_MAX];
    ptrdiff_t max = q->kind == QUESTION_SHORT ? SHORT_MAX : ANSWER_MAX;
    if (q->kind == QUESTION_SHORT || q->kind == QUESTION_LONG) {
        if (q->has_max && q->max >= 1 && q->max < (double)max)
            max = (ptrdiff_t)q->max;
        if (value.len > max)
            return (struct value_fault){
                N_("This is too long: please make it %s characters shorter."),
                arena_print(a, "%lld", (long long)(value.len - max)), { 0 }
            };
        return fault(NULL);
    }
    if (value.len > ANSWER_MAX)
        return fault(N_("Choose one of what is offered here."));
    if (q->kind == QUESTION_NUMBER || q->kind == QUESTION_SCALE)
        return check_number(q, value, a);
    int n = value_items(q, value, items);
    for (int i = 0; i < n; i++) {
        struct value_fault f = check_item(q, &items[i]);
        if (f.phrase != NULL)
            return f;
    }
    if (is_list(q->kind) && q->has_max && n > (int)q->max)
        return (struct value_fault){ N_("Choose %s at most."),
            print_number(a, q->max), { 0 } };
    return fault(NULL);
}
