/* What the readers of logs say, in the language of who looks. They speak
 * English, and it is kept so: jobs and refused rows are kept before anybody
 * asks. Here is each of their sentences with the phrase that says it on a page;
 * a test reads logs with every fault and finds none missing. */
#include "mirror/walked.h"

#include "base/csv.h"
#include "mirror/pathway_read.h"

/* In `english` %d stands for digits and %s for anything; in the phrase %s for
 * all of them. Of an outer one the last %s is a sentence itself. */
struct sentence {
    const char *english, *phrase;
    bool is_outer;
};

static const struct sentence sentences[] = {
    { "no row could be used; line %d: %s",
        N_("no row could be used; line %s: %s"), true },
    { "line %d has the day first, line %d the month: say which with "
      "--day-first or --month-first",
        N_("line %s has the day first, line %s the month: say below which is "
           "meant"),
        false },
    { "line %d: nothing in the column tells whether the day or the month "
      "stands first: say which with --day-first or --month-first",
        N_("line %s: nothing in the column tells whether the day or the month "
           "stands first: say it below"),
        false },
    { "line %d: %s", N_("line %s: %s"), true },
    /* columns */
    { "no column looks like the case: say which with --case",
        N_("no column looks like the case: say below who it was about"),
        false },
    { "no column looks like the activity: say which with --activity",
        N_("no column looks like the step: say below what was done"), false },
    { "no column looks like the time: say which with --time",
        N_("no column looks like the time: say below when it was"), false },
    { "there is no column \"%s\"", N_("there is no column \"%s\""), false },
    { "two columns are called \"%s\"", N_("two columns are called \"%s\""),
        false },
    { "nothing in the column \"%s\" says complete",
        N_("nothing in the column \"%s\" says complete: choose another, or "
           "none"),
        false },
    { "no classifier with keys is called %s",
        N_("the file has no steps' names called %s"), false },
    { "there is no time zone \"%s\"", N_("there is no time zone \"%s\""),
        false },
    { "more than 400 columns", N_("more than 400 columns"), false },
    /* tables */
    { "this file is UTF-16: save it as CSV in UTF-8",
        N_("this file is UTF-16: save it as CSV in UTF-8"), false },
    { "this is no table with a case, an activity and a time: three columns at "
      "least, parted by , ; | or tabs",
        N_("this is no table with a case, a step and a time: three columns at "
           "least, parted by , ; | or tabs"),
        false },
    { "the header has no end", N_("the header has no end"), false },
    { "there is no row behind the header",
        N_("there is no row behind the header"), false },
    { "a quotation mark stands inside a field that does not begin with one",
        N_("a quotation mark stands inside a field that does not begin with "
           "one"),
        false },
    { "a quotation mark is opened and not closed",
        N_("a quotation mark is opened and not closed"), false },
    { "something stands behind a closing quotation mark",
        N_("something stands behind a closing quotation mark"), false },
    { "more fields than the header", N_("more fields than the header"), false },
    { "fewer fields than the header", N_("fewer fields than the header"),
        false },
    { "a row of more than 1 MB", N_("a row of more than 1 MB"), false },
    { "no case", N_("no case stands there"), false },
    { "no activity", N_("no step stands there"), false },
    { "no time", N_("no time stands there"), false },
    { "\"%s\" is no time", N_("\"%s\" is no time"), false },
    { "the file is cut off here", N_("the file is cut off here"), false },
    { "the file is empty", N_("the file is empty"), false },
    { "no row could be used: see what was refused", N_("no row could be used"),
        false },
    /* XES */
    { "this is no XES: there is no <log>",
        N_("this is no XES: there is no <log>"), false },
    { "there is no event in it", N_("there is no event in it"), false },
    { "no event could be used: see what was refused",
        N_("no event could be used"), false },
    { "a tag has no name", N_("a tag has no name"), false },
    { "a / stands inside a tag", N_("a / stands inside a tag"), false },
    { "an attribute has no value", N_("an attribute has no value"), false },
    { "an attribute's value has no quotation marks",
        N_("an attribute's value has no quotation marks"), false },
    { "an attribute's value is not closed",
        N_("an attribute's value is not closed"), false },
    { "a document type (<!DOCTYPE) is not read: take it out of the file",
        N_("a document type (<!DOCTYPE) is not read: take it out of the file"),
        false },
    { "elements lie too deep", N_("elements lie too deep"), false },
    { "an entity that XML does not have",
        N_("an entity that XML does not have"), false },
    { "a tag of more than 1 MB", N_("a tag of more than 1 MB"), false },
    /* packed, and kept */
    { "the packed file is damaged, about %d bytes from its beginning",
        N_("the packed file is damaged, about %s bytes from its beginning"),
        false },
    { "more than %d MB come out of the packed file",
        N_("more than %s MB come out of the packed file"), false },
    { "this log is larger than what can be read at once",
        N_("this log is larger than what can be read at once"), false },
    { "there is not enough memory for this",
        N_("this log is larger than what can be read at once"), false },
    { "the file is gone: send it again to have it read again",
        N_("the file is gone: send it again to have it read again"), false },
};
enum { HOLES_MAX = 2 };

