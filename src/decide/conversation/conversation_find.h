/* Inside this room: conversations and their statements found by words.
 *
 * People get wrong: a statement that a reader may not see must not be found
 * either, or its words can be guessed one by one. What waits, is out or was
 * taken back has no words in the index. */
#ifndef DECIDE_CONVERSATION_FIND_H
#define DECIDE_CONVERSATION_FIND_H

#include "decide/conversation/conversation.h"
#include "decide/conversation/conversation_find.sql.h"

enum { CONVERSATIONS_FOUND = 20, STATEMENTS_FOUND = 30 };

/* Inside a step, whenever its words, its translations or whether it is let in
 * have changed: a statement, or a conversation by its question. */
enum err found_save(struct db *writer, struct arena *a, int64_t thing_id);
/* Inside a step, before they are gone: those of a conversation and its own. */
enum err
found_forget(struct db *writer, struct arena *a, int64_t conversation_id);

struct conversations_find_page {
    struct request *rq;
    text q, next;
    bool is_search;
    struct conversation_found *rows;
    ptrdiff_t n_rows;
    struct statement_found *statements;
    ptrdiff_t n_statements;
};

handler conversations_find_show, conversation_statements_csv;

#endif
