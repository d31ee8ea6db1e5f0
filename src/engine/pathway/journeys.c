#include "engine/pathway/journeys.h"

#include "base/date.h"

enum { HOUR = 3600, DAY = 86'400 };

struct journey {
    struct cp_journeys *all;
    struct buf *out;
    int64_t number, t; /* seconds */
    int sub_county, sex, age, level;
    bool is_lost;
};

static const char *const sub_counties[] = { "Asembo", "Bondo", "Gem",
    "Kisumu East", "Muhoroni", "Nyando", "Seme", "Ugenya" };
static const int remoteness[] = { 450, 100, 200, 0, 500, 300, 350, 600 };
static const char *const sexes[] = { "F", "M" };
static const char *const ages[] = { "0-14", "15-24", "25-49", "50-64", "65+" };
static const char *const levels[] = { "L2", "L3", "L4", "L5" };

static uint64_t
draw(struct journey *j)
{
    uint64_t z = j->all->state += 0x9E37'79B9'7F4A'7C15u;
    z = (z ^ z >> 30) * 0xBF58'476D'1CE4'E5B9u;
    z = (z ^ z >> 27) * 0x94D0'49BB'1331'11EBu;
    return z ^ z >> 31;
}

static int64_t
below(struct journey *j, int64_t n)
{
    return (int64_t)(draw(j) % (uint64_t)n);
}

static bool
chance(struct journey *j, int64_t p)
{
    return (int64_t)(draw(j) % 1000) < p;
}

static void
wait(struct journey *j, int64_t b, int64_t s)
{
    int64_t w = b + below(j, s);
    j->t += w + w * remoteness[j->sub_county] / 1000;
}

static bool
lost(struct journey *j, int64_t p)
{
    int64_t q = p + p * remoteness[j->sub_county] / 500;
    if (j->age == 4)
        q += q / 2;
    return chance(j, q);
}

static void
event(struct journey *j, const char *activity)
{
    char room[RFC3339_LENGTH];
    buf_print(j->out, "P%07lld,%s,%.*s,%s,%s,%s,%s\n", (long long)j->number,
        activity, TEXT_ARG(date_print_rfc3339(j->t, room)), sexes[j->sex],
        ages[j->age], sub_counties[j->sub_county], levels[j->level]);
}

/* Up to the last test; false: lost. */
static bool
until_tests(struct journey *j, bool *is_early)
{
    const char *tests[3] = { "Blood test" };
    int n_tests = 1;
    int64_t k = below(j, 1000);
    event(j,
        k < 350       ? "Community screening"
            : k < 880 ? "Clinic visit"
                      : "Emergency admission");
    if (lost(j, 40))
        return false;
    wait(j, 600, 3 * HOUR);
    if (!chance(j, 30))
        event(j, "Registration");
    if (chance(j, 15))
        event(j, "Registration");
    wait(j, 300, 2 * HOUR);
    if (!chance(j, 60))
        event(j, "Triage");
    if (lost(j, 30))
        return false;
    if (chance(j, 620))
        tests[n_tests++] = "Imaging";
    if (chance(j, 410))
        tests[n_tests++] = "Specimen culture";
    for (int i = n_tests - 1; i > 0; i--) {
        int64_t x = below(j, i + 1);
        const char *one = tests[i];
        tests[i] = tests[x];
        tests[x] = one;
    }
    *is_early = chance(j, 45);
    if (*is_early) {
        wait(j, HOUR, 12 * HOUR);
        event(j, "Treatment start");
    }
    for (int i = 0; i < n_tests; i++) {
        if (!chance(j, 200)) /* else at once */
            wait(j, HOUR, 3 * DAY);
        event(j, tests[i]);
        while (chance(j, 120)) {
            wait(j, 6 * HOUR, 5 * DAY);
            event(j, tests[i]);
        }
    }
    return !lost(j, 70);
}

/* Diagnosis, referral, the start of treatment; false: lost. */
static bool
until_treatment(struct journey *j, bool is_early)
{
    wait(j, 6 * HOUR, 9 * DAY);
    if (!chance(j, 25))
        event(j, "Diagnosis");
    if (chance(j, j->level >= 2 ? 300 : 520)) {
        wait(j, HOUR, 2 * DAY);
        event(j, "Referral");
        if (lost(j, j->sex == 0 ? 90 : 60))
            return false;
        wait(j, DAY, 21 * DAY);
        event(j, "Specialist review");
        if (chance(j, 140)) {
            wait(j, DAY, 10 * DAY);
            event(j, "Referral");
            wait(j, DAY, 21 * DAY);
            event(j, "Specialist review");
        }
    }
    if (chance(j, 550)) {
        wait(j, 600, 4 * HOUR);
        event(j, "Counselling");
    }
    if (lost(j, 50))
        return false;
    if (!is_early || chance(j, 500)) {
        wait(j, HOUR, 12 * DAY);
        event(j, "Treatment start");
    }
    return true;
}

static void
until_end(struct journey *j)
{
    while (chance(j, 720)) {
        wait(j, 10 * DAY, 25 * DAY);
        event(j, "Follow-up visit");
        if (chance(j, 680))
            event(j, "Medication refill");
        if (chance(j, 60)) {
            wait(j, DAY, 9 * DAY);
            event(j, "Treatment change");
        }
        if (lost(j, 35))
            return;
    }
    wait(j, 5 * DAY, 30 * DAY);
    int64_t k = below(j, 1000);
    if (k < 930)
        event(j, k < 820 ? "Recovered" : k < 870 ? "Died" : "Transferred out");
}

void
cp_journeys_header(struct buf *out)
{
    buf_add(out,
        TEXT("case_id,activity,timestamp,sex,age_group,sub_county,"
             "facility_level\n"));
}

void
cp_journeys_next(struct cp_journeys *all, struct buf *out)
{
    struct journey j = { .all = all, .out = out, .number = ++all->n_cases };
    bool is_early = false;
    j.sub_county = (int)below(&j, 8);
    j.sex = (int)below(&j, 2);
    int64_t a = below(&j, 1000);
    j.age = a < 120 ? 0 : a < 320 ? 1 : a < 680 ? 2 : a < 860 ? 3 : 4;
    j.level = (int)below(&j, 4);
    j.t = 1'609'459'200 + below(&j, 94'608'000);
    if (until_tests(&j, &is_early) && until_treatment(&j, is_early))
        until_end(&j);
}
