/* One pair, as it is loaded and what it is called. */
#include "match/pair.h"

#include "base/key.h"

enum err
pair_load(struct db *db, struct arena *a, int64_t id, int64_t viewer_id,
    struct pair *pair)
{
    *pair = (struct pair){ .own = -1 };
    enum err e = pair_get(db, a, (struct pair_get_in){ .id = id }, &pair->row);
    if (e != OK)
        return e;
    struct db_batch batch = db_batch_open(db, a);
    pair_people_ask(&batch,
        (struct pair_people_in){ .a_id = pair->row.a_id,
            .b_id = pair->row.b_id,
            .third_id = pair->row.has_third_id ? pair->row.third_id : -1,
            .n_rows = PAIR_PEOPLE },
        &pair->people, &pair->n_people);
    pair_answers_ask(&batch,
        (struct pair_answers_in){ .pair_id = id, .n_rows = PAIR_PEOPLE },
        &pair->answers, &pair->n_answers);
    e = db_batch_run(&batch);
    if (e != OK)
        return e;
    for (ptrdiff_t i = 1; i < pair->n_people; i++) /* by side */
        for (ptrdiff_t k = i;
             k > 0 && pair->people[k - 1].position > pair->people[k].position;
             k--) {
            struct pair_people_row x = pair->people[k];
            pair->people[k] = pair->people[k - 1];
            pair->people[k - 1] = x;
        }
    for (int i = 0; viewer_id != 0 && i < pair->n_people; i++)
        if (pair->people[i].person_id == viewer_id)
            pair->own = i;
    return OK;
}

const struct pair_answers_row *
pair_answer_of(const struct pair *pair, int64_t match_person_id)
{
    for (ptrdiff_t i = 0; i < pair->n_answers; i++)
        if (pair->answers[i].match_person_id == match_person_id)
            return &pair->answers[i];
    return NULL;
}

text
pair_names(struct arena *a, text x, text y, text third)
{
    text dash = TEXT(" – "), nobody = TEXT("?");
    return arena_join(a, 5,
        (text[]){ text_is_known(x) ? x : nobody, dash,
            text_is_known(y) ? y : nobody,
            text_is_known(third) ? dash : TEXT(""),
            text_is_known(third) ? third : TEXT("") });
}

text
pair_address(struct arena *a, int64_t id)
{
    char key[KEY_LENGTH];
    return arena_print(a, "/pair/%.*s", TEXT_ARG(key_print(id, key)));
}

text
pair_sub_address(struct arena *a, int64_t id, const char *what)
{
    return arena_print(a, "%.*s/%s", TEXT_ARG(pair_address(a, id)), what);
}

static const struct status {
    text status;
    const char *word, *class;
} statuses[] = {
    { TEXT_INIT("proposed"), N_("Proposed, not offered yet"), "is-draft" },
    { TEXT_INIT("offered"), N_("Offered, waiting for answers"), "is-planned" },
    { TEXT_INIT("agreed"), N_("Agreed"), "is-running" },
    { TEXT_INIT("declined"), N_("Declined"), "is-ended" },
    { TEXT_INIT("running"), N_("Under way"), "is-running" },
    { TEXT_INIT("ended"), N_("Ended"), "is-ended" },
    { TEXT_INIT("withdrawn"), N_("Taken back"), "is-ended" },
};
enum { N_STATUSES = sizeof statuses / sizeof *statuses };

static const struct status *
status_of(text status)
{
    for (int i = 0; i < N_STATUSES; i++)
        if (text_is_equal(statuses[i].status, status))
            return &statuses[i];
    return &statuses[0];
}

const char *
pair_status_word(text status)
{
    return status_of(status)->word;
}

const char *
pair_status_class(text status)
{
    return status_of(status)->class;
}

bool
pair_is(const struct pair *pair, const char *status)
{
    return text_is_equal(pair->row.status, text_of(status));
}
