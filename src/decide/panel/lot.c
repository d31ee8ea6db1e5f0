/* Panels: loaded, their quotas as they are typed, what was done to them. */
#include "decide/panel/lot.h"

#include "base/key.h"
#include "engine/panel/panel.h"
#include "keep/audit.h"
#include "os/entropy.h"
#include "people/people.h"

#include <openssl/evp.h>
#include <string.h>

void
lot_sha256(const void *bytes, ptrdiff_t n, uint8_t to[CP_PANEL_HASH_BYTES])
{
    require(EVP_Digest(bytes, (size_t)n, to, NULL, EVP_sha256(), NULL) == 1);
}

text
lot_key(struct arena *a, int64_t id)
{
    return key_print(id, arena_new(a, char, KEY_LENGTH));
}

text
lot_sub(struct arena *a, int64_t id, const char *what)
{
    return arena_print(a, "/panel/%.*s%s", TEXT_ARG(lot_key(a, id)), what);
}

bool
lot_is(text word, const char *what)
{
    return text_is_equal(word, text_of(what));
}

bool
lot_leads(const struct request *rq, const struct panel *row)
{
    return actor_may(&rq->actor, WHO_FACILITATOR,
        (int64_t[]){ row->id, row->partnership_id }, 2);
}

enum err
lot_seen(struct request *rq)
{
    struct thing t, partnership;
    enum err e =
        thing_load(rq->db, rq->arena, TEXT("panel"), request_key(rq, 0), &t);
    if (e == OK && !thing_may_see(&rq->actor, &t))
        e = ERR_NOT_FOUND;
    return e == OK ? thing_load(rq->db, rq->arena, TEXT("partnership"),
                         t.within_id, &partnership)
                   : e; /* with one that was removed, its panels are, too */
}

struct panel_list *
lot_last(const struct lot *l)
{
    return l->n_lists > 0 ? &l->lists[0] : NULL;
}

void
lot_features(struct lot *l)
{
    l->n_features = 0;
    for (ptrdiff_t i = 0; i < l->n_lines; i++) {
        struct lot_feature *f =
            l->n_features > 0 ? &l->features[l->n_features - 1] : NULL;
        if (f && text_is_equal(f->name, l->lines[i].feature))
            f->n_lines++;
        else if (l->n_features < LOT_FEATURES_MAX)
            l->features[l->n_features++] =
                (struct lot_feature){ l->lines[i].feature, &l->lines[i], 1 };
    }
}

enum err
lot_load(
    struct db *db, struct arena *a, int64_t id, int64_t now, struct lot *to)
{
    struct panel_partnership_row name;
    struct panel_volunteer_number_row number;
    struct panel_is_made_up_row made = { 0 };
    *to = (struct lot){ 0 };
    enum err e = panel_get(db, a, (struct panel_get_in){ id }, &to->row);
    if (e == OK)
        e = panel_lines(db, a,
            (struct panel_lines_in){ .panel_id = id, .n_rows = LOT_LINES_MAX },
            &to->lines, &to->n_lines);
    if (e == OK)
        e = panel_lists(db, a,
            (struct panel_lists_in){ .panel_id = id, .n_rows = LOT_LISTS_MAX },
            &to->lists, &to->n_lists);
    if (e == OK)
        e = panel_volunteer_number(db, a,
            (struct panel_volunteer_number_in){
                .panel_id = id, .n_max = LOT_POOL_MAX },
            &number);
    if (e == OK)
        e = panel_is_made_up(db, a, (struct panel_is_made_up_in){ id }, &made);
    if (e != OK)
        return e;
    to->n_volunteers = number.n;
    e = panel_partnership(
        db, a, (struct panel_partnership_in){ to->row.partnership_id }, &name);
    if (e == OK)
        to->partnership_name = name.name;
    lot_features(to);
    to->is_open = lot_is(to->row.status, "open") && made.n == 0 &&
        text_compare(day_of(a, now), to->row.closes_on) <= 0;
    return e == ERR_NOT_FOUND ? OK : e;
}

