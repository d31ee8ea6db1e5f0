#include "sqlc.h"

bool
rule_is_reserved(text name)
{
    return is_in_words(name, "user order group to end");
}

void
rule_check_query(const struct file *f, const struct query *q, struct tokens t,
    enum dialect d)
{
    (void)f, (void)q, (void)t, (void)d;
}

void
rule_check_migration(
    const struct file *f, struct tokens statement, enum dialect d)
{
    (void)f, (void)statement, (void)d;
}
