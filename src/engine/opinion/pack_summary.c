#include "base/csv.h"
#include "engine/opinion/pack.h"

enum { N_TEXTS = 3, N_NUMBERS = 6 };

static const char *const TEXTS[N_TEXTS] = { "topic", "url",
    "conversation-description" };
static const char *const NUMBERS[N_NUMBERS] = { "views", "voters",
    "voters-in-conv", "commenters", "comments", "groups" };

void
cp_pack_put_summary(struct buf *to, const struct cp_pack_summary *s)
{
    struct csv_writer w = csv_write(to);
    text texts[N_TEXTS] = { s->topic, s->url, s->description };
    int64_t numbers[N_NUMBERS] = { s->views, s->voters, s->voters_in,
        s->commenters, s->comments, s->groups };
    for (int i = 0; i < 2; i++) {
        csv_add(&w, text_of(TEXTS[i]));
        csv_add(&w, texts[i]);
        csv_end_row(&w);
    }
    for (int i = 0; i < N_NUMBERS; i++) {
        csv_add(&w, text_of(NUMBERS[i]));
        csv_add_int(&w, numbers[i]);
        csv_end_row(&w);
    }
    csv_add(&w, text_of(TEXTS[2]));
    csv_add(&w, texts[2]);
    csv_end_row(&w);
}

static int
place_of(const char *const *names, int n, text name)
{
    for (int i = 0; i < n; i++)
        if (text_is_equal(text_of(names[i]), name))
            return i;
    return -1;
}

/* Without the quotes, where it is quoted as CSV has it. */
static text
plain(struct arena *a, text t)
{
    t = text_trim(t);
    if (t.len < 2 || t.ptr[0] != '"' || t.ptr[t.len - 1] != '"')
        return t;
    struct buf b = buf_in(a, t.len);
    for (ptrdiff_t k = 1; k < t.len - 1; k++) {
        buf_byte(&b, t.ptr[k]);
        k += t.ptr[k] == '"' && k + 2 < t.len && t.ptr[k + 1] == '"';
    }
    return buf_text(&b);
}

/* A line is its name and, behind the first comma, all that follows: some
 * servers quote it and some do not. A line without a name goes on. */
enum err
cp_pack_read_summary(
    struct cp_pack_summary *to, struct arena *a, text all, struct why *why)
{
    text texts[N_TEXTS] = { { 0 } }, mark = TEXT("\xef\xbb\xbf");
    int64_t numbers[N_NUMBERS] = { 0 }, line_number = 0;
    int last = -1;
    if (text_starts_with(all, mark))
        all = text_slice(all, mark.len, all.len);
    for (text rest = all; text_is_known(rest);) {
        text line = text_cut(rest, '\n', &rest), value;
        text name = text_trim(text_cut(line, ',', &value));
        int t = place_of(TEXTS, N_TEXTS, name);
        int n = place_of(NUMBERS, N_NUMBERS, name);
        line_number++;
        if (!text_is_known(value))
            t = n = -1;
        if (n >= 0 && !text_parse_int(text_trim(value), &numbers[n]))
            return err_say(why, ERR_BAD_INPUT,
                "line %lld: %s is a whole number", (long long)line_number,
                NUMBERS[n]);
        if (t >= 0)
            texts[t] = value;
        else if (n < 0 && last >= 0) /* all lie one behind the other */
            texts[last].len = line.ptr + line.len - texts[last].ptr;
        last = t >= 0 ? t : n >= 0 ? -1 : last;
    }
    for (int t = 0; t < N_TEXTS; t++)
        if (text_is_known(texts[t]))
            texts[t] = arena_copy(a, plain(a, texts[t]));
    *to = (struct cp_pack_summary){ texts[0], texts[1], texts[2], numbers[0],
        numbers[1], numbers[2], numbers[3], numbers[4], numbers[5] };
    return OK;
}