/* What stands in the holes; false: it is another sentence. */
static bool
matches(const char *pattern, text t, text holes[HOLES_MAX], int *n)
{
    text rest = text_of(pattern);
    *n = 0;
    while (rest.len > 0) {
        if (!text_starts_with(rest, TEXT("%"))) {
            if (t.len == 0 || t.ptr[0] != rest.ptr[0])
                return false;
            t = text_slice(t, 1, t.len);
            rest = text_slice(rest, 1, rest.len);
            continue;
        }
        bool is_number = rest.ptr[1] == 'd';
        rest = text_slice(rest, 2, rest.len);
        ptrdiff_t end = t.len - rest.len;
        if (is_number)
            for (end = 0; end < t.len && t.ptr[end] >= '0' && t.ptr[end] <= '9';
                 end++)
                ;
        /* text is the last hole: what is behind it is as long as it is */
        if (end < 0 || (is_number && end == 0))
            return false;
        holes[(*n)++] = text_slice(t, 0, end);
        t = text_slice(t, end, t.len);
    }
    return t.len == 0;
}

text
walked_say(struct view *v, text english)
{
    for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++) {
        const struct sentence *s = &sentences[i];
        struct phrase_arg args[HOLES_MAX];
        text holes[HOLES_MAX];
        int n;
        if (!matches(s->english, english, holes, &n))
            continue;
        if (s->is_outer)
            holes[n - 1] = walked_say(v, holes[n - 1]);
        if (n > 0 && !text_is_known(holes[n - 1]))
            continue;
        for (int k = 0; k < n; k++)
            args[k] = arg_text(holes[k]);
        return n == 0 ? say(v, s->phrase) : say_with(v, s->phrase, n, args);
    }
    return (text){ 0 };
}

text
walked_reason(struct view *v, const struct json_value *of)
{
    const struct json_value *phrase = json_find(of, TEXT("phrase"));
    struct buf b = buf_in(v->arena, 100);
    if (phrase == NULL || phrase->type != JSON_TEXT)
        return TEXT("");
    pathway_put_sentence(
        &b, arena_c_string(v->arena, phrase->text), TEXT("..."));
    text said = walked_say(v, buf_text(&b));
    return text_is_known(said) ? said : buf_text(&b);
}

text
walked_say_rows(struct view *v, text csv)
{
    struct csv_reader *r = arena_new(v->arena, struct csv_reader, 1);
    struct csv_row row;
    struct buf out = buf_in(v->arena, csv.len);
    struct csv_writer w = csv_write(&out);
    csv_open(r, v->arena);
    csv_feed(r, csv);
    csv_finish(r);
    while (csv_next(r, &row) == CSV_HAS_ROW && row.n_fields == 2) {
        text said = walked_say(v, row.fields[1]);
        csv_add(&w, row.fields[0]);
        csv_add(&w, text_is_known(said) ? said : row.fields[1]);
        csv_end_row(&w);
    }
    return buf_text(&out);
}
