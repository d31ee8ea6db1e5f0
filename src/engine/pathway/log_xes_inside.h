/* Inside the reader of XES: what it keeps, and what of it a classifier does. */
#ifndef ENGINE_PATHWAY_LOG_XES_INSIDE_H
#define ENGINE_PATHWAY_LOG_XES_INSIDE_H

#include "engine/pathway/log_store.h"
#include "engine/pathway/log_xml.h"

enum { KEYS_MAX = 8, DEFAULTS_MAX = 64 };

struct trace_event {
    int32_t activity; /* -1: it has none */
    bool has_time, is_bad_time, is_left_out, is_begun;
    enum cp_precision precision;
    int64_t time; /* twice the microseconds, 1 more without an offset */
    int64_t line;
};

/* A key of the classifier, and what the event says of it. */
struct classifier_key {
    text key;
    text otherwise; /* of all events that do not say it */
    struct buf said;
    bool is_said;
};

struct cp_xes_reader {
    struct arena *arena;
    struct cp_log_rules rules;
    struct cp_store store;
    struct cp_log_report report;
    char *held;
    ptrdiff_t n_held, n_held_room;
    int64_t line;
    bool has_log;
    enum { IN_FILE, IN_LOG, IN_TRACE, IN_EVENT, IN_GLOBAL, IN_OTHER } in;
    int depth; /* of elements open within that */
    bool is_global_of_event;
    struct classifier_key keys[KEYS_MAX];
    struct key_default {
        text key, value;
    } defaults[DEFAULTS_MAX]; /* they stand before classifiers */
    int n_defaults;
    int n_keys; /* 0: concept:name */
    text wrong; /* why it cannot go on, if that is no entity */
    text trace_name, default_trace, default_activity;
    struct buf name, activity, about, value; /* entities undone */
    struct buf named; /* of an event, until its life cycle is known */
    struct trace_event event, default_event, *events;
    int64_t n_events, n_events_room, n_traces;
    /* of each attribute that is wished for; -1 empty, NOT_SAID */
    int32_t *event_values, *default_event_values;
    int32_t *trace_values, *default_trace_values;
    int32_t *events_values; /* of all events of the trace */
};

/* A <classifier> of the log; false: r->wrong, or an entity, says why not.
 * Check   the same log with its names written out */
bool cp_xes_classifier(struct cp_xes_reader *r, const struct cp_xml_tag *tag);
/* Events come: by now it must have been there.
 * Check   as above */
bool cp_xes_has_classifier(struct cp_xes_reader *r);
/* An attribute of an event, or of all of them.
 * Check   as above */
bool cp_xes_key(struct cp_xes_reader *r, const struct cp_xml_tag *tag);
/* Check   as above */
bool cp_xes_key_default(struct cp_xes_reader *r, const struct cp_xml_tag *tag);
/* The activity of an event, until the next; empty where all of it is.
 * Check   as above */
text cp_xes_classified(struct cp_xes_reader *r);

#endif
