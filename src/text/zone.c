#include "text/zone.h"

#include <string.h>
#include <unicode/ucal.h>

enum { CHANGES_MAX = 600, NAME_MAX_BYTES = 60 };

static const double FROM = -2'208'988'800'000.0, UNTIL = 4'102'444'800'000.0;

static int32_t
offset_at(UCalendar *c, double ms, UErrorCode *e)
{
    ucal_setMillis(c, ms, e);
    return (ucal_get(c, UCAL_ZONE_OFFSET, e) +
               ucal_get(c, UCAL_DST_OFFSET, e)) /
        1000;
}

/* ICU takes any name and calls it GMT: does it know this one? */
static bool
is_known(const UChar *id, int32_t n)
{
    UErrorCode e = U_ZERO_ERROR;
    UChar canonical[NAME_MAX_BYTES + 20];
    UBool is_system = 0;
    ucal_getCanonicalTimeZoneID(
        id, n, canonical, NAME_MAX_BYTES + 20, &is_system, &e);
    return U_SUCCESS(e) && is_system;
}

enum err
zone_load(struct zone *z, struct arena *a, text name)
{
    UErrorCode e = U_ZERO_ERROR;
    UChar id[NAME_MAX_BYTES];
    *z = (struct zone){ .instants = arena_new(a, int64_t, CHANGES_MAX),
        .offsets = arena_new(a, int32_t, CHANGES_MAX) };
    if (name.len == 0 || name.len >= NAME_MAX_BYTES)
        return ERR_NOT_FOUND;
    for (ptrdiff_t i = 0; i < name.len; i++) { /* names are ASCII */
        if ((unsigned char)name.ptr[i] >= 0x80)
            return ERR_NOT_FOUND;
        id[i] = (UChar)name.ptr[i];
    }
    if (!is_known(id, (int32_t)name.len))
        return ERR_NOT_FOUND;
    UCalendar *c = ucal_open(id, (int32_t)name.len, "en", UCAL_GREGORIAN, &e);
    if (U_FAILURE(e))
        return ERR_NOT_FOUND;
    double at = FROM;
    while (U_SUCCESS(e) && z->n < CHANGES_MAX) {
        z->instants[z->n] = (int64_t)at * 1000;
        z->offsets[z->n] = offset_at(c, at, &e);
        z->n++;
        ucal_setMillis(c, at, &e);
        if (!ucal_getTimeZoneTransitionDate(
                c, UCAL_TZ_TRANSITION_NEXT, &at, &e) ||
            at >= UNTIL)
            break;
    }
    ucal_close(c);
    return U_SUCCESS(e) && z->n > 0 ? OK : ERR_NOT_FOUND;
}

int64_t
zone_instant(const struct zone *z, int64_t local_s)
{
    for (int i = 0; i + 1 < z->n; i++)
        if (local_s - z->offsets[i] < z->instants[i + 1] / 1'000'000)
            return local_s - z->offsets[i];
    return local_s - z->offsets[z->n - 1];
}
