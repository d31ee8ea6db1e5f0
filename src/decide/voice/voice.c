/* A voice: loaded for a reader; kept, changed and taken back in a step. */
#include "decide/voice/voice.h"

#include "decide/heard/about.h"
#include "base/date.h"
#include "base/key.h"
#include "decide/heard/access.h"
#include "decide/panel/lot.h"
#include "keep/audit.h"
#include "keep/once.h"
#include "keep/search.h"
#include "keep/settings.h"
#include "os/clock.h"
#include "os/entropy.h"
#include "people/people.h"

text
voice_key(struct arena *a, int64_t id)
{
    return key_print(id, arena_new(a, char, KEY_LENGTH));
}

text
voice_sub(struct arena *a, int64_t id, const char *what)
{
    return arena_print(a, "/voice/%.*s%s", TEXT_ARG(voice_key(a, id)), what);
}

/* ---- For a reader -------------------------------------------------------- */

int64_t
voice_least(const struct request *rq, int64_t partnership_id)
{
    if (actor_may(&rq->actor, WHO_FACILITATOR, &partnership_id, 1))
        return SHOWN_NOBODY;
    return actor_may(&rq->actor, WHO_GUEST, &partnership_id, 1) ? SHOWN_SIDES
                                                                : SHOWN_ALL;
}

enum err
voice_load_key(struct request *rq, int64_t id, struct voice_loaded *to)
{
    *to = (struct voice_loaded){ 0 };
    enum err e = voice_get(
        rq->db, rq->arena, (struct voice_get_in){ .id = id }, &to->row);
    if (e == OK)
        e = voice_head(rq->db, rq->arena,
            (struct voice_head_in){ .id = id, .lang = lang_code(rq->lang) },
            &to->head);
    if (e == OK)
        to->leads =
            actor_may(&rq->actor, WHO_FACILITATOR, &to->row.partnership_id, 1);
    return e;
}

enum err
voice_load(struct request *rq, struct voice_loaded *to)
{
    struct thing t;
    int64_t id = request_key(rq, 0);
    enum err e = thing_load(rq->db, rq->arena, TEXT("voice"), id, &t);
    if (e == OK && !thing_may_see(&rq->actor, &t))
        e = ERR_NOT_FOUND;
    return e == OK ? voice_load_key(rq, id, to) : e;
}

text
voice_said(text said, text words)
{
    return text_is_known(said) ? said : words;
}

text
voice_said_lang(const struct request *rq, text said, text lang)
{
    return text_is_known(said) ? lang_code(rq->lang) : lang;
}

/* With one number hidden, or none to hide, nothing can be subtracted. */
static void
hide_few(struct voice_side_counts *c, int64_t smallest)
{
    c->is_all_said = true;
    for (int i = 0; i < c->n_sides; i++) {
        struct voice_side_count *s = &c->sides[i];
        s->is_few = s->n > 0 && s->n < smallest;
        c->is_all_said = c->is_all_said && !s->is_few;
        c->n_all += s->n;
    }
}

enum err
voice_counts_load(struct request *rq, int64_t partnership_id, int64_t theme_id,
    struct voice_side_counts *to)
{
    struct voice_counts_row *all = NULL;
    struct theme_counts_row *of_theme = NULL;
    ptrdiff_t n;
    enum err e = theme_id == 0
        ? voice_counts(rq->db, rq->arena,
              (struct voice_counts_in){ .partnership_id = partnership_id,
                  .n_most = THEME_COUNT_MAX,
                  .n_rows = VOICE_SIDES_MAX },
              &all, &n)
        : theme_counts(rq->db, rq->arena,
              (struct theme_counts_in){ .partnership_id = partnership_id,
                  .theme_id = theme_id,
                  .n_most = THEME_COUNT_MAX,
                  .n_rows = VOICE_SIDES_MAX },
              &of_theme, &n);
    *to = (struct voice_side_counts){ 0 };
    if (e != OK)
        return e;
    to->sides = arena_new(rq->arena, struct voice_side_count, n);
    to->n_sides = (int)n;
    for (ptrdiff_t i = 0; i < n; i++)
        to->sides[i] = theme_id == 0
            ? (struct voice_side_count){ .name = all[i].name,
                  .position = all[i].position,
                  .n = all[i].n }
            : (struct voice_side_count){ .name = of_theme[i].name,
                  .position = of_theme[i].position,
                  .n = of_theme[i].n };
    hide_few(to, settings_int(rq->db, rq->arena, "smallest_group"));
    return OK;
}

