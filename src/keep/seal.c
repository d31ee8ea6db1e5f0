#include "keep/seal.h"

#include "base/date.h"
#include "base/key.h"
#include "keep/seal.sql.h"
#include "keep/setting.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum { BATCH_ROWS = 500, FORGET_ROWS = 2000, HEX = 2 * SEAL_HASH_LENGTH };

/* The end of the chain, beside it: rows that were cut off show. And where it
 * begins, when rows were forgotten. */
static const char head_name[] = "audit_head", base_name[] = "audit_base";

struct link {
    int64_t n;
    unsigned char hash[SEAL_HASH_LENGTH];
};

/* ---- One link ------------------------------------------------------------ */

static void
put_int(crypto_generichash_state *s, int64_t n)
{
    unsigned char b[8];
    for (int i = 0; i < 8; i++)
        b[i] = (unsigned char)((uint64_t)n >> 8 * i);
    crypto_generichash_update(s, b, sizeof b);
}

/* Its length first, -1 when it is not known: no two rows are the same bytes. */
static void
put_text(crypto_generichash_state *s, text t)
{
    put_int(s, text_is_known(t) ? t.len : -1);
    if (t.len > 0)
        crypto_generichash_update(
            s, (const unsigned char *)t.ptr, (unsigned long long)t.len);
}

/* From the link before a row to that of the row. */
static void
go_on(struct link *l, const struct chain_row *row)
{
    crypto_generichash_state s;
    crypto_generichash_init(&s, NULL, 0, SEAL_HASH_LENGTH);
    crypto_generichash_update(&s, l->hash, sizeof l->hash);
    l->n++;
    put_int(&s, l->n);
    put_int(&s, row->id);
    put_int(&s, row->at);
    put_int(&s, row->has_actor_id ? row->actor_id : -1);
    put_text(&s, row->action);
    put_text(&s, row->kind);
    put_int(&s, row->thing_id);
    put_text(&s, row->detail);
    crypto_generichash_final(&s, l->hash, sizeof l->hash);
}

static bool
is_hash(text stored, const struct link *l)
{
    return stored.len == SEAL_HASH_LENGTH &&
        memcmp(stored.ptr, l->hash, sizeof l->hash) == 0;
}

static text
link_print(struct arena *a, const struct link *l)
{
    char hex[HEX + 1];
    sodium_bin2hex(hex, sizeof hex, l->hash, sizeof l->hash);
    return arena_print(a, "%" PRId64 "-%s", l->n, hex);
}

static bool
link_parse(text t, struct link *l)
{
    text digits = text_cut(t, '-', &t);
    size_t n_bytes = 0;
    *l = (struct link){ 0 };
    if (digits.len < 1 || digits.len > 18 || t.len != HEX)
        return false;
    for (ptrdiff_t i = 0; i < digits.len; i++) {
        if (digits.ptr[i] < '0' || digits.ptr[i] > '9')
            return false;
        l->n = l->n * 10 + (digits.ptr[i] - '0');
    }
    return sodium_hex2bin(l->hash, sizeof l->hash, t.ptr, HEX, NULL, &n_bytes,
               NULL) == 0 &&
        n_bytes == SEAL_HASH_LENGTH;
}

static enum err
load_link(struct db *db, struct arena *a, const char *name, struct link *l)
{
    text value = { 0 };
    enum err e = setting_load(db, a, name, &value);
    if (!link_parse(value, l))
        *l = (struct link){ 0 };
    return e;
}

/* ---- Sealing ------------------------------------------------------------- */

/* The last row's; of an empty log, where it begins. */
static enum err
load_last(struct db *db, struct arena *a, struct link *l)
{
    struct audit_chain_last_row *last;
    ptrdiff_t n = 0;
    enum err e = audit_chain_last(
        db, a, (struct audit_chain_last_in){ .n_rows = 1 }, &last, &n);
    if (e != OK || n == 0)
        return e == OK ? load_link(db, a, base_name, l) : e;
    *l = (struct link){ .n = last[0].chain_n };
    if (last[0].chain_hash.len == SEAL_HASH_LENGTH)
        memcpy(l->hash, last[0].chain_hash.ptr, SEAL_HASH_LENGTH);
    return OK;
}

