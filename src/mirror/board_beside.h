/* Inside boards: those of all sides beside each other. */
#ifndef MIRROR_BOARD_BESIDE_H
#define MIRROR_BOARD_BESIDE_H

#include "mirror/board.h"

enum {
    BESIDE_ENTRIES = 100, /* of a side, on the page and on paper */
    BESIDE_PAIRS_MAX = 40,
    BESIDE_HEADINGS_MAX = BOARD_SIDES_MAX * BOARD_HEADINGS_MAX
};

struct beside_board {
    struct board_head_row head;
    bool sees; /* others are not here with anything but their side's name */
    struct board_headings headings;
    struct board_entries_row *entries;
    ptrdiff_t n_entries;
    bool has_more;
    struct board_themes_row *themes;
    ptrdiff_t n_themes;
    struct board_answers_row *answers;
    ptrdiff_t n_answers;
};

/* What one has that the other lacks: by a link that somebody made, or because
 * both stand in a theme of the same name. */
struct beside_pair {
    int has_board, lacks_board;
    const struct board_entries_row *has, *lacks;
    bool is_linked; /* else by the theme */
    text theme;
};
/* A theme that two sides or more have. */
struct beside_theme {
    text name, folded;
    int n_of[BOARD_SIDES_MAX]; /* entries of each board */
    int n_boards;
};
struct beside {
    const struct board_head_row *own; /* whose address was asked */
    struct beside_board *boards;
    int n_boards, n_seen;
    struct board_heading headings[BESIDE_HEADINGS_MAX]; /* of any of them */
    int n_headings;
    struct beside_pair pairs[BESIDE_PAIRS_MAX];
    int n_pairs, n_more_pairs;
    struct beside_theme *themes; /* shared ones */
    int n_themes;
};

/* All that this reader may see of the boards that stand beside that one.
 * Cost  a batch a board */
enum err beside_load(struct request *rq, const struct board_head_row *own,
    struct beside *b);
enum board_pole beside_pole(const struct beside_board *board, text heading);
const struct board_themes_row *
beside_theme_of(const struct beside_board *board,
    const struct board_entries_row *entry);
/* The words of an entry, without marks, on one line. */
text entry_plain(struct arena *a, text source);

/* As JSON, for the printer: see board_print.h. */
text beside_print_json(struct request *rq, const struct beside *b);

struct beside_page {
    const struct beside *b;
    text address, pdf, csv, partnership;
    bool is_illustrative;
};

#endif