/* ---- Kept ---------------------------------------------------------------- */

static int64_t
shown_of(const struct voice *row)
{
    if (text_is_equal(row->status, TEXT("withdrawn")) ||
        text_is_equal(row->shown_to, TEXT("count")))
        return SHOWN_NOBODY;
    if (text_is_equal(row->status, TEXT("new")) || row->is_flagged)
        return SHOWN_FACILITATORS;
    return text_is_equal(row->shown_to, TEXT("public")) ? SHOWN_ALL
        : text_is_equal(row->shown_to, TEXT("sides"))   ? SHOWN_SIDES
                                                        : SHOWN_FACILITATORS;
}

static enum err
save_found(struct db *writer, struct arena *a, const struct voice *row)
{
    struct voice_words *rows;
    ptrdiff_t n;
    struct buf all = buf_in(a, 2 * row->words.len + 64);
    if (row->shown == SHOWN_NOBODY)
        return search_remove(writer, row->id);
    enum err e = voice_words_of(writer, a,
        (struct voice_words_of_in){
            .voice_id = row->id, .n_rows = VOICE_LANGS_MAX },
        &rows, &n);
    buf_add(&all, voice_key(a, row->partnership_id));
    buf_byte(&all, ' ');
    buf_add(&all, row->words);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        buf_byte(&all, ' ');
        buf_add(&all, rows[i].words);
    }
    return e == OK
        ? search_save(writer, a, TEXT("voice"), row->id, buf_text(&all), NULL)
        : e;
}

enum err
voice_find_again(struct db *writer, struct arena *a, int64_t voice_id)
{
    struct voice row;
    enum err e =
        voice_get(writer, a, (struct voice_get_in){ .id = voice_id }, &row);
    return e == OK ? save_found(writer, a, &row) : e;
}

struct thread_link
voice_link_of_theme(int64_t theme_id, int64_t voice_id)
{
    return (struct thread_link){ .from_kind = TEXT("theme"),
        .from_id = theme_id,
        .kind = TEXT("comes_from"),
        .to_kind = TEXT("voice"),
        .to_id = voice_id };
}

/* The thread holds what everybody may read: how many other voices a theme has
 * would give back a count of a side that is hidden. */
static enum err
save_thread(struct db *writer, struct arena *a, const struct voice *row)
{
    struct voice_themes_row *themes;
    ptrdiff_t n;
    enum err e = voice_themes(writer, a,
        (struct voice_themes_in){
            .voice_id = row->id, .n_rows = VOICE_THEMES_MAX },
        &themes, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        struct thread_link link = voice_link_of_theme(themes[i].id, row->id);
        e = row->shown == SHOWN_ALL ? thread_put_nameless(writer, a, &link)
                                    : thread_take_nameless(writer, a, &link);
    }
    return e;
}

enum err
voice_save(struct db *writer, struct arena *a, struct voice *row)
{
    int64_t n = 0;
    row->shown = shown_of(row);
    enum err e = voice_update(writer, row, &n);
    if (e == OK && n == 0)
        e = ERR_NOT_FOUND;
    if (e == OK)
        e = save_thread(writer, a, row);
    return e == OK ? save_found(writer, a, row) : e;
}

struct consent_of
voice_consent(const struct voice_link *link, const char *kind)
{
    /* who has no account is known by the key of the link alone: the slip they
     * came with stands in no consent */
    return (struct consent_of){ .person_id =
                                    link->has_person_id ? link->person_id : 0,
        .slip_id = link->has_person_id ? 0 : link->id,
        .kind = text_of(kind),
        .thing_id = link->voice_id };
}

static enum err
give(struct db *writer, struct arena *a, const struct voice_telling *t,
    const char *kind, text day)
{
    struct date d;
    int64_t at = t->now - t->now % 86'400;
    if (text_is_known(day) && date_parse(day, &d))
        at = date_to_days(d) * 86'400;
    return consent_give(writer, a, voice_consent(&t->link, kind), t->lang, at);
}

