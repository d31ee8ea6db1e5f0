/* Volunteering: a ticket of chance, what somebody said of themselves beside
 * it, and apart from both who that is. */
#include "decide/panel/lot.h"

#include "decide/heard/about.h"
#include "keep/audit.h"
#include "os/entropy.h"
#include "people/people.h"

static int64_t
key_of_chance(void)
{
    return (int64_t)(entropy_bits() >> 1 | 1);
}

enum err
lot_find(struct db *db, struct arena *a, int64_t panel_id, int64_t person_id,
    int64_t slip_id, struct panel_volunteer *to)
{
    struct panel_link_of_person_row by_person = { 0 };
    struct panel_link_of_slip_row by_slip = { 0 };
    enum err e = slip_id != 0
        ? panel_link_of_slip(db, a,
              (struct panel_link_of_slip_in){ .panel_id = panel_id,
                  .slip_id = slip_id,
                  .has_slip_id = true },
              &by_slip)
        : panel_link_of_person(db, a,
              (struct panel_link_of_person_in){ .panel_id = panel_id,
                  .person_id = person_id,
                  .has_person_id = true },
              &by_person);
    int64_t id = slip_id != 0 ? by_slip.volunteer_id : by_person.volunteer_id;
    return e == OK
        ? panel_volunteer_get(db, a, (struct panel_volunteer_get_in){ id }, to)
        : e;
}

static enum err
find_again(struct db *writer, struct arena *a, struct lot_step *s)
{
    struct panel_link_of_label_row by_label;
    if (!text_is_known(s->label))
        return lot_find(
            writer, a, s->panel_id, s->person_id, s->slip_id, &s->volunteer);
    enum err e = panel_link_of_label(writer, a,
        (struct panel_link_of_label_in){ s->panel_id, s->label }, &by_label);
    return e == OK
        ? panel_volunteer_get(writer, a,
              (struct panel_volunteer_get_in){ by_label.volunteer_id },
              &s->volunteer)
        : e;
}

/* Five digits that nobody else of this panel has. */
static enum err
make_volunteer(struct db *writer, struct arena *a, struct lot_step *s)
{
    struct panel_volunteer *v = &s->volunteer;
    int64_t n = 0;
    enum err e = OK;
    *v = (struct panel_volunteer){ .panel_id = s->panel_id,
        .way = s->way,
        .lang = s->lang,
        .household = s->household,
        .standing = TEXT("in") };
    for (int i = 0; e == OK && n == 0 && i < 60; i++) {
        v->id = key_of_chance();
        v->ticket = 10'000 + (int64_t)(entropy_bits() % 90'000);
        e = panel_volunteer_insert(writer, v, &n);
    }
    if (e == OK && n == 0)
        e = ERR_BUSY;
    if (e != OK)
        return e;
    n = 0;
    e = panel_link_insert(writer,
        (struct panel_link_insert_in){ .id = key_of_chance(),
            .panel_id = s->panel_id,
            .volunteer_id = v->id,
            .person_id = s->person_id,
            .has_person_id = s->person_id != 0,
            .slip_id = s->slip_id,
            .has_slip_id = s->slip_id != 0,
            .label = s->label,
            .linked_on = day_of(a, s->now) },
        &n);
    if (e == OK && n == 0)
        e = ERR_BUSY; /* the same person, in the same instant */
    return e == OK && s->slip_id != 0
        ? people_slip_use(writer, s->slip_id, s->now)
        : e;
}

static enum err
put_answers(struct db *writer, const struct lot *l, const struct lot_step *s)
{
    enum err e = panel_answers_delete(
        writer, (struct panel_answers_delete_in){ s->volunteer.id }, NULL);
    for (int i = 0; e == OK && i < l->n_features; i++)
        e = panel_answer_insert(writer,
            (struct panel_answer_insert_in){ .id = key_of_chance(),
                .panel_id = s->panel_id,
                .volunteer_id = s->volunteer.id,
                .feature = l->features[i].name,
                .value = s->values[i] },
            NULL);
    return e;
}

