#include "engine/pathway/log_columns.h"
#include "engine/pathway/log_time.h"

const char *const cp_column_words[CP_COLUMNS] = { "case", "activity", "time" };

text
cp_name_folded(struct arena *a, text t)
{
    struct buf b = buf_in(a, t.len);
    for (ptrdiff_t i = 0; i < t.len; i++) {
        char c = t.ptr[i];
        int next = i + 1 < t.len ? (unsigned char)t.ptr[i + 1] : 0;
        if (c == '\xC2' && next == 0xA0) { /* a blank that holds together */
            i++;
            continue;
        }
        if (c == '\xC3' && next >= 0x80 && next <= 0x9E &&
            next != 0x97) { /* A with a ring, and its like */
            buf_byte(&b, c);
            buf_byte(&b, (char)(next + 0x20));
            i++;
            continue;
        }
        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        if (c != ' ' && c != '\t' && c != '_' && c != '-')
            buf_byte(&b, c);
    }
    return buf_text(&b);
}

/* ---- By name ----------------------------------------------------------------
 */

/* Best guesses first; English, Swedish, Swahili, Dholuo. */
static const char *const usual[CP_COLUMNS][24] = {
    { "case:concept:name", "caseid", "case", "patientid", "patient", "episode",
        "episodeid", "traceid", "patientnr", "patientnummer", "personnummer",
        "vårdtillfälle", "löpnummer", "ärende", "fall", "kesi", "mgonjwa",
        "nambariyamgonjwa", "jatuo", "nambajatuo", NULL },
    { "concept:name", "activity", "activityname", "event", "eventname", "step",
        "task", "aktivitet", "händelse", "steg", "åtgärd", "shughuli", "tukio",
        "hatua", "tich", "gimatimore", NULL },
    { "time:timestamp", "timestamp", "completetimestamp", "time", "datetime",
        "date", "eventtime", "completiontime", "endtime", "tid", "tidpunkt",
        "tidsstämpel", "datum", "wakati", "muda", "tarehe", "kinde", "tarik",
        NULL },
};

static int
column_named(const text *header, int n, text name, int *n_times)
{
    int found = -1;
    *n_times = 0;
    for (int i = 0; i < n; i++)
        if (text_is_equal(header[i], name)) {
            found = i;
            ++*n_times;
        }
    return found;
}

static enum err
find_given(int *to, const text *header, int n, text name, struct why *why)
{
    int n_times;
    *to = column_named(header, n, name, &n_times);
    if (n_times == 1)
        return OK;
    return err_say(why, ERR_BAD_INPUT,
        n_times == 0 ? "there is no column \"%.*s\""
                     : "two columns are called \"%.*s\"",
        TEXT_ARG(name));
}

static int
find_usual(struct arena *a, int kind, const text *header, int n)
{
    struct arena_mark mark = arena_mark(a);
    text *names = arena_new(a, text, n);
    int found = -1;
    for (int i = 0; i < n; i++)
        names[i] = cp_name_folded(a, header[i]);
    for (int j = 0; found < 0 && usual[kind][j] != NULL; j++)
        for (int i = 0; found < 0 && i < n; i++)
            if (text_is_equal(names[i], text_of(usual[kind][j])))
                found = i;
    arena_rewind(a, mark);
    return found;
}

/* "sex", or else "case:sex", as some programs call what is the case's; and
 * the other way. */
static enum err
find_attribute(int *to, struct arena *a, const text *header, int n, text name,
    struct why *why)
{
    static const text prefix = TEXT_INIT("case:");
    int n_times;
    text other = text_starts_with(name, prefix)
        ? text_slice(name, prefix.len, name.len)
        : arena_join(a, 2, (text[]){ prefix, name });
    *to = column_named(header, n, name, &n_times);
    if (*to < 0)
        *to = column_named(header, n, other, &n_times);
    return n_times == 1 ? OK : find_given(to, header, n, name, why);
}

/* ---- By what stands there --------------------------------------------------
 */

struct contents {
    int n_known, n_times, n_clocks, n_with_digits, n_with_letters, n_distinct;
};

static bool
has_among(text t, char from, char to)
{
    for (ptrdiff_t i = 0; i < t.len; i++)
        if (t.ptr[i] >= from && t.ptr[i] <= to)
            return true;
    return false;
}

