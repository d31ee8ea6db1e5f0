/* A log in XES (IEEE 1849): the parts of it that logs use, by a scanner that
 * takes pieces of any size. No DTD, no entities but the five of XML and
 * numbers; what is nested in attributes, lists and containers is passed over.
 */
#include "engine/pathway/log_time.h"
#include "engine/pathway/log_xes_inside.h"

#include <string.h>

enum {
    TAG_BYTES_MAX = 1 << 20,
    HELD_LEAST = 1 << 12,
    HELD_FIRST = 1 << 17,
    DEPTH_MAX = 1'000'000
};
enum { NOT_SAID = -2 };

static int32_t *
values_not_said(struct arena *a, int n)
{
    int32_t *values = arena_new(a, int32_t, n);
    for (int k = 0; k < n; k++)
        values[k] = NOT_SAID;
    return values;
}

struct cp_xes_reader *
cp_xes_begin(struct arena *a, const struct cp_log_rules *rules)
{
    struct cp_xes_reader *r = arena_new(a, struct cp_xes_reader, 1);
    r->arena = a;
    cp_store_begin(&r->store, a, rules);
    r->rules = r->store.rules;
    rules = &r->rules;
    r->line = 1;
    r->n_held_room = HELD_LEAST;
    r->held = arena_room(a, r->n_held_room);
    r->name = buf_in(a, 100);
    r->activity = buf_in(a, 100);
    r->about = buf_in(a, 100);
    r->value = buf_in(a, 100);
    r->named = buf_in(a, 100);
    r->default_event.activity = -1;
    r->event_values = values_not_said(a, rules->n_attributes);
    r->default_event_values = values_not_said(a, rules->n_attributes);
    r->trace_values = values_not_said(a, rules->n_attributes);
    r->default_trace_values = values_not_said(a, rules->n_attributes);
    r->report.columns[0] = r->report.columns[1] = TEXT("concept:name");
    r->report.columns[2] = TEXT("time:timestamp");
    return r;
}

/* What cannot be said to be of a case goes round by lines. */
static bool
is_of_part(const struct cp_xes_reader *r, int64_t line)
{
    return r->rules.n_parts < 2 || line % r->rules.n_parts + 1 == r->rules.part;
}

static void
refuse(struct cp_xes_reader *r, int64_t line, const char *phrase, text about)
{
    if (!is_of_part(r, line))
        return;
    r->report.n_rows++;
    cp_report_refuse(&r->report, &r->rules, line, phrase, about, (text){ 0 });
}

static enum err
fault(const struct cp_xes_reader *r, struct why *why, const char *what)
{
    return err_say(
        why, ERR_BAD_INPUT, "line %lld: %s", (long long)r->line, what);
}

/* ---- What tags mean
 * ----------------------------------------------------------- */

static void
set_time(struct cp_xes_reader *r, struct trace_event *e, text value)
{
    struct cp_time t = cp_time_read(text_trim(value));
    e->has_time = true;
    e->is_bad_time = t.form == CP_TIME_BAD || t.form == CP_TIME_UNSURE;
    e->time = t.us * 2 + !t.has_offset;
    e->precision = t.precision;
    if (e->is_bad_time) {
        r->about.len = 0;
        buf_add(&r->about, text_prefix(value, 80));
    }
}

/* What of it was wished for: "sex" of an event or its trace, "case:sex" of the
 * trace alone. */
static bool
take_values(
    struct cp_xes_reader *r, const struct cp_xml_tag *tag, bool is_event)
{
    static const text prefix = TEXT_INIT("case:");
    int32_t *values = is_event
        ? r->in == IN_EVENT ? r->event_values : r->default_event_values
        : r->in == IN_TRACE ? r->trace_values
                            : r->default_trace_values;
    for (int k = 0; k < r->rules.n_attributes; k++) {
        text wish = r->rules.attributes[k].column, value;
        if (!is_event && text_starts_with(wish, prefix))
            wish = text_slice(wish, prefix.len, wish.len);
        if (!text_is_equal(wish, tag->key))
            continue;
        if (!cp_xml_value(tag->value, &r->value, &value))
            return false;
        values[k] = cp_store_value(&r->store, k, value);
    }
    return true;
}