const struct panel_line *
lot_share_of(const struct lot *l, const struct panel_count *count)
{
    for (ptrdiff_t i = 0; i < l->n_lines; i++)
        if (l->lines[i].has_share &&
            text_is_equal(l->lines[i].feature, count->feature) &&
            text_is_equal(l->lines[i].value, count->value))
            return &l->lines[i];
    return NULL;
}

const struct panel_list *
lot_drawn_from(const struct lot *l)
{
    for (ptrdiff_t i = 0; i < l->n_lists; i++)
        if (lot_is(l->lists[i].status, "confirmed") &&
            !lot_is(l->lists[i].kind, "reserves"))
            return &l->lists[i];
    return NULL;
}

/* ---- Words -----------------------------------------------------------------
 */

struct word {
    const char *code, *said;
};

static const char *
find_word(const struct word *words, text code)
{
    for (; words->code != NULL; words++)
        if (lot_is(code, words->code))
            return words->said;
    return "";
}

const char *
lot_status_said(text status)
{
    static const struct word words[] = {
        { "draft", N_("being prepared") },
        { "open", N_("people may volunteer") },
        { "frozen", N_("volunteering is over") },
        { "running", N_("at work") },
        { "ended", N_("ended") },
        { NULL, NULL },
    };
    return find_word(words, status);
}

const char *
lot_event_said(text what)
{
    static const struct word words[] = {
        { "open", N_("opened: people may volunteer") },
        { "freeze", N_("closed volunteering, and froze the list") },
        { "quota", N_("changed a quota") },
        { "ceiling", N_("changed the ceiling") },
        { "again", N_("asked for a new list of panels") },
        { "list", N_("The list of panels was published") },
        { "source", N_("said where the public number will come from") },
        { "draw", N_("entered the public number; the panel was drawn") },
        { "confirm", N_("confirmed who was drawn") },
        { "replace", N_("asked for a draw of empty seats") },
        { "reserves", N_("asked for reserves to be drawn") },
        { "end", N_("said that the panel has ended") },
        { NULL, NULL },
    };
    return find_word(words, what);
}

const char *
lot_standing_said(text standing)
{
    static const struct word words[] = {
        { "in", N_("You have volunteered.") },
        { "gone", N_("You have taken yourself out.") },
        { "asked", N_("You were drawn. Please say whether you accept.") },
        { "accepted", N_("You are on the panel.") },
        { "declined", N_("You were drawn, and have declined.") },
        { "left", N_("You were on the panel, and have left it.") },
        { "reserve",
            N_("You are in reserve: you may be asked when somebody "
               "cannot come.") },
        { NULL, NULL },
    };
    return find_word(words, standing);
}

const char *
lot_standing_now(const struct lot *l, text standing)
{
    bool is_drawn =
        lot_is(l->row.status, "running") || lot_is(l->row.status, "ended");
    return is_drawn && lot_is(standing, "in")
        ? N_("You were not drawn. Thank you for volunteering.")
        : lot_standing_said(standing);
}

const char *
lot_group_said(text standing)
{
    static const struct word words[] = {
        { "asked", N_("Drawn, and have not answered") },
        { "accepted", N_("Accepted") },
        { "declined", N_("Declined") },
        { "left", N_("Have left the panel") },
        { "reserve", N_("In reserve") },
        { NULL, NULL },
    };
    return find_word(words, standing);
}

const char *
lot_stage_said(int64_t reached)
{
    static const char *const said[] = {
        N_("It had only begun."),
        N_("There is a panel that meets the quotas; how equal the chances can "
           "be was not worked out."),
        N_("How equal the chances can be is known; no list that reaches it "
           "was found."),
        N_("Some of the panels of such a list were found, not all."),
        N_("The list that was reached is not proved to be the fairest."),
        N_("Only its proof was missing."),
    };
    return reached >= 0 && reached < (int64_t)(sizeof said / sizeof *said)
        ? said[reached]
        : said[0];
}