struct sealing {
    struct link last; /* as it stood when the rows were read */
    const struct chain_row *rows;
    ptrdiff_t n_rows;
};

/* A batch is one round trip on PostgreSQL; DB_BATCH_MAX to a batch. */
static enum err
seal_some(struct db *writer, struct arena *a, struct link *l,
    const struct chain_row *rows, ptrdiff_t n_rows)
{
    struct db_batch batch = db_batch_open(writer, a);
    unsigned char hashes[DB_BATCH_MAX][SEAL_HASH_LENGTH];
    int64_t n_set[DB_BATCH_MAX] = { 0 };
    for (ptrdiff_t i = 0; i < n_rows; i++) {
        go_on(l, &rows[i]);
        memcpy(hashes[i], l->hash, SEAL_HASH_LENGTH);
        struct audit_set_chain_in to = { .id = rows[i].id,
            .chain_n = l->n,
            .chain_hash = { (const char *)hashes[i], SEAL_HASH_LENGTH } };
        db_ask_none(&batch, &audit_set_chain_query, &to, &n_set[i]);
    }
    enum err e = db_batch_run(&batch);
    for (ptrdiff_t i = 0; e == OK && i < n_rows; i++)
        if (n_set[i] != 1)
            e = ERR_CONFLICT; /* another one sealed it */
    return e;
}

static enum err
seal_step(struct db *writer, struct arena *scratch, void *arg)
{
    const struct sealing *s = arg;
    struct link l = s->last;
    enum err e = OK;
    for (ptrdiff_t i = 0; e == OK && i < s->n_rows; i += DB_BATCH_MAX) {
        ptrdiff_t n = s->n_rows - i;
        e = seal_some(writer, scratch, &l, s->rows + i,
            n < DB_BATCH_MAX ? n : DB_BATCH_MAX);
    }
    if (e == OK)
        e = setting_save(writer, scratch, head_name, link_print(scratch, &l));
    return e;
}

/* Rows and the last place are read outside the step: within it, they would
 * make every writer of PostgreSQL collide with the sealer. Whether they still
 * hold, the unique place decides. */
enum err
seal_all(struct db *db, struct arena *scratch, int64_t *n_sealed)
{
    enum err e = OK;
    int64_t n = 0;
    struct sealing s = { .n_rows = BATCH_ROWS };
    while (e == OK && s.n_rows == BATCH_ROWS) {
        struct arena_mark mark = arena_mark(scratch);
        struct chain_row *rows;
        e = audit_unsealed(db, scratch,
            (struct audit_unsealed_in){ .n_rows = BATCH_ROWS }, &rows,
            &s.n_rows);
        s.rows = rows;
        if (e == OK && s.n_rows > 0)
            e = load_last(db, scratch, &s.last);
        if (e == OK && s.n_rows > 0)
            e = db_write_quietly(db, scratch, seal_step, &s);
        if (e == OK)
            n += s.n_rows;
        arena_rewind(scratch, mark);
    }
    if (n_sealed != NULL)
        *n_sealed = n;
    return e == ERR_CONFLICT ? OK : e; /* another one is at it */
}

enum err
seal_head(struct db *db, struct arena *a, text *head)
{
    struct link l = { 0 };
    enum err e = load_last(db, a, &l);
    *head = l.n == 0 ? TEXT("") : link_print(a, &l);
    return e;
}

/* ---- Proving ------------------------------------------------------------- */

struct proving {
    struct link now, noted, head;
    int64_t last_id; /* of the row before */
    int n_faults;
    bool is_noted_seen, is_head_seen;
    void (*tell)(void *context, const char *line);
    void *context;
};

static void
tell(struct proving *p, const char *line)
{
    if (p->n_faults++ < SEAL_FAULTS_MAX)
        p->tell(p->context, line);
}

static void
compare_noted(struct proving *p, const struct link *noted, bool *is_seen,
    const char *what)
{
    char line[200];
    if (*is_seen || noted->n != p->now.n)
        return;
    *is_seen = true;
    if (memcmp(noted->hash, p->now.hash, SEAL_HASH_LENGTH) == 0)
        return;
    snprintf(line, sizeof line,
        "audit: at place %" PRId64 " the chain is not the one %s: it was "
        "written anew at or before it",
        noted->n, what);
    tell(p, line);
}

