/* Questionnaires: what is asked, in versions and in languages. One for match
 * profiles, assessments, reflections and quality checks alike.
 *
 * A questionnaire has versions, numbered from 1. The newest may be a draft,
 * which coordinators change; a published one never changes, and answers
 * (keep/reply.h) refer to the one they were given to. Words can be
 * translated also after publishing: a translation asks nothing new.
 *
 * People get wrong: what is asked of somebody is the newest PUBLISHED version
 * (questionnaire_load with number 0), not the newest.
 *
 * Errors  ERR_NOT_FOUND  no such questionnaire, or nothing published yet
 *         ERR_CONFLICT   the draft was changed since it was read
 *         ERR_BAD_INPUT  those are no questions: `why`
 */
#ifndef KEEP_QUESTIONNAIRE_H
#define KEEP_QUESTIONNAIRE_H

#include "keep/question.h"
#include "keep/questionnaire.sql.h"
#include "keep/sheet_text.h"
#include "keep/thing.h"

extern const struct sheet questionnaire_sheet;
extern const char *const questionnaire_kind_names[];

enum { LANGUAGES_MAX = 16, VERSIONS_MAX = 50 };

/* One version, read. */
struct questionnaire_text {
    text lang;
    struct words words;
};
struct asked {
    struct questionnaire questionnaire;
    struct questionnaire_version version;
    struct question_set set;
    struct questionnaire_text texts[LANGUAGES_MAX];
    int n_texts;
    const struct words *original; /* never NULL: empty when there is none */
};

enum { NUMBER_PUBLISHED = 0, NUMBER_NEWEST = -1 };
/* A number, the newest that is published, or the newest of all. */
enum err questionnaire_load(struct db *db, struct arena *a, int64_t id,
    int64_t number, struct asked *asked);
enum err questionnaire_load_version(
    struct db *db, struct arena *a, int64_t version_id, struct asked *asked);

/* The wording of a key for a reader: in their language, else the original's,
 * else, for a choice, its code. *lang (may be NULL) says in which. */
text asked_word(const struct asked *q, const struct lang *lang, text key,
    text *of_lang);
/* In that language: NULL when it has none. */
const struct words *asked_words(const struct asked *q, text lang);
/* How far a language is: texts there, texts made of an older original. */
struct translated {
    int n_wanted, n_there, n_old;
};
struct translated asked_translated(
    struct arena *a, const struct asked *q, text lang);

/* ---- Writing, inside a db_write step ---- */

/* The newest version when it is a draft, else a draft as the published is; an
 * empty one when there is no version yet. */
enum err questionnaire_draft(struct db *writer, struct arena *a,
    int64_t actor_id, int64_t id, struct asked *draft);
/* The set and the words of the original, of a draft that was read with this
 * revision. */
enum err questionnaire_save(struct db *writer, struct arena *a,
    int64_t actor_id, const struct asked *draft);
enum err questionnaire_save_words(struct db *writer, struct arena *a,
    int64_t version_id, text lang, const struct words *words, bool *changed);
enum err questionnaire_publish(struct db *writer, struct arena *a,
    int64_t actor_id, const struct asked *draft, int64_t now);

/* ---- For the doors ---- */

/* questionnaire/CODE.csv and questionnaire/CODE.LANG.csv, for the rows of
 * questionnaire.csv: what is new becomes a published version. */
enum err questionnaire_import(struct sheet_texts *t);
enum err questionnaire_export(
    struct db *db, struct arena *a, text dir, struct why *why);
enum err questionnaire_check(struct db *db, struct arena *a,
    void (*hear)(void *context, const char *line), void *context);

#endif