html
lot_chance_said(struct view *v, int64_t times, int64_t n)
{
    struct view in = view_in(v->arena, v->lang, 64);
    if (times >= n)
        out_html(&in, say_html(&in, N_("It is certain.")));
    else if (times > 0)
        out_phrase(&in, false, PHRASE("About 1 in %d."), 1,
            (struct phrase_arg[]){ arg_int((n + times / 2) / times) });
    return view_html(&in);
}

enum err
lot_note(struct db *writer, const struct lot_event *event)
{
    enum err e = panel_event_insert(writer,
        (struct panel_event_insert_in){ .id = key_new(),
            .panel_id = event->panel_id,
            .at = event->now,
            .person_id = event->person_id,
            .has_person_id = event->person_id != 0,
            .what = text_of(event->what),
            .reason = event->reason,
            .detail = event->detail },
        NULL);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = event->person_id,
                             .action = text_of(event->what),
                             .kind = TEXT("panel"),
                             .thing_id = event->panel_id })
                   : e;
}

/* ---- Quotas ----------------------------------------------------------------
 */

/* "23 %", "23.5%": a share of all, over 0 and at most 1. */
static bool
read_share(text t, double *share)
{
    if (!text_ends_with(t, TEXT("%")))
        return false;
    t = text_trim(text_slice(t, 0, t.len - 1));
    char digits[24];
    if (t.len == 0 || t.len >= (ptrdiff_t)sizeof digits)
        return false;
    for (ptrdiff_t i = 0; i < t.len; i++)
        digits[i] = t.ptr[i] == ',' ? '.' : t.ptr[i];
    if (!text_parse_real((text){ digits, t.len }, share))
        return false;
    *share /= 100;
    return *share >= 0 && *share <= 1;
}

/* Which word is wrong with this line: N_(); NULL: none. */
static const char *
read_line(text line, int64_t size, struct panel_line *to)
{
    text rest, parts[4] = { 0 };
    int n = 0;
    for (rest = line; text_is_known(rest) && n < 4;)
        parts[n++] = text_trim(text_cut(rest, ';', &rest));
    if (n < 3 || text_is_known(rest) || parts[0].len == 0 ||
        parts[1].len == 0 || parts[0].len > 60 || parts[1].len > 60)
        return N_("Line %1$d: write the feature, the value, the least and the "
                  "most, with ; between them: Age; under 30; 5; 8");
    *to = (struct panel_line){ .feature = parts[0], .value = parts[1] };
    if (n == 3) {
        if (!read_share(parts[2], &to->share))
            return N_("Line %1$d: a share is a number of percent, such as "
                      "23 %%; else write the least and the most.");
        to->has_share = true;
        /* a grain more or less is the machine's arithmetic, not a seat */
        double seats = to->share * (double)size;
        to->low = (int64_t)(seats + 1e-9);
        to->high = (double)to->low >= seats - 1e-9 ? to->low : to->low + 1;
        return NULL;
    }
    if (!text_parse_int(parts[2], &to->low) ||
        !text_parse_int(parts[3], &to->high) || to->low < 0 || to->high < 0)
        return N_("Line %1$d: the least and the most are whole numbers of "
                  "people.");
    if (to->low > to->high)
        return N_("Line %1$d: the least is more than the most.");
    if (to->low > size)
        return N_("Line %1$d: the least is more than the seats of the panel.");
    return NULL;
}

/* Columns that the file of volunteers has besides. */
bool
lot_feature_is_taken(text name)
{
    static const char *const taken[] = { "id", "person", "ticket", "must_be_in",
        "may_not", "household", "label", "slip", "lang", NULL };
    for (int i = 0; taken[i] != NULL; i++)
        if (lot_is(name, taken[i]))
            return true;
    return text_has_byte(name, '\r') || text_has_byte(name, '\n');
}

