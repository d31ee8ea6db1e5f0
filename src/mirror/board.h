/* Inside this room: boards, one of each side, beside each other.
 *
 * People get wrong: a board that is not shown is its side's alone; whatever
 * speaks of its entries asks board_may first. And what is not signed is kept
 * without anything that says who it was: no person, no time finer than a day,
 * also not in its key, its audit row or its words. */
#ifndef MIRROR_BOARD_H
#define MIRROR_BOARD_H

#include "base/json.h"
#include "keep/edit_links.h"
#include "keep/prose.h"
#include "keep/thread.h"
#include "mirror/board.sql.h"
#include "mirror/mirror.h"
#include "web/web.h"

enum {
    BOARDS_MAX = 60,       /* of a partnership */
    BOARD_SIDES_MAX = 6,
    BOARD_HEADINGS_MAX = 8,
    BOARD_THEMES_MAX = 60, /* of a board */
    BOARD_ENTRIES_MAX = 2000,
    BOARD_ENTRIES_SHOWN = 100, /* on a page */
    ENTRY_LETTERS_MAX = 1000,
    ENTRY_BYTES_MAX = 256 * 1024, /* that a form takes, to be shown again */
    TEMPLATES_MAX = 40
};

extern const struct sheet board_template_sheet, board_sheet,
    board_theme_sheet, board_entry_sheet;

/* ---- Headings ------------------------------------------------------------ */

/* What of one side meets what of another: what they have, we lack. */
enum board_pole { POLE_NONE, POLE_HAS, POLE_LACKS };
struct board_heading {
    text code, name; /* in the reader's language where there is a word */
    enum board_pole pole;
    text lang; /* of the name; not known: the reader's own */
};
struct board_headings {
    struct board_heading row[BOARD_HEADINGS_MAX];
    int n;
};
/* "help:has; problem:lacks; cause": codes and poles. An English sentence that
 * says what is wrong, or NULL. */
const char *headings_read(text line, struct board_headings *to);
/* Strengths, weaknesses, opportunities, challenges: where there is no
 * template. Names are those of the house. */
void headings_usual(struct view *v, struct board_headings *to);
/* With their words out of the template's prose: a line each. */
enum err headings_load(struct request *rq, bool has_template,
    int64_t template_id, text line, struct board_headings *to);
int heading_find(const struct board_headings *h, text code); /* or -1 */

/* ---- Who may what -------------------------------------------------------- */

struct board_rights {
    bool sees, adds, themes, leads;
};
/* Of whom the route let in: a member of another side sees what is shown, and
 * adds nothing. */
struct board_rights
board_rights_of(const struct actor *who, const struct board_head_row *board);

text board_address(struct arena *a, text name, int64_t id);
text board_sub(struct arena *a, int64_t id, const char *what);
text board_key(struct arena *a, int64_t id);
text entry_address(struct arena *a, int64_t id); /* "/entry/KEY" */
text entry_sub(struct arena *a, int64_t id, const char *what);
/* Does what an entry says hold each of these folded words? Not known: yes. */
bool board_holds(struct arena *a, text source, text folded);
text entry_number(struct arena *a, double number); /* "3.5", "28" */

/* ---- What the templates are given ---------------------------------------- */

struct board_line {
    struct board_of_partnership_row *row;
    bool sees;
};
struct board_group { /* those that stand beside each other */
    text series, name;
    struct board_line lines[BOARD_SIDES_MAX];
    int n_lines;
    bool is_illustrative;
    text beside; /* not known: nothing for this reader */
};
struct boards_page {
    struct thing partnership;
    text address;
    struct board_group *groups;
    int n_groups;
    const struct form *form; /* to make some; NULL: they may not */
    text make;
    bool is_coordinator;
};
struct template_line {
    const struct board_template *row;
    struct board_headings headings;
    struct edit_links links;
    text translate;
};
struct templates_page {
    struct template_line *rows;
    ptrdiff_t n_rows;
    text make;
};
struct board_page {
    const struct board_head_row *board;
    struct board_rights may;
    struct board_headings headings;
    struct board_entries_row *entries;
    ptrdiff_t n_entries;
    struct board_themes_row *themes;
    ptrdiff_t n_themes;
    const struct form *form;   /* to add */
    const struct form *button; /* to agree */
    text address, next, partnership;
    text from; /* what a new entry comes from: KIND-KEY; or not known */
    text q; /* what was searched for */
    const struct form *search;
    struct edit_links links;
    int64_t viewer;
};

/* ---- For the door -------------------------------------------------------- */

enum err board_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out);
enum err
board_erase_person(struct db *writer, struct arena *a, int64_t person_id);
enum err board_forget_thing(struct db *writer, struct arena *a, int64_t id);

handler boards_show, boards_send, board_show, board_shown_send, entry_send,
    entry_agree_send, entry_show, entry_change_send, entry_remove_send,
    entry_link_send, entry_photo_send, themes_show, themes_send,
    theme_remove_send, beside_show, beside_csv, beside_pdf, templates_show;

#endif