static enum err
give_all(struct db *writer, struct arena *a, const struct voice_telling *t)
{
    enum err e = OK;
    text none = { 0 };
    if (!text_is_equal(t->row.shown_to, TEXT("count")))
        e = give(writer, a, t, "voice.read", none);
    if (e == OK && text_is_equal(t->row.shown_to, TEXT("sides")))
        e = give(writer, a, t, "voice.sides", none);
    if (e == OK && text_is_equal(t->row.shown_to, TEXT("public")))
        e = give(writer, a, t, "voice.public", none);
    if (e == OK && text_is_known(t->link.name))
        e = give(writer, a, t, "voice.name", none);
    if (e == OK && t->sound != NULL)
        e = give(writer, a, t, "voice.sound", none);
    if (e == OK && t->row.is_child)
        e = give(writer, a, t, "voice.guardian", t->guardian_on);
    if (e == OK && t->row.is_child)
        e = give(writer, a, t, "voice.child", t->child_on);
    return e;
}

static enum err
check_room(struct db *writer, struct arena *a, const struct voice_telling *t)
{
    struct voice_link_count_row count;
    if (!t->link.has_person_id)
        return OK;
    enum err e = voice_link_count(writer, a,
        (struct voice_link_count_in){ .person_id = t->link.person_id,
            .has_person_id = true,
            .n_max = VOICES_OF_ONE },
        &count);
    return e == OK && count.n >= VOICES_OF_ONE ? ERR_DENIED : e;
}

enum err
voice_tell(struct db *writer, struct arena *a, void *telling)
{
    struct voice_telling *t = telling;
    int64_t n = 0, n_linked = 0;
    enum err e = once_take(writer, a, t->token, t->address, &t->first);
    if (e == OK)
        e = check_room(writer, a, t);
    if (e == OK && t->sound != NULL)
        e = file_finish(writer, t->sound);
    if (e != OK)
        return e;
    t->row.code = voice_key(a, t->row.id);
    t->row.status = TEXT("new");
    t->row.shown = shown_of(&t->row);
    t->link.id = key_of_day(t->now);
    t->link.voice_id = t->row.id;
    t->link.linked_on = day_of(a, t->now);
    e = voice_insert(writer, &t->row, &n);
    if (e == OK && n == 0)
        e = ERR_BUSY;
    if (e == OK)
        e = voice_link_insert(writer, &t->link, &n_linked);
    if (e == OK && n_linked == 0)
        e = ERR_CONFLICT; /* another was told with this slip */
    if (e == OK && t->link.has_slip_id)
        e = people_slip_use(writer, t->link.slip_id, t->now);
    if (e == OK && t->has_helped) {
        t->helped.id = key_of_day(t->now);
        t->helped.voice_id = t->row.id;
        e = voice_helped_insert(writer, t->helped, NULL);
    }
    if (e == OK)
        e = give_all(writer, a, t);
    if (e == OK)
        e = save_found(writer, a, &t->row);
    return e == OK ? audit_add(writer,
                         (struct audit){ .action = TEXT("tell"),
                             .kind = TEXT("voice"),
                             .thing_id = t->row.id,
                             .is_nameless = true })
                   : e;
}

/* ---- Changed and taken back ---------------------------------------------- */

static const char *const kinds[] = { "voice.read", "voice.sides",
    "voice.public", "voice.name", "voice.sound", "voice.guardian",
    "voice.child", NULL };

enum err
voice_show_to(struct db *writer, struct arena *a, struct voice *row,
    text shown_to, text lang, int64_t now)
{
    struct voice_link link;
    int64_t day = now - now % 86'400;
    if (text_is_equal(row->shown_to, shown_to))
        return OK;
    enum err e = voice_link_of(
        writer, a, (struct voice_link_of_in){ .voice_id = row->id }, &link);
    if (e == OK)
        e = consent_withdraw(
            writer, a, voice_consent(&link, "voice.sides"), day);
    if (e == OK)
        e = consent_withdraw(
            writer, a, voice_consent(&link, "voice.public"), day);
    if (e == OK && text_is_equal(shown_to, TEXT("sides")))
        e = consent_give(
            writer, a, voice_consent(&link, "voice.sides"), lang, day);
    if (e == OK && text_is_equal(shown_to, TEXT("public")))
        e = consent_give(
            writer, a, voice_consent(&link, "voice.public"), lang, day);
    row->shown_to = shown_to;
    return e;
}

static enum err
drop_sound(struct db *writer, struct arena *a, struct voice *row)
{
    if (!row->has_file_id)
        return OK;
    enum err e = sound_drop(writer, a, row->file_id, row->id);
    row->has_file_id = false;
    row->file_id = 0;
    return e;
}

