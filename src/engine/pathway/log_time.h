/* Inside the engine: a time, as logs write it. */
#ifndef ENGINE_PATHWAY_LOG_TIME_H
#define ENGINE_PATHWAY_LOG_TIME_H

#include "engine/pathway/log.h"

enum cp_time_form {
    CP_TIME_BAD,
    CP_TIME_SURE,        /* the year first, or dots: one reading */
    CP_TIME_DAY_FIRST,   /* 13/04/2024 */
    CP_TIME_MONTH_FIRST, /* 04/13/2024 */
    CP_TIME_UNSURE       /* 03/04/2024, read with the day first */
};
struct cp_time {
    int64_t us; /* of its own clock when it has no offset */
    enum cp_time_form form;
    enum cp_precision precision;
    bool has_offset;
};

/* 2024-05-06T07:08:09.123456+03:00, with a blank for the T, a comma for the
 * point, slashes; 6.5.2024 7:08; 05/06/2024 07:08 PM; 20240506; a day, a month
 * (2024-05), a year alone;
 * seconds or milliseconds since 1970 in digits alone; days of a spreadsheet
 * (45418.25).
 * Cost    some 20 ns
 * Source  ISO 8601, and what spreadsheets write
 * Check   base/date.h, by lot */
struct cp_time cp_time_read(text t);

/* What was read with the day first, with the month first.
 * Check   reading the other way */
int64_t cp_time_exchanged(int64_t us);

/* From a clock of the zone to UTC. An hour that there is twice is the first;
 * one that there is not is moved forward. *what: 0, 1 twice, -1 not there.
 * Check   back again, where there is a way */
int64_t cp_time_of_zone(const struct cp_zone *z, int64_t us, int *what);

#endif