static struct contents
look_at(const text *sample, int n, int n_rows, int column)
{
    struct contents c = { 0 };
    for (int i = 0; i < n_rows; i++) {
        text t = text_trim(sample[i * n + column]);
        bool is_new = true;
        if (t.len == 0)
            continue;
        struct cp_time time = cp_time_read(t);
        bool is_bare = !text_has_byte(t, '-') && !text_has_byte(t, '/') &&
            !text_has_byte(t, ':') && !text_has_byte(t, '.');
        c.n_known++;
        if (time.form != CP_TIME_BAD && !is_bare) {
            c.n_times++;
            c.n_clocks += time.precision <= CP_PRECISION_MINUTE;
        }
        c.n_with_digits += has_among(t, '0', '9');
        c.n_with_letters += has_among(t, 'a', 'z') || has_among(t, 'A', 'Z');
        for (int k = 0; is_new && k < i; k++)
            is_new = !text_is_equal(text_trim(sample[k * n + column]), t);
        c.n_distinct += is_new;
    }
    return c;
}

/* How well it looks like one; 0: not at all. The first of the best is taken.
 * One in four may be empty or wrong: such rows are refused later. */
static int
likeness(int kind, const struct contents *c, int n_rows)
{
    int n = c->n_known;
    bool is_time = 4 * c->n_times >= 3 * n;
    if (n == 0 || 4 * n < 3 * n_rows)
        return 0;
    switch (kind) {
    case CP_COLUMN_TIME:
        return is_time ? 1000 * c->n_clocks + c->n_distinct : 0;
    case CP_COLUMN_CASE:
        return !is_time && 10 * c->n_with_digits >= 8 * n ? 1 : 0;
    default: /* words, and some of them again and again */
        return !is_time && 10 * c->n_with_letters >= 8 * n &&
                10 * c->n_with_digits < 5 * n && c->n_distinct > 1 &&
                (n < 10 || 10 * c->n_distinct <= 7 * n)
            ? c->n_distinct
            : 0;
    }
}

static void
guess(struct cp_columns *to, int kind, const text *sample, int n, int n_rows)
{
    int best = 0;
    for (int i = 0; i < n; i++) {
        bool is_taken = false;
        for (int k = 0; k < CP_COLUMNS; k++)
            is_taken |= to->main[k] == i;
        if (is_taken)
            continue;
        struct contents c = look_at(sample, n, n_rows, i);
        int like = likeness(kind, &c, n_rows);
        if (like > best) {
            best = like;
            to->main[kind] = i;
        }
    }
    to->is_guessed[kind] = best > 0;
}

/* ---- The whole --------------------------------------------------------------
 */

enum err
cp_columns_find(struct cp_columns *to, struct arena *a,
    const struct cp_log_rules *rules, const text *header, int n,
    const text *sample, int n_rows, struct why *why)
{
    const text given[CP_COLUMNS] = { rules->case_column, rules->activity_column,
        rules->time_column };
    /* what times are is seen best, then what is done */
    static const int order[CP_COLUMNS] = { CP_COLUMN_TIME, CP_COLUMN_ACTIVITY,
        CP_COLUMN_CASE };
    *to = (struct cp_columns){ .lifecycle = -1 };
    for (int k = 0; k < CP_COLUMNS; k++) {
        to->main[k] = -1;
        if (text_is_known(given[k])) {
            enum err e = find_given(&to->main[k], header, n, given[k], why);
            if (e != OK)
                return e;
        } else {
            to->main[k] = find_usual(a, k, header, n);
        }
    }
    for (int k = 0; k < CP_COLUMNS; k++)
        if (to->main[order[k]] < 0)
            guess(to, order[k], sample, n, n_rows);
    for (int k = 0; k < CP_COLUMNS; k++)
        if (to->main[k] < 0)
            return err_say(why, ERR_BAD_INPUT,
                "no column looks like the %s: say which with --%s",
                cp_column_words[k], cp_column_words[k]);
    to->attributes = arena_new(a, int, rules->n_attributes);
    for (int k = 0; k < rules->n_attributes; k++) {
        enum err e = find_attribute(
            &to->attributes[k], a, header, n, rules->attributes[k].column, why);
        if (e != OK)
            return e;
    }
    return text_is_known(rules->lifecycle_column)
        ? find_given(&to->lifecycle, header, n, rules->lifecycle_column, why)
        : OK;
}