/* What they said about themselves goes with the last that they told. */
static enum err
forget_about(struct db *writer, struct arena *a, const struct voice_link *link)
{
    struct voice_about_shared_row *rows;
    ptrdiff_t n = 0;
    if (!link->has_about_id)
        return OK;
    enum err e = voice_link_set_about(writer,
        (struct voice_link_set_about_in){ .voice_id = link->voice_id }, NULL);
    if (e == OK)
        e = voice_about_shared(writer, a,
            (struct voice_about_shared_in){
                .about_id = link->about_id, .has_about_id = true, .n_rows = 1 },
            &rows, &n);
    if (e == OK && n == 0)
        e = about_forget(writer, link->about_id);
    return e == OK && n == 0 ? child_end(writer, a, "said", link->about_id,
                                   link->about_id, day_of(a, now_s()))
                             : e;
}

enum err
voice_withdraw(
    struct db *writer, struct arena *a, int64_t voice_id, int64_t now)
{
    struct voice row;
    struct voice_link link = { 0 };
    enum err e =
        voice_get(writer, a, (struct voice_get_in){ .id = voice_id }, &row);
    if (e != OK || text_is_equal(row.status, TEXT("withdrawn")))
        return e;
    e = drop_sound(writer, a, &row);
    row.status = row.outcome = TEXT("withdrawn");
    row.words = TEXT("");
    row.thanks = row.outcome_words = row.outcome_lang = (text){ 0 };
    row.news_on = (text){ 0 };
    row.outcome_on = day_of(a, now);
    if (e == OK)
        e = voice_save(writer, a, &row);
    if (e == OK)
        e = voice_words_forget(
            writer, (struct voice_words_forget_in){ voice_id }, NULL);
    if (e == OK)
        e = voice_helped_blank(
            writer, (struct voice_helped_blank_in){ voice_id }, NULL);
    if (e == OK)
        e = voice_link_set_name(writer,
            (struct voice_link_set_name_in){ .voice_id = voice_id }, NULL);
    if (e == OK)
        e = voice_link_of(
            writer, a, (struct voice_link_of_in){ voice_id }, &link);
    if (e == OK)
        e = forget_about(writer, a, &link);
    for (int i = 0; e == OK && kinds[i] != NULL; i++)
        e = consent_withdraw(
            writer, a, voice_consent(&link, kinds[i]), now - now % 86'400);
    if (e == ERR_NOT_FOUND)
        e = OK; /* of a sheet: nobody is linked */
    return e == OK ? audit_add(writer,
                         (struct audit){ .action = TEXT("withdraw"),
                             .kind = TEXT("voice"),
                             .thing_id = voice_id,
                             .is_nameless = true })
                   : e;
}

static enum err
all_gone(struct db *writer, struct arena *a, const struct consent *row)
{
    enum err e = voice_withdraw(writer, a, row->thing_id, now_s());
    return e == ERR_NOT_FOUND ? OK : e;
}

static enum err
part_gone(struct db *writer, struct arena *a, const struct consent *row)
{
    struct voice v;
    enum err e =
        voice_get(writer, a, (struct voice_get_in){ .id = row->thing_id }, &v);
    if (e == ERR_NOT_FOUND)
        return OK;
    if (e != OK || text_is_equal(v.status, TEXT("withdrawn")))
        return e;
    if (text_is_equal(row->kind, TEXT("voice.name")))
        return voice_link_set_name(
            writer, (struct voice_link_set_name_in){ .voice_id = v.id }, NULL);
    if (text_is_equal(row->kind, TEXT("voice.sound")))
        e = drop_sound(writer, a, &v);
    else
        v.shown_to = TEXT("facilitators");
    return e == OK ? voice_save(writer, a, &v) : e;
}

const struct consent_kind voice_consents[] = {
    { "voice.read",
        N_("What I told may be read by those who look after the partnership"),
        1, all_gone },
    { "voice.sides", N_("What I told may be read by the people of all sides"),
        1, part_gone },
    { "voice.public", N_("What I told may be read by everybody"), 1,
        part_gone },
    { "voice.name", N_("My name may stand under what I told"), 1, part_gone },
    { "voice.sound", N_("My recording may be kept and heard"), 1, part_gone },
    { "voice.guardian",
        N_("As parent or guardian: what the child told may be kept"), 1,
        all_gone },
    { "voice.child", N_("I am under 18 and I want to tell this"), 1, all_gone },
    /* those of other parts of the room: a door has one table */
    { "need.access",
        N_("What I need to take part is seen by who looks after it"), 1,
        access_gone },
    { "panel.name", N_("My name may stand among the members of a panel"), 1,
        lot_name_withdrawn },
    { .kind = NULL },
};
