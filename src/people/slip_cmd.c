/* `counterpart slips`: a sheet of join slips to print, without a browser. */
#include "people/slip_pages.h"

#include "base/key.h"
#include "keep/command.h"
#include "keep/settings.h"
#include "os/clock.h"
#include "os/entropy.h"
#include "people/people_routes.h"
#include "people/slip.html.h"

/* The look that the sheet has on the page: the file stands alone. */
static const char style[] =
    "<style>body{font:11pt/1.4 sans-serif;margin:1cm}ul{display:grid;padding:0;"
    "list-style:none;grid-template-columns:1fr 1fr}li{display:grid;gap:0 .9em;"
    "grid-template-columns:auto 1fr;align-items:center;padding:.8em;"
    "border:1px dashed #555;break-inside:avoid}p{margin:0 0 .25em}"
    "svg{width:6.5em}.code{font:bold 1.2em monospace}</style>";

static enum err
load_place(
    struct command_call *call, struct thing *t, text *within, struct why *why)
{
    int64_t id;
    struct thing of;
    if (!key_parse(call->args[1], &id))
        return err_say(why, ERR_BAD_INPUT,
            "\"%.*s\" is no key: it stands at the end of an address",
            TEXT_ARG(call->args[1]));
    enum err e = thing_load(call->db, call->arena, call->args[0], id, t);
    if (e == ERR_NOT_FOUND || (e == OK && t->kind->slip_path == NULL))
        return err_say(why, ERR_BAD_INPUT,
            "slips that make nobody an account are of a conversation_unit, a "
            "proposal_unit, a panel or a listening that is there");
    if (e != OK || t->kind->within_kind == NULL)
        return e;
    e = thing_load(call->db, call->arena, text_of(t->kind->within_kind),
        t->within_id, &of);
    if (e == OK)
        *within = of.title;
    return e == ERR_NOT_FOUND
        ? err_say(why, e, "what it is a part of was removed")
        : e;
}

enum err
cmd_slips(struct command_call *call, struct why *why)
{
    struct thing t;
    int64_t n = 0;
    text within = { 0 }, host = call->base_url;
    const struct lang *lang =
        lang_find(call->n_args == 4 ? call->args[3] : TEXT("en"));
    if (call->n_args < 3 || call->n_args > 4 || lang == NULL ||
        !text_parse_int(call->args[2], &n) || n < 1 || n > SLIPS_MAX)
        return err_say(why, ERR_BAD_INPUT,
            "counterpart slips KIND KEY NUMBER [LANGUAGE], at most %d at once",
            (int)SLIPS_MAX);
    enum err e = load_place(call, &t, &within, why);
    if (e != OK)
        return e;
    int64_t now = now_s();
    struct slip_order order = { .thing = &t,
        .role = WHO_GUEST,
        .form_token = arena_print(call->arena, "%016llx%016llx",
            (unsigned long long)entropy_bits(),
            (unsigned long long)entropy_bits()),
        .address = TEXT("/slips"),
        .now = now,
        .ends_at =
            now + settings_int(call->db, call->arena, "slip_days") * 86'400,
        .n_slips = (int)n };
    e = slip_print(call->db, call->arena, &order);
    if (e != OK)
        return e;
    ptrdiff_t at = text_find(host, TEXT("://"));
    host = text_slice(host, at < 0 ? 0 : at + 3, host.len);
    struct print_page p = { .order = &order,
        .network = within,
        .title = t.title,
        .host = arena_print(call->arena, "%.*s/slip", TEXT_ARG(host)),
        .leads =
            arena_print(call->arena, "%.*s/slip/", TEXT_ARG(call->base_url)) };
    struct view v = view_in(call->arena, lang, 0);
    people_slip_cards(&v, &p);
    html cards = view_html(&v);
    return command_put(call,
        arena_print(call->arena,
            "<!doctype html><html lang=\"%.*s\"><meta charset=\"utf-8\">"
            "<title>%.*s</title>%s%.*s</html>\n",
            TEXT_ARG(lang_code(lang)), TEXT_ARG(say(&v, N_("Join slips"))),
            style, (int)cards.len, cards.ptr),
        why);
}