/* An attribute of an event, a trace or of what holds for all. */
static bool
take_attribute(struct cp_xes_reader *r, const struct cp_xml_tag *tag)
{
    bool is_name = text_is_equal(tag->key, TEXT("concept:name"));
    bool is_time = !is_name && text_is_equal(tag->key, TEXT("time:timestamp"));
    bool is_event =
        r->in == IN_EVENT || (r->in == IN_GLOBAL && r->is_global_of_event);
    text value;
    if (r->rules.n_attributes > 0 && text_is_known(tag->value) &&
        !take_values(r, tag, is_event))
        return false;
    if (r->in == IN_EVENT && text_is_known(r->rules.lifecycle_column) &&
        text_is_equal(tag->key, r->rules.lifecycle_column)) {
        r->event.is_left_out = !cp_is_complete(tag->value);
        r->event.is_begun = cp_is_start(tag->value);
    }
    if (is_event && text_is_known(r->rules.classifier) &&
        text_is_known(tag->value)) {
        if (r->in == IN_EVENT ? !cp_xes_key(r, tag)
                              : !cp_xes_key_default(r, tag))
            return false;
        is_name = false;
    }
    if ((!is_name && !(is_time && is_event)) || !text_is_known(tag->value))
        return true;
    if (!cp_xml_value(tag->value, is_event ? &r->activity : &r->name, &value))
        return false;
    if (is_time) {
        set_time(r, r->in == IN_EVENT ? &r->event : &r->default_event, value);
    } else if (r->in == IN_EVENT) {
        r->named.len = 0;
        buf_add(&r->named, value);
    } else if (r->in == IN_TRACE) {
        r->trace_name = arena_copy(r->arena, value);
    } else if (is_event) {
        r->default_activity = arena_copy(r->arena, value);
    } else {
        r->default_trace = arena_copy(r->arena, value);
    }
    return true;
}

/* Its number, among those that count or those that began. */
static int32_t
activity_of(struct cp_xes_reader *r, bool is_begun)
{
    text name = r->n_keys > 0 ? cp_xes_classified(r)
        : r->named.len > 0    ? buf_text(&r->named)
                              : r->default_activity;
    if (name.len == 0)
        return -1;
    return cp_store_activity(
        is_begun ? cp_store_begun(&r->store) : &r->store, name);
}

static void
end_event(struct cp_xes_reader *r)
{
    struct trace_event *e = &r->event;
    if (e->is_left_out) {
        r->report.n_rows += is_of_part(r, e->line);
        r->report.n_left_out += is_of_part(r, e->line);
        if (!e->is_begun)
            return;
    }
    e->activity = activity_of(r, e->is_begun);
    if (!e->has_time && r->default_event.has_time) {
        e->has_time = true;
        e->is_bad_time = r->default_event.is_bad_time;
        e->time = r->default_event.time;
        e->precision = r->default_event.precision;
    }
    if (e->is_begun && (e->activity < 0 || !e->has_time || e->is_bad_time))
        return;
    if (e->activity < 0) {
        refuse(r, e->line, "no activity", (text){ 0 });
        return;
    }
    if (!e->has_time || e->is_bad_time) {
        refuse(r, e->line, e->has_time ? "\"%s\" is no time" : "no time",
            e->has_time ? buf_text(&r->about) : (text){ 0 });
        return;
    }
    int n_values = r->rules.n_attributes;
    if (r->n_events == r->n_events_room) {
        r->n_events_room = r->n_events_room == 0 ? 256 : 2 * r->n_events_room;
        struct trace_event *more =
            arena_new(r->arena, struct trace_event, r->n_events_room);
        int32_t *values =
            arena_new(r->arena, int32_t, r->n_events_room * n_values);
        if (r->n_events > 0)
            memcpy(more, r->events, (size_t)r->n_events * sizeof *more);
        if (r->n_events * n_values > 0)
            memcpy(values, r->events_values,
                (size_t)(r->n_events * n_values) * sizeof *values);
        r->events = more;
        r->events_values = values;
    }
    for (int k = 0; k < n_values; k++)
        r->events_values[r->n_events * n_values + k] =
            r->event_values[k] != NOT_SAID ? r->event_values[k]
                                           : r->default_event_values[k];
    r->events[r->n_events++] = *e;
}

