/* Inside this room: facts about the sides and their places, beside each other
 * on one scale.
 *
 * A kind says what is counted, in which unit, for how many inhabitants, and
 * what exactly (its definition). A value has a year and a source; where it was
 * counted otherwise than its kind says, it says how (defined_as).
 *
 * People get wrong: two values stand beside each other even where they do not
 * say the same: then the line says so (fact_warns), and nobody may take the
 * warning away by not looking: every page that prints a line prints it. */
#ifndef MIRROR_FACTS_H
#define MIRROR_FACTS_H

#include "keep/edit_links.h"
#include "keep/prose.h"
#include "keep/thread.h"
#include "mirror/assess.h"
#include "mirror/facts.sql.h"
#include "mirror/mirror.h"
#include "web/web.h"

enum {
    FACT_KINDS_MAX = 60,
    FACTS_MAX = 4000, /* of a partnership, looked through */
    FACT_SIDES_MAX = 6,
    FACT_LINES_MAX = 500, /* of a file */
    FACT_FILE_BYTES = 256 * 1024,
    FACT_SAID_MAX = 50, /* refusals that a page lists */
    FACT_YEARS_FAR = 3, /* apart, and a line warns */
    FACT_BAR = 200
};

extern const struct sheet fact_kind_sheet, fact_sheet;

/* ---- Beside each other --------------------------------------------------- */

struct fact_value {
    const struct fact_of_partnership_row *row; /* NULL: there is none */
    bool has_rate;
    double rate; /* for so many inhabitants; the value, where none are asked */
};
enum {
    FACT_OTHERWISE = 1,  /* not by the same definition */
    FACT_YEARS = 2,      /* the years lie far apart */
    FACT_NO_PEOPLE = 4,  /* for one side it is not known how many live there */
    FACT_OLD_PEOPLE = 8, /* they were counted long before or after */
    FACT_ALONE = 16      /* one side alone has a value */
};
struct fact_line {
    const struct fact_kinds_row *kind;
    text name;
    struct fact_value now[FACT_SIDES_MAX], before[FACT_SIDES_MAX];
    int n_now;
    unsigned warns;
    double most; /* of all its rates: the end of the scale */
};
/* A line for each kind, in their order; also where nobody has a value. Facts
 * stand in order of sides and kinds, of each the newest year first.
 * Cost  kinds x sides x facts of both */
void facts_beside(struct arena *a, const struct fact_kinds_row *kinds,
    ptrdiff_t n_kinds, const struct fact_of_partnership_row *facts,
    ptrdiff_t n_facts, const struct fact_sides_row *sides, ptrdiff_t n_sides,
    struct fact_line *lines);

/* "1 163 186", "1,163,186", "12.5", "12,5"; "3,500" can be read in two ways
 * and is refused. */
bool fact_number_read(struct arena *a, text typed, double *to);
/* "1,163,186", "12.5", "0.042": three digits that say something. */
text fact_number(const struct lang *lang, struct arena *a, double x);

struct facts {
    struct thing partnership;
    struct fact_sides_row *sides;
    ptrdiff_t n_sides;
    struct fact_kinds_row *kinds;
    ptrdiff_t n_kinds;
    struct fact_of_partnership_row *rows;
    ptrdiff_t n_rows;
    struct fact_line *lines; /* one for each kind */
};
/* All of a partnership. Cost: one batch */
enum err
facts_load(struct request *rq, int64_t partnership_id, struct facts *f);
const struct fact_line *facts_line_of(const struct facts *f, int64_t kind_id);
/* "Doctors: Region Östergötland 4.3 (2023), Uasin Gishu 0.2 (2022)" */
text
fact_words(struct view *v, const struct facts *f, const struct fact_line *line);
/* "for 1,000 inhabitants", or its unit. */
text fact_unit(struct view *v, const struct fact_line *line);
text fact_address(struct arena *a, int64_t id);
text fact_sub(struct arena *a, int64_t id, const char *what);
/* May they enter something for that side? */
bool fact_may_enter(const struct actor *who, int64_t side_id);

/* ---- A file -------------------------------------------------------------- */

struct fact_said {
    int64_t line;
    text words; /* a sentence in the reader's language */
};
struct fact_file {
    int64_t n_new, n_changed, n_same, n_refused;
    struct fact_said said[FACT_SAID_MAX];
    int n_said;
};
/* Look at a CSV text, row by row, and with `writes` (inside a step) write what
 * is new or different. With a refusal nothing should be written: try first.
 * Without a database only the text is looked at.
 *
 * Errors  those of the database; what is wrong with the file is `said` */
enum err facts_take_file(struct db *db, struct arena *a,
    const struct lang *lang, const struct actor *who, const struct facts *f,
    text csv, bool writes, struct fact_file *file);

/* ---- What the templates are given ---------------------------------------- */

struct facts_page {
    const struct facts *f;
    text base; /* "/partnership/KEY/facts" */
    text address;
    const struct form *form, *bring; /* NULL: they may not */
    bool is_illustrative, is_coordinator;
};
struct facts_bring_page {
    const struct facts *f;
    const struct form *form;
    const struct fact_file *file;
    text base, address;
    bool may_write;
};
struct fact_page {
    const struct facts *f;
    const struct fact_line *line;
    struct fact_head_row head;
    const struct fact_of_partnership_row *row;
    text address, base, partnership, fault;
    struct thread_block thread;
    struct assessment_boards_row *boards;
    ptrdiff_t n_boards;
    const struct form *button;
    struct edit_make makes[EDIT_MAKES_MAX];
    int n_makes;
    struct edit_links links;
};
struct fact_kinds_page {
    struct fact_kinds_row *rows;
    struct edit_links *links;
    text *translate;
    ptrdiff_t n_rows;
    text make;
};
const char *fact_topic_word(text topic);
int fact_bar(const struct fact_line *line, const struct fact_value *value);

handler facts_show, facts_send, facts_csv, facts_bring_send, fact_show,
    fact_take_send, fact_kinds_show;

#endif
