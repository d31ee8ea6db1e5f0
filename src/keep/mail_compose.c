#include "keep/mail_compose.h"

#include "keep/mail.h"

enum err
mail_house_read(struct mail_house *house, struct arena *a, text base_url,
    text from, text reply, struct why *why)
{
    text tail, name = text_cut(from, '<', &tail);
    *house = (struct mail_house){ .base_url = base_url };
    if (text_is_known(tail)) {
        if (!text_ends_with(tail, TEXT(">")) || !text_is_utf8(name))
            return err_say(why, ERR_BAD_INPUT,
                "--mail-from is like post@network.example, or "
                "\"Our network <post@network.example>\"");
        from = text_slice(tail, 0, tail.len - 1);
        name = text_trim(name);
        if (name.len > 1 && text_starts_with(name, TEXT("\"")) &&
            text_ends_with(name, TEXT("\"")))
            name = text_slice(name, 1, name.len - 1);
        house->from_name = arena_copy(a, name);
    }
    house->from = text_trim(from);
    if (!mail_is_address(house->from))
        return err_say(why, ERR_BAD_INPUT,
            "mails need a sender: --mail-from post@network.example, not "
            "\"%.*s\"",
            TEXT_ARG(from));
    if (text_is_empty(reply))
        return OK;
    if (!mail_is_address(reply) || text_has_byte(reply, '+') ||
        text_find(reply, TEXT("@")) > 10)
        return err_say(why, ERR_BAD_INPUT,
            "--mail-reply is like reply@network.example, with at most 10 "
            "letters before the @: not \"%.*s\"",
            TEXT_ARG(reply));
    house->reply = reply;
    return OK;
}

text
mail_house_host(const struct mail_house *house)
{
    text rest, url = house->base_url;
    ptrdiff_t at = text_find(url, TEXT("://"));
    text host =
        text_cut(text_slice(url, at < 0 ? 0 : at + 3, url.len), '/', &rest);
    ptrdiff_t end = 0; /* without a port, and no number in brackets */
    while (end < host.len &&
        (((host.ptr[end] | 0x20) >= 'a' && (host.ptr[end] | 0x20) <= 'z') ||
            (host.ptr[end] >= '0' && host.ptr[end] <= '9') ||
            host.ptr[end] == '.' || host.ptr[end] == '-'))
        end++;
    return end == 0 ? TEXT("localhost") : text_slice(host, 0, end);
}

/* reply+TOKEN@network.example */
static text
reply_address(struct arena *a, const struct mail_house *house,
    const struct mail_key *key, int64_t id)
{
    text host, name = text_cut(house->reply, '@', &host);
    return arena_join(a, 5,
        (text[]){
            name, TEXT("+"), mail_reply_token(a, key, id), TEXT("@"), host });
}

static text
stop_url(struct arena *a, const struct mail_house *house,
    const struct mail_key *key, const struct mail_letter *row,
    const struct lang *lang)
{
    text hash = mail_hash(
        a, key, row->has_person_id ? row->person_id : 0, row->receiver);
    return arena_join(a, 5,
        (text[]){ house->base_url, TEXT("/"), lang_code(lang),
            TEXT("/mail/stop/"), mail_stop_token(a, key, hash, row->kind) });
}

static text
stop_words(struct view *v, const struct mail_kind *kind, text url)
{
    struct phrase_arg args[] = { arg_text(say(v, kind->word)), arg_text(url) };
    return say_with(v, N_("No more mails of this kind (%1$s): %2$s"), 2, args);
}

text
mail_stop_sentence(struct arena *a, const struct mail_house *house,
    const struct mail_key *key, const struct mail_letter *row)
{
    const struct lang *lang = lang_find(row->lang);
    const struct mail_kind *kind = mail_kind_find(row->kind);
    require(kind != NULL && !kind->must_have);
    struct view v = view_in(a, lang == NULL ? lang_all(0) : lang, 0);
    return stop_words(&v, kind, stop_url(a, house, key, row, v.lang));
}

static text
foot_of(struct arena *a, const struct mail_house *house, const struct letter *l,
    const struct mail_kind *kind)
{
    struct view v = view_in(a, l->lang, 0);
    struct buf foot = buf_in(a, 400);
    struct phrase_arg from = arg_text(house->base_url);
    buf_add(&foot,
        say_with(&v,
            text_is_known(l->reply_to)
                ? N_("This mail comes from %s. You can simply answer it.")
                : N_("This mail comes from %s. Nobody reads answers to it."),
            1, &from));
    if (text_is_known(l->stop_url)) {
        buf_byte(&foot, '\n');
        buf_add(&foot, stop_words(&v, kind, l->stop_url));
    }
    return buf_text(&foot);
}

struct letter
mail_compose(struct arena *a, const struct mail_house *house,
    const struct mail_key *key, const struct mail_letter *row)
{
    const struct mail_kind *kind = mail_kind_find(row->kind);
    const struct lang *lang = lang_find(row->lang);
    struct letter l = { .id = row->id,
        .at = row->made_at,
        .host = mail_house_host(house),
        .from_name = house->from_name,
        .from = house->from,
        .to = row->receiver,
        .subject = row->subject,
        .body = row->body,
        .lang = lang == NULL ? lang_all(0) : lang };
    require(text_is_known(row->receiver) && text_is_known(row->body));
    /* a kind of a room that is gone: it says nothing more than it says */
    if (kind == NULL)
        return l;
    if (kind->receive != NULL && text_is_known(house->reply))
        l.reply_to = reply_address(a, house, key, row->id);
    if (!kind->must_have)
        l.stop_url = stop_url(a, house, key, row, l.lang);
    l.foot = foot_of(a, house, &l, kind);
    return l;
}