/* Lines of a feature beside each other, features as they first came. */
static bool
group(struct lot_quotas *q)
{
    struct panel_line in_order[LOT_LINES_MAX];
    ptrdiff_t n = 0;
    int n_features = 0;
    for (ptrdiff_t i = 0; i < q->n_lines; i++) {
        bool is_first = true;
        for (ptrdiff_t k = 0; k < i; k++)
            is_first = is_first &&
                !text_is_equal(q->lines[k].feature, q->lines[i].feature);
        n_features += is_first;
        for (ptrdiff_t k = i; is_first && k < q->n_lines; k++)
            if (text_is_equal(q->lines[k].feature, q->lines[i].feature))
                in_order[n++] = q->lines[k];
    }
    for (ptrdiff_t i = 0; i < n; i++) {
        q->lines[i] = in_order[i];
        q->lines[i].position = i;
    }
    return n_features <= LOT_FEATURES_MAX;
}

/* Of one feature together: can its lines hold beside each other at all? */
static const char *
sum_trouble(const struct lot_quotas *q, int64_t size, text *feature)
{
    for (ptrdiff_t i = 0, k; i < q->n_lines; i = k) {
        int64_t low = 0, high = 0;
        for (k = i; k < q->n_lines &&
             text_is_equal(q->lines[k].feature, q->lines[i].feature);
             k++) {
            low += q->lines[k].low;
            high += q->lines[k].high;
        }
        *feature = q->lines[i].feature;
        if (low > size)
            return N_("%1$s: what is wanted at least is more than the seats "
                      "of the panel.");
        if (high < size)
            return N_("%1$s: what is allowed at most does not fill the seats "
                      "of the panel.");
    }
    return NULL;
}

enum err
lot_quotas_parse(struct view *v, text typed, int64_t size,
    struct lot_quotas *to, text *trouble)
{
    int64_t n = 0;
    text feature;
    to->n_lines = 0;
    while (text_is_known(typed)) {
        text line = text_trim(text_cut(typed, '\n', &typed));
        const char *wrong = NULL;
        struct panel_line *at = &to->lines[to->n_lines];
        n++;
        if (line.len == 0)
            continue;
        if (to->n_lines == LOT_LINES_MAX) {
            *trouble = say(v, N_("There are at most 60 lines of quotas."));
            return ERR_BAD_INPUT;
        }
        wrong = read_line(line, size, at);
        if (wrong == NULL && lot_feature_is_taken(at->feature))
            wrong = N_("Line %1$d: call this feature by another name.");
        for (ptrdiff_t i = 0; wrong == NULL && i < to->n_lines; i++)
            if (text_is_equal(to->lines[i].feature, at->feature) &&
                text_is_equal(to->lines[i].value, at->value))
                wrong = N_("Line %1$d: this value of this feature stands "
                           "above already.");
        if (wrong != NULL) {
            *trouble =
                say_with(v, wrong, 1, (struct phrase_arg[]){ arg_int(n) });
            return ERR_BAD_INPUT;
        }
        to->n_lines++;
    }
    if (!group(to)) {
        *trouble = say(v, N_("There are at most 8 features."));
        return ERR_BAD_INPUT;
    }
    const char *wrong = sum_trouble(to, size, &feature);
    if (wrong != NULL) {
        *trouble =
            say_with(v, wrong, 1, (struct phrase_arg[]){ arg_text(feature) });
        return ERR_BAD_INPUT;
    }
    return OK;
}

text
lot_quotas_print(struct arena *a, const struct lot *l)
{
    struct buf b = buf_in(a, 1024);
    for (ptrdiff_t i = 0; i < l->n_lines; i++)
        buf_print(&b, "%.*s; %.*s; %lld; %lld\n", TEXT_ARG(l->lines[i].feature),
            TEXT_ARG(l->lines[i].value), (long long)l->lines[i].low,
            (long long)l->lines[i].high);
    return buf_text(&b);
}
