/* Boards: headings, who may what, addresses. */
#include "mirror/board.h"

#include "base/key.h"

/* ---- Headings ------------------------------------------------------------ */

const char *
headings_read(text line, struct board_headings *to)
{
    *to = (struct board_headings){ 0 };
    while (text_is_known(line)) {
        text pole, code = text_trim(text_cut(line, ';', &line));
        code = text_trim(text_cut(code, ':', &pole));
        if (text_is_known(pole))
            pole = text_trim(pole);
        if (code.len == 0 && !text_is_known(line))
            break; /* a last ; */
        if (code.len == 0 || code.len > 40)
            return SHEET_SAYS(
                "headings", "a heading's short name has 1 to 40 letters");
        if (heading_find(to, code) >= 0)
            return SHEET_SAYS("headings", "a heading is there twice");
        if (to->n == BOARD_HEADINGS_MAX)
            return SHEET_SAYS("headings", "a board has eight headings at most");
        bool has = text_is_equal(pole, TEXT("has"));
        bool lacks = text_is_equal(pole, TEXT("lacks"));
        if (text_is_known(pole) && !has && !lacks)
            return SHEET_SAYS(
                "headings", "behind : stands has or lacks, or nothing");
        to->row[to->n++] = (struct board_heading){ .code = code,
            .name = code,
            .pole = has ? POLE_HAS
                : lacks ? POLE_LACKS
                        : POLE_NONE };
    }
    return to->n < 2
        ? SHEET_SAYS("headings", "a board has two headings or more")
        : NULL;
}

static const struct {
    text code;
    enum board_pole pole;
    const char *word;
} usual[] = {
    { TEXT_INIT("strength"), POLE_HAS, N_("Strengths") },
    { TEXT_INIT("weakness"), POLE_LACKS, N_("Weaknesses") },
    { TEXT_INIT("opportunity"), POLE_NONE, N_("Opportunities") },
    { TEXT_INIT("challenge"), POLE_LACKS, N_("Challenges") },
};
enum { N_USUAL = sizeof usual / sizeof *usual };

void
headings_usual(struct view *v, struct board_headings *to)
{
    *to = (struct board_headings){ .n = N_USUAL };
    for (int i = 0; i < N_USUAL; i++)
        to->row[i] = (struct board_heading){ .code = usual[i].code,
            .name = v != NULL ? say(v, usual[i].word) : usual[i].code,
            .pole = usual[i].pole };
}

/* "- Start" of a list, or "Start" */
static text
plain_line(text line)
{
    line = text_trim(line);
    if (text_starts_with(line, TEXT("- ")) ||
        text_starts_with(line, TEXT("* ")))
        line = text_trim(text_slice(line, 2, line.len));
    return line;
}

enum err
headings_load(struct request *rq, bool has_template, int64_t template_id,
    text line, struct board_headings *to)
{
    struct view v = view_in(rq->arena, rq->lang, 0);
    struct prose_set prose;
    if (!has_template) {
        headings_usual(&v, to);
        return OK;
    }
    (void)headings_read(line, to); /* what is right of it */
    enum err e = prose_load(rq->db, rq->arena, template_id, &prose);
    if (e != OK)
        return e;
    struct wording w = prose_pick(&prose, "headings", rq->lang);
    text rest = w.source;
    for (int i = 0; w.is_known && i < to->n && text_is_known(rest);) {
        text name = plain_line(text_cut(rest, '\n', &rest));
        if (name.len == 0)
            continue;
        to->row[i].name = name;
        to->row[i++].lang = w.lang;
    }
    return OK;
}

int
heading_find(const struct board_headings *h, text code)
{
    for (int i = 0; i < h->n; i++)
        if (text_is_equal(h->row[i].code, code))
            return i;
    return -1;
}

/* ---- Who may what -------------------------------------------------------- */

struct board_rights
board_rights_of(const struct actor *who, const struct board_head_row *board)
{
    int64_t own[] = { board->id, board->side_id };
    int64_t all[] = { board->id, board->side_id, board->partnership_id };
    struct board_rights may = { 0 };
    may.sees = actor_may(who, WHO_GUEST, all, board->is_shown ? 3 : 2);
    /* a facilitator of the partnership who is of another side is a reader */
    int n = thing_is_of_another_side(who, board->side_id, board->partnership_id)
        ? 2
        : 3;
    may.leads = may.sees && actor_may(who, WHO_FACILITATOR, all, n);
    may.themes = may.sees && actor_may(who, WHO_MEMBER, all, n);
    may.adds = may.themes ||
        (may.sees && board->is_open && actor_may(who, WHO_GUEST, own, 2));
    return may;
}

/* ---- Addresses ----------------------------------------------------------- */

text
board_key(struct arena *a, int64_t id)
{
    return key_print(id, arena_new(a, char, KEY_LENGTH));
}

text
board_address(struct arena *a, text name, int64_t id)
{
    return arena_print(a, "/board/%.*s-%.*s", TEXT_ARG(lang_slug(a, name)),
        TEXT_ARG(board_key(a, id)));
}

text
board_sub(struct arena *a, int64_t id, const char *what)
{
    return arena_print(a, "/board/%.*s%s", TEXT_ARG(board_key(a, id)), what);
}

text
entry_address(struct arena *a, int64_t id)
{
    return arena_print(a, "/entry/%.*s", TEXT_ARG(board_key(a, id)));
}

text
entry_sub(struct arena *a, int64_t id, const char *what)
{
    return arena_print(a, "/entry/%.*s%s", TEXT_ARG(board_key(a, id)), what);
}

text
entry_number(struct arena *a, double number)
{
    struct buf b = buf_in(a, 32);
    struct json j = json_write(&b);
    json_real(&j, number);
    return buf_text(&b);
}