enum err
lot_join(struct db *writer, struct arena *a, void *lot_step)
{
    struct lot_step *s = lot_step;
    struct lot *l = arena_new(a, struct lot, 1);
    bool is_new;
    enum err e = lot_load(writer, a, s->panel_id, s->now, l);
    if (e == OK && !l->is_open)
        e = ERR_CONFLICT;
    if (e != OK)
        return e;
    e = find_again(writer, a, s);
    is_new = e == ERR_NOT_FOUND;
    if (is_new && l->n_volunteers >= LOT_POOL_MAX)
        return ERR_CONFLICT;
    if (is_new)
        e = make_volunteer(writer, a, s);
    else if (e == OK) {
        s->volunteer.lang = s->lang;
        s->volunteer.household = s->household;
        e = panel_volunteer_update(writer, &s->volunteer, NULL);
    }
    if (e == OK && s->is_child)
        e = child_keep(writer, a,
            &(struct child_of){ "volunteer", s->volunteer.id, s->panel_id },
            s->guardian, s->now);
    if (e == OK)
        e = put_answers(writer, l, s);
    return e == OK ? audit_add(writer,
                         (struct audit){ .action = is_new ? TEXT("volunteer")
                                                          : TEXT("change"),
                             .kind = TEXT("panel"),
                             .thing_id = s->panel_id,
                             .is_nameless = true })
                   : e;
}

/* Its line of a kept file, without what they had said. */
static text
blank(struct arena *a, text people, int64_t ticket)
{
    struct buf b = buf_in(a, people.len);
    text mark = arena_print(a, "%lld,", (long long)ticket), rest = people;
    while (text_is_known(rest)) {
        text line = text_cut(rest, '\n', &rest);
        buf_add(&b, line);
        if (text_starts_with(line, mark)) {
            b.len -= line.len;
            int n_commas = 0;
            for (ptrdiff_t i = 0; i < people.len && people.ptr[i] != '\n'; i++)
                n_commas += people.ptr[i] == ',';
            buf_print(&b, "%lld,%lld", (long long)ticket, (long long)ticket);
            for (int i = 1; i < n_commas; i++)
                buf_byte(&b, ',');
        }
        if (text_is_known(rest))
            buf_byte(&b, '\n');
    }
    return buf_text(&b);
}

static enum err
blank_files(
    struct db *writer, struct arena *a, int64_t panel_id, int64_t ticket)
{
    struct panel_list *lists;
    struct panel_file_get_row file;
    ptrdiff_t n;
    enum err e = panel_lists(writer, a,
        (struct panel_lists_in){
            .panel_id = panel_id, .n_rows = LOT_LISTS_MAX },
        &lists, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        e = panel_file_get(writer, a,
            (struct panel_file_get_in){ lists[i].id, TEXT("people") }, &file);
        if (e == OK)
            e = panel_file_change(writer,
                (struct panel_file_change_in){ .list_id = lists[i].id,
                    .name = TEXT("people"),
                    .content = blank(a, file.content, ticket) },
                NULL);
        else if (e == ERR_NOT_FOUND)
            e = OK;
    }
    return e;
}

enum err
lot_leave(struct db *writer, struct arena *a, int64_t volunteer_id, int64_t now)
{
    struct panel_volunteer v;
    struct panel panel;
    enum err e = panel_volunteer_get(
        writer, a, (struct panel_volunteer_get_in){ volunteer_id }, &v);
    if (e == OK)
        e = panel_get(writer, a, (struct panel_get_in){ v.panel_id }, &panel);
    if (e != OK)
        return e;
    bool is_early =
        lot_is(panel.status, "draft") || lot_is(panel.status, "open");
    e = panel_answers_delete(
        writer, (struct panel_answers_delete_in){ volunteer_id }, NULL);
    if (e == OK)
        e = about_forget(writer, volunteer_id);
    if (e == OK)
        e = child_end(
            writer, a, "volunteer", volunteer_id, volunteer_id, day_of(a, now));
    if (e == OK)
        e = panel_link_delete(
            writer, (struct panel_link_delete_in){ volunteer_id }, NULL);
    if (e == OK && is_early)
        e = panel_volunteer_delete(
            writer, (struct panel_volunteer_delete_in){ volunteer_id }, NULL);
    else if (e == OK) {
        v.standing = TEXT("gone");
        v.name = v.household = (text){ 0 };
        e = panel_volunteer_update(writer, &v, NULL);
        if (e == OK)
            e = blank_files(writer, a, v.panel_id, v.ticket);
    }
    return e == OK ? audit_add(writer,
                         (struct audit){ .action = TEXT("withdraw"),
                             .kind = TEXT("panel"),
                             .thing_id = v.panel_id,
                             .is_nameless = true })
                   : e;
}
