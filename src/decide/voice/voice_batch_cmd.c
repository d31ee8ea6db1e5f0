/* `counterpart voices`: voices that were written down on paper, from a CSV
 * file, without a browser. */
#include "decide/voice/voice_batch.h"

#include "base/csv.h"
#include "base/key.h"
#include "decide/decide_routes.h"
#include "keep/command.h"
#include "os/clock.h"
#include "os/entropy.h"
#include "os/file.h"

enum { FILE_MAX = 4 << 20 };

struct source {
    text all;
};

static enum err
more(void *context, char *to, ptrdiff_t room, ptrdiff_t *n)
{
    struct source *s = context;
    *n = s->all.len < room ? s->all.len : room;
    for (ptrdiff_t i = 0; i < *n; i++)
        to[i] = s->all.ptr[i];
    s->all = text_slice(s->all, *n, s->all.len);
    return OK;
}

/* A code each, to be cut and handed out; with the number of its sheet. */
static enum err
put_codes(
    struct command_call *call, const struct voice_batch *b, struct why *why)
{
    struct buf out = buf_in(call->arena, 1 << 14);
    struct csv_writer w = csv_write(&out);
    csv_add(&w, TEXT("sheet"));
    csv_add(&w, TEXT("code"));
    csv_end_row(&w);
    for (int i = 0; i < b->n; i++) {
        csv_add_for_people(&w, b->rows[i].sheet);
        csv_add(&w, b->rows[i].receipt);
        csv_end_row(&w);
    }
    return command_put(call, buf_text(&out), why);
}

static enum err
run(struct command_call *call, struct why *why)
{
    struct thing t;
    struct source source;
    struct voice_batch b = {
        .db = call->db, .arena = call->arena, .now = now_s(), .lang = TEXT("en")
    };
    bool is_anyway =
        call->n_args == 3 && text_is_equal(call->args[2], TEXT("anyway"));
    if ((call->n_args != 2 && !is_anyway) ||
        !key_parse(call->args[0], &b.partnership_id))
        return err_say(why, ERR_BAD_INPUT,
            "counterpart voices KEY FILE.csv [anyway]: the key stands at the "
            "end of the partnership's address");
    b.anyway = is_anyway;
    b.token = arena_print(call->arena, "%016llx%016llx",
        (unsigned long long)entropy_bits(), (unsigned long long)entropy_bits());
    enum err e = thing_load(
        call->db, call->arena, TEXT("partnership"), b.partnership_id, &t);
    if (e == ERR_NOT_FOUND)
        return err_say(why, e, "there is no partnership with that key");
    if (e == OK)
        e = file_read(call->args[1], call->arena, FILE_MAX, &source.all, why);
    if (e != OK)
        return e;
    e = voice_batch_read(&b, more, &source);
    if (e == ERR_BAD_INPUT && b.n_troubles > 0)
        return err_say(why, e, "nothing was kept: line %lld: %s (%.*s)%s",
            (long long)b.troubles[0].line, b.troubles[0].what,
            TEXT_ARG(b.troubles[0].word),
            b.is_anyway_asked ? "; the word anyway at the end keeps what may "
                                "name somebody"
                              : "");
    if (e == OK)
        e = db_write_quietly(call->db, call->arena, voice_batch_step, &b);
    return e == OK ? put_codes(call, &b, why) : e;
}

enum err
cmd_voices(struct command_call *call, struct why *why)
{
    return command_within(call, run, NULL, why);
}
