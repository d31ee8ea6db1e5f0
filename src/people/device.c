#include "people/device.h"

#include "os/entropy.h"
#include "people/secret.h"
#include "people/sign_in_lock.sql.h"

/* ---- Words --------------------------------------------------------------- */

/* The first that it holds is it: browsers name those that they are like. */
static const struct mark {
    text in, word;
} browsers[] = {
    { TEXT_INIT("Opera Mini"), TEXT_INIT("Opera Mini") },
    { TEXT_INIT("OPR/"), TEXT_INIT("Opera") },
    { TEXT_INIT("Edg"), TEXT_INIT("Edge") },
    { TEXT_INIT("SamsungBrowser"), TEXT_INIT("Samsung Internet") },
    { TEXT_INIT("UCBrowser"), TEXT_INIT("UC Browser") },
    { TEXT_INIT("Firefox/"), TEXT_INIT("Firefox") },
    { TEXT_INIT("FxiOS"), TEXT_INIT("Firefox") },
    { TEXT_INIT("CriOS"), TEXT_INIT("Chrome") },
    { TEXT_INIT("Chrome/"), TEXT_INIT("Chrome") },
    { TEXT_INIT("Safari/"), TEXT_INIT("Safari") },
}, systems[] = {
    { TEXT_INIT("Android"), TEXT_INIT("Android") },
    { TEXT_INIT("KAIOS"), TEXT_INIT("KaiOS") },
    { TEXT_INIT("iPhone"), TEXT_INIT("iPhone") },
    { TEXT_INIT("iPad"), TEXT_INIT("iPad") },
    { TEXT_INIT("Windows"), TEXT_INIT("Windows") },
    { TEXT_INIT("Macintosh"), TEXT_INIT("Mac") },
    { TEXT_INIT("Linux"), TEXT_INIT("Linux") },
};
enum {
    N_BROWSERS = sizeof browsers / sizeof *browsers,
    N_SYSTEMS = sizeof systems / sizeof *systems
};

static text
word_in(text agent, const struct mark *marks, int n)
{
    for (int i = 0; i < n; i++)
        if (text_find(agent, marks[i].in) >= 0)
            return marks[i].word;
    return TEXT("");
}

text
device_word(struct arena *a, text user_agent)
{
    if (text_is_empty(user_agent) || user_agent.len > 1000)
        return (text){ 0 };
    text browser = word_in(user_agent, browsers, N_BROWSERS);
    text system = word_in(user_agent, systems, N_SYSTEMS);
    if (browser.len + system.len == 0)
        return (text){ 0 };
    return arena_join(a, 3, (text[]){ browser, TEXT("/"), system });
}

text
device_said(struct view *v, text word)
{
    text system, browser = text_cut(word, '/', &system);
    if (text_is_empty(browser) && text_is_empty(system))
        return say(v, N_("A browser"));
    if (text_is_empty(system))
        return browser;
    if (text_is_empty(browser))
        browser = say(v, N_("A browser"));
    return say_with(v, N_("%1$s on %2$s"), 2,
        (struct phrase_arg[]){ arg_text(browser), arg_text(system) });
}

/* ---- Known again --------------------------------------------------------- */

enum err
device_load(struct request *rq, struct device *device)
{
    struct device_find_row row;
    text token = request_device(rq);
    text hash =
        text_is_known(token) ? token_hash(rq->arena, token) : (text){ 0 };
    *device = (struct device){ 0 };
    if (!text_is_known(hash))
        return OK;
    enum err e = device_find(
        rq->db, rq->arena, (struct device_find_in){ .hash = hash }, &row);
    if (e == OK)
        *device = (struct device){ hash, row.id, row.person_id, row.seen_at };
    return e == ERR_NOT_FOUND ? OK : e;
}

bool
device_is_of(const struct device *device, int64_t person_id)
{
    return text_is_known(device->hash) && device->person_id == person_id;
}

enum err
device_prepare(struct request *rq, int64_t person_id, struct device_note *note)
{
    struct device device;
    enum err e = device_load(rq, &device);
    *note = (struct device_note){ .person_id = person_id, .now = rq->now };
    if (e != OK)
        return e;
    if (device_is_of(&device, person_id)) {
        if (rq->now - device.seen_at >= DEVICE_SEEN_S)
            note->id = device.id;
        return OK;
    }
    note->token = token_new(rq->arena);
    note->hash = token_hash(rq->arena, note->token);
    return OK;
}

enum err
device_save(struct db *writer, const struct device_note *note)
{
    int64_t n = 0;
    enum err e = OK;
    if (note->id != 0)
        return device_set_seen(writer,
            (struct device_set_seen_in){ .id = note->id, .seen_at = note->now },
            NULL);
    for (int i = 0; e == OK && n == 0 && i < 3 && text_is_known(note->hash);
         i++)
        e = device_insert(writer,
            (struct device_insert_in){ .id = key_new(),
                .hash = note->hash,
                .person_id = note->person_id,
                .seen_at = note->now },
            &n);
    return e;
}

void
device_answer(
    struct request *rq, struct answer *an, const struct device_note *note)
{
    if (text_is_known(note->token))
        answer_device(rq, an, note->token, DEVICE_S);
}
