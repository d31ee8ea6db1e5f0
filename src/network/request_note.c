#include "network/request_note.h"

#include "keep/audit.h"
#include "os/entropy.h"

enum err
request_note_receive(
    struct db *writer, struct arena *a, const struct mail_reply *r)
{
    struct join_request_note_count_row count;
    int64_t n = 0;
    enum err e = join_request_note_count(writer, a,
        (struct join_request_note_count_in){
            .request_id = r->about_id, .n_rows = NOTES_MAX },
        &count);
    if (e == OK && count.n >= NOTES_MAX)
        return ERR_BAD_INPUT; /* whoever writes so much is a machine */
    struct join_request_note_insert_in row = { .id = key_new(),
        .request_id = r->about_id,
        .at = r->at,
        .words = r->words };
    if (e == OK)
        e = join_request_note_insert(writer, row, &n);
    if (e == OK && n == 0)
        return ERR_NOT_FOUND;
    if (e == OK)
        e = audit_add(writer,
            (struct audit){ .actor_id = r->person_id,
                .action = TEXT("change"),
                .kind = TEXT("join_request"),
                .thing_id = r->about_id,
                .detail = TEXT("[\"note\"]") });
    return e;
}