/* A trace's name may stand behind its events. Traces of one name are one. */
static void
end_trace(struct cp_xes_reader *r)
{
    text name = r->trace_name;
    r->n_traces++;
    if (name.len == 0)
        name = r->default_trace;
    if (name.len == 0)
        name = arena_print(r->arena, "%lld", (long long)r->n_traces);
    if (r->rules.n_parts > 1 &&
        cp_part_of(name, r->rules.n_parts) != r->rules.part)
        r->n_events = 0;
    int n_values = r->rules.n_attributes;
    for (int k = 0; k < n_values; k++) {
        int32_t said = r->trace_values[k] != NOT_SAID
            ? r->trace_values[k]
            : r->default_trace_values[k];
        for (int64_t i = 0; i < r->n_events; i++) {
            int32_t *value = &r->events_values[i * n_values + k];
            if (*value == NOT_SAID)
                *value = said == NOT_SAID ? -1 : said;
        }
    }
    for (int64_t i = 0; i < r->n_events; i++) {
        const struct trace_event *e = &r->events[i];
        if (e->is_begun) {
            cp_store_add_numbered(
                cp_store_begun(&r->store), name, e->activity, e->time, NULL);
            continue;
        }
        r->report.n_rows++;
        r->report.n_precision[e->precision]++;
        r->store.line = e->line;
        cp_store_add_numbered(&r->store, name, e->activity, e->time,
            r->events_values + i * n_values);
    }
    r->n_events = 0;
}

static void
end_tag(struct cp_xes_reader *r)
{
    if (r->depth > 0) {
        r->depth--;
        return;
    }
    switch (r->in) {
    case IN_EVENT:
        end_event(r);
        r->in = IN_TRACE;
        break;
    case IN_TRACE:
        end_trace(r);
        r->in = IN_LOG;
        break;
    case IN_GLOBAL:
    case IN_OTHER: r->in = IN_LOG; break;
    case IN_LOG:
    case IN_FILE: r->in = IN_FILE; break;
    }
}

static bool
begin_tag(struct cp_xes_reader *r, const struct cp_xml_tag *tag)
{
    bool is_good = true;
    if (r->depth > 0) {
        r->depth++;
    } else if (r->in == IN_FILE) {
        r->has_log |= text_is_equal(tag->name, TEXT("log"));
        r->in = IN_LOG;
    } else if (r->in == IN_LOG) {
        r->in = text_is_equal(tag->name, TEXT("trace")) ? IN_TRACE
            : text_is_equal(tag->name, TEXT("global"))  ? IN_GLOBAL
                                                        : IN_OTHER;
        r->trace_name = (text){ 0 };
        for (int k = 0; k < r->rules.n_attributes; k++)
            r->trace_values[k] = NOT_SAID;
        r->is_global_of_event = text_is_equal(tag->scope, TEXT("event"));
        if (r->in == IN_TRACE)
            is_good = cp_xes_has_classifier(r);
        else if (text_is_equal(tag->name, TEXT("classifier")))
            is_good = cp_xes_classifier(r, tag);
    } else if (r->in == IN_TRACE && text_is_equal(tag->name, TEXT("event"))) {
        r->in = IN_EVENT;
        r->event = (struct trace_event){ .activity = -1, .line = r->line };
        r->named.len = 0;
        for (int k = 0; k < r->rules.n_attributes; k++)
            r->event_values[k] = NOT_SAID;
        for (int k = 0; k < r->n_keys; k++)
            r->keys[k].is_said = false;
    } else {
        if (r->in != IN_OTHER)
            is_good = take_attribute(r, tag);
        r->depth++;
    }
    if (tag->is_alone)
        end_tag(r);
    return is_good;
}

/* ---- Pieces
 * ------------------------------------------------------------------- */