static void
say_row(struct proving *p, const struct chain_row *row, const char *what)
{
    char key[KEY_LENGTH], at[RFC3339_LENGTH], line[300];
    snprintf(line, sizeof line,
        "audit: the row %.*s (place %" PRId64 ", %.*s) %s",
        TEXT_ARG(key_print(row->id, key)), row->chain_n,
        TEXT_ARG(date_print_rfc3339(
            row->at < 0 || row->at > INT64_C(253402300799) ? 0 : row->at, at)),
        what);
    tell(p, line);
}

static void
say_gap(struct proving *p, int64_t n_next)
{
    char key[KEY_LENGTH], line[300];
    snprintf(line, sizeof line,
        "audit: %" PRId64 " row%s removed after place %" PRId64
        " (the row %.*s)",
        n_next - p->now.n - 1, n_next - p->now.n == 2 ? " was" : "s were",
        p->now.n, TEXT_ARG(key_print(p->last_id, key)));
    tell(p, line);
}

/* After a fault the chain goes on from what is stored, so that one changed row
 * is one line. */
static enum err
prove_row(void *context, const struct chain_row *row)
{
    struct proving *p = context;
    if (row->chain_n == p->now.n) {
        say_row(p, row, "is there a second time");
        return OK;
    }
    bool is_next = row->chain_n == p->now.n + 1;
    if (!is_next)
        say_gap(p, row->chain_n);
    go_on(&p->now, row);
    if (is_next && !is_hash(row->chain_hash, &p->now))
        say_row(p, row, "was changed");
    p->now.n = row->chain_n;
    p->last_id = row->id;
    compare_noted(p, &p->noted, &p->is_noted_seen, "that you noted");
    compare_noted(p, &p->head, &p->is_head_seen, "that was sealed");
    if (row->chain_hash.len == SEAL_HASH_LENGTH)
        memcpy(p->now.hash, row->chain_hash.ptr, SEAL_HASH_LENGTH);
    return OK;
}

static void
look_at_end(
    struct proving *p, const struct link *noted, bool is_seen, const char *what)
{
    char line[200];
    if (is_seen || noted->n <= p->now.n)
        return;
    snprintf(line, sizeof line,
        "audit: the log ends at place %" PRId64 ", but %s is %" PRId64
        ": the rows after it were removed",
        p->now.n, what, noted->n);
    tell(p, line);
}

enum err
seal_check(struct db *db, struct arena *a, text noted,
    void (*say)(void *context, const char *line), void *context)
{
    struct proving p = { .tell = say, .context = context };
    enum err e = load_link(db, a, base_name, &p.now);
    if (e == OK)
        e = load_link(db, a, head_name, &p.head);
    if (e == OK && text_is_known(noted) && !link_parse(noted, &p.noted))
        tell(&p, "audit: a head is a number, a dash and 64 letters and digits");
    if (e == OK)
        e = audit_chain_each(db, a, prove_row, &p);
    if (e != OK)
        return e;
    look_at_end(&p, &p.noted, p.is_noted_seen, "the one that you noted");
    look_at_end(&p, &p.head, p.is_head_seen, "the last one sealed");
    return OK;
}

/* ---- Forgetting ---------------------------------------------------------- */

enum err
seal_forget(struct db *writer, struct arena *a, int64_t before)
{
    struct audit_chain_first_row *rows;
    ptrdiff_t n_rows = 0, n = 0;
    struct link base = { 0 };
    enum err e = audit_chain_first(writer, a,
        (struct audit_chain_first_in){ .n_rows = FORGET_ROWS }, &rows, &n_rows);
    while (e == OK && n < n_rows && rows[n].at < before &&
        rows[n].chain_hash.len == SEAL_HASH_LENGTH)
        n++;
    if (e != OK || n == 0)
        return e;
    base.n = rows[n - 1].chain_n;
    memcpy(base.hash, rows[n - 1].chain_hash.ptr, SEAL_HASH_LENGTH);
    e = audit_forget_until(
        writer, (struct audit_forget_until_in){ .chain_n = base.n }, NULL);
    return e == OK ? setting_save(writer, a, base_name, link_print(a, &base))
                   : e;
}
