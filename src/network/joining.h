/* Inviting and joining: what the pages of it share. */
#ifndef NETWORK_JOINING_H
#define NETWORK_JOINING_H

#include "network/network_pages.h"

/* Codes of the interface's languages with their names; NULL-ended. */
extern const char *const invite_languages[], *const invite_language_names[];
/* The roles that are had of a partnership or a side; then with the network's
 * coordinator. */
extern const char *const invite_roles[], *const invite_role_words[];
extern const char *const invite_all_roles[], *const invite_all_role_words[];

/* What an invitation is to: a partnership, a side or an organisation, by its
 * code or by the address of its page; empty: the network, *is_network.
 * ERR_NOT_FOUND. */
enum err invite_find_thing(struct request *rq, text of, struct thing *thing,
    bool *is_network);

/* One invitation in one step, with the form's token. `then` is where a form
 * that is sent twice leads; *is_again: it was. */
struct invite_step {
    struct inviter from;
    struct invitation to;
    text token, then, first;
};
enum err invite_one(
    struct request *rq, struct invite_step *step, bool *is_again);
/* Say at the form what one of its errors means: OK then; else the error. */
enum err invite_complain(struct request *rq, struct form *form, enum err e);

/* A line of a list of people, as a CSV file has it. */
struct invite_line {
    int64_t line;
    text mail, name, role_said, language_said, of;
    struct invitation to;
    struct thing thing;
    text problem; /* a sentence in the reader's language; or not known */
};
enum { INVITE_LINES_MAX = 200, INVITE_LIST_BYTES = 100'000 };
struct invite_list {
    struct invite_line *lines;
    ptrdiff_t n_lines, n_problems;
    text problem; /* of the whole list; or not known */
};
/* Read and check a list: what is wrong is said with its line. */
enum err invite_list_read(
    struct request *rq, text csv, struct invite_list *list);

struct admin_invite_page {
    const struct form *form;
    int64_t person_id; /* known here, without an account; or 0 */
};
struct admin_role_page {
    const struct form *form;
    struct thing person;
    text address;
};
struct admin_list_page {
    const struct form *form;
    const struct invite_list *list; /* tried; or NULL */
    text csv;
};

#endif
