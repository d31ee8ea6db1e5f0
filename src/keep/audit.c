#include "keep/audit.h"

#include "keep/audit.sql.h"
#include "os/clock.h"
#include "os/entropy.h"

enum err
audit_add(struct db *writer, struct audit what)
{
    int64_t n = 0;
    enum err e = OK;
    for (int i = 0; e == OK && n == 0 && i < 3; i++) {
        struct audit_insert_in row = {
            .id = key_new(),
            .at = now_s(),
            .actor_id = what.actor_id,
            .has_actor_id = what.actor_id != 0,
            .action = what.action,
            .kind = what.kind,
            .thing_id = what.thing_id,
            .detail = what.detail,
        };
        e = audit_insert(writer, row, &n);
    }
    return e == OK && n == 0 ? ERR_CONFLICT : e;
}
