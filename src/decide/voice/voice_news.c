/* Who told a voice is told that something came of it. */
#include "decide/voice/voice.h"

#include "people/people.h"

enum { ROWS = 100 };

struct telling_news {
    const struct voice_news_row *row;
};

/* Which voice it is stands on their own page alone: a mail is read by others
 * too, and lies in an outbox. */
static enum err
news_step(struct db *writer, struct arena *a, void *arg)
{
    const struct telling_news *s = arg;
    const struct lang *lang = NULL;
    text mail = { 0 };
    enum err e = voice_news_told(
        writer, (struct voice_news_told_in){ s->row->id }, NULL);
    if (e != OK || !s->row->has_person_id)
        return e;
    e = people_written_to(writer, a, s->row->person_id, &mail, &lang);
    if (e == ERR_NOT_FOUND || (e == OK && !text_is_known(mail)))
        return OK;
    if (e != OK)
        return e;
    struct view v = view_in(a, lang, 0);
    struct phrase_arg where = phrase_arg(s->row->partnership_name);
    return mail_put(writer, a,
        &(struct mail){ .person_id = s->row->person_id,
            .to = mail,
            .lang = lang,
            .kind = TEXT("voice-news"),
            .subject = say(&v, N_("There is news of what you told")),
            .body = say_with(&v,
                N_("Somebody read what you told in %s, or something came of "
                   "it. Sign in, and look under What you told."),
                1, &where) });
}

/* The day after, all of a day together: when a voice was read and when a mail
 * went out do not tell who told it. */
enum err
voice_sweep(struct db *db, struct arena *a, int64_t now)
{
    struct voice_news_row *rows;
    ptrdiff_t n = ROWS;
    enum err e = OK;
    while (e == OK && n == ROWS) {
        e = voice_news(db, a,
            (struct voice_news_in){ .today = day_of(a, now), .n_rows = ROWS },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++)
            e = db_write(db, a, news_step, &(struct telling_news){ &rows[i] });
    }
    return e;
}