static int64_t
count_lines(const char *at, const char *end)
{
    int64_t n = 0;
    while ((at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
        n++;
        at++;
    }
    return n;
}

static enum err
take_tags(struct cp_xes_reader *r, struct why *why)
{
    const char *at = r->held, *end = r->held + r->n_held, *next;
    struct cp_xml_tag tag;
    while (at < end) {
        const char *open = memchr(at, '<', (size_t)(end - at));
        r->line += count_lines(at, open == NULL ? end : open);
        if (open == NULL) {
            at = end;
            break;
        }
        at = open;
        if (at + 1 == end)
            break;
        if (at[1] == '!' || at[1] == '?') {
            const char *wrong = cp_xml_pass_over(at, end, &next);
            if (wrong != NULL)
                return fault(r, why, wrong);
        } else {
            next = cp_xml_tag_end(at + 1, end);
            if (next != NULL) {
                const char *wrong = cp_xml_tag_read(at + 1, next, &tag);
                if (wrong != NULL)
                    return fault(r, why, wrong);
                if (r->depth > DEPTH_MAX)
                    return fault(r, why, "elements lie too deep");
                if (tag.is_end)
                    end_tag(r);
                else if (!begin_tag(r, &tag))
                    return r->wrong.len > 0
                        ? err_say(why, ERR_BAD_INPUT, "line %lld: %.*s",
                              (long long)r->line, TEXT_ARG(r->wrong))
                        : fault(r, why, "an entity that XML does not have");
                next++;
            }
        }
        if (next == NULL) {
            if (end - at > TAG_BYTES_MAX)
                return fault(r, why, "a tag of more than 1 MB");
            break;
        }
        r->line += count_lines(at, next);
        at = next;
    }
    r->n_held = end - at;
    memmove(r->held, at, (size_t)r->n_held);
    return OK;
}

enum err
cp_xes_push(struct cp_xes_reader *r, text piece, struct why *why)
{
    enum err e = OK;
    if (r->n_held == 0 && piece.len > HELD_LEAST &&
        r->n_held_room < HELD_FIRST) {
        memset(r->held, 0, HELD_LEAST); /* nobody stays there */
        r->n_held_room = HELD_FIRST;
        r->held = arena_room(r->arena, r->n_held_room);
    }
    while (e == OK && piece.len > 0) {
        if (r->n_held == r->n_held_room) {
            char *more = arena_room(r->arena, 2 * r->n_held_room);
            memcpy(more, r->held, (size_t)r->n_held);
            memset(r->held, 0, (size_t)r->n_held);
            r->held = more;
            r->n_held_room *= 2;
        }
        ptrdiff_t n = r->n_held_room - r->n_held;
        if (n > piece.len)
            n = piece.len;
        memcpy(r->held + r->n_held, piece.ptr, (size_t)n);
        r->n_held += n;
        piece = text_slice(piece, n, piece.len);
        e = take_tags(r, why);
    }
    return e;
}

int64_t
cp_xes_n_rows(const struct cp_xes_reader *r)
{
    return r->report.n_rows;
}

enum err
cp_xes_end(struct cp_xes_reader *r, struct cp_log *log,
    struct cp_log_report *report, struct why *why)
{
    if (!r->has_log)
        return err_say(why, ERR_BAD_INPUT, "this is no XES: there is no <log>");
    if (r->in != IN_FILE || r->n_held > 0) {
        /* cut off: what is whole is taken, the rest is refused */
        r->report.is_cut = true;
        refuse(r, r->line, "the file is cut off here", (text){ 0 });
        end_trace(r);
    }
    cp_store_settle(&r->store, &r->rules.zone, false, &r->report);
    cp_store_end(&r->store, log, &r->report);
    *report = r->report;
    if (r->rules.name_case != NULL) /* who they are stays at the door */
        memset(r->held, 0, (size_t)r->n_held_room);
    if (log->n_events == 0 && r->rules.n_parts < 2)
        return err_say(why, ERR_BAD_INPUT,
            report->n_rows == 0 ? "there is no event in it"
                                : "no event could be used: see what was "
                                  "refused");
    return OK;
}
