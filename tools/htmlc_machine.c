/* Where in the HTML we are. Each literal byte of a template goes through
 * machine_byte; what it lets pass is a small, strict part of HTML, in which
 * this machine and every browser agree where a tag, an attribute and a text
 * begin and end. That is what makes the context of a {{ }} certain.
 */
#include "htmlc_machine.h"

#include <string.h>

static const char *const RAW_TAGS[] = { "script", "style", "iframe", "noembed",
    "noframes", "xmp", "plaintext", NULL };
/* A <span> would end the drawing. The inner ones are for a part that stands
 * inside an <svg> of another function. */
static const char *const DRAWN_TAGS[] = { "svg", "g", "text", "tspan", "desc",
    NULL };
static const char *const RCDATA_TAGS[] = { "title", "textarea", NULL };

static bool
is_white(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

static bool
is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool
is_name_byte(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
        c == ':' || c == '.';
}

static char
lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

void
name_add(struct name *n, char c)
{
    if (n->len < NAME_MAX_LEN)
        n->ptr[n->len++] = lower(c);
}

bool
name_is(const struct name *n, const char *what)
{
    return text_is_equal((text){ n->ptr, n->len }, text_of(what));
}

bool
name_in(const struct name *n, const char *const *list)
{
    for (; *list != NULL; list++)
        if (name_is(n, *list))
            return true;
    return false;
}

void
machine_start(struct machine *m, struct buf *out)
{
    *m = (struct machine){ .state = S_TEXT, .out = out, .is_after_code = true };
}

bool
machine_is_text(const struct machine *m)
{
    return m->state == S_TEXT;
}

bool
machine_is_squeezed(const struct machine *m)
{
    return m->state == S_TEXT && !m->is_pre;
}

/* ---- white space ------------------------------------------------------------
 */

void
machine_flush(struct machine *m)
{
    if (m->pending != 0)
        buf_byte(m->out, m->pending);
    m->pending = 0;
}

static void
put(struct machine *m, char c)
{
    machine_flush(m);
    m->is_after_code = false;
    buf_byte(m->out, c);
}

/* A run becomes one line end, if there is one in it, or one blank. Behind a
 * line of C it is indentation: the line end before that line has been kept. */
static void
put_white(struct machine *m, char c)
{
    if (m->is_after_code)
        return;
    if (m->pending == 0 || c == '\n')
        m->pending = c == '\n' ? '\n' : ' ';
}

/* ---- tags -------------------------------------------------------------------
 */

enum err
fail_in_tag(struct machine *m, struct why *why, const char *message)
{
    bool was_bad = m->is_bad;
    m->state = S_BAD;
    m->quote = 0;
    m->is_bad = true;
    return was_bad ? OK : err_say(why, ERR_BAD_INPUT, "%s", message);
}

static enum err
attr_begin(struct machine *m, char c)
{
    m->attr = (struct name){ .len = 0 };
    m->n_value = 0;
    m->has_hole = m->is_whole = false;
    name_add(&m->attr, c);
    buf_byte(m->out, ' ');
    buf_byte(m->out, c);
    m->state = S_ATTR_NAME;
    return OK;
}

bool
attr_is_twice(struct machine *m, const struct name *name, bool is_maybe)
{
    for (int i = 0; i < m->n_attrs; i++)
        if (m->attrs[i].name.len == name->len &&
            memcmp(m->attrs[i].name.ptr, name->ptr, (size_t)name->len) == 0 &&
            !(m->attrs[i].is_maybe && is_maybe))
            return true;
    if (m->n_attrs < ATTRS_MAX) {
        m->attrs[m->n_attrs].name = *name;
        m->attrs[m->n_attrs++].is_maybe = is_maybe;
    }
    return false;
}

enum err
attr_named(struct machine *m, struct why *why)
{
    if (m->is_end_tag)
        return fail_in_tag(m, why, "an attribute in an end tag");
    if (name_is(&m->attr, "http-equiv"))
        m->has_http_equiv = true;
    if (attr_is_twice(m, &m->attr, false))
        return fail_in_tag(m, why,
            "this attribute stands twice; the second one would be lost");
    return OK;
}

static void
element_end(struct machine *m)
{
    if (name_is(&m->tag, "pre"))
        m->is_pre = false;
    if (name_is(&m->tag, "option") || name_is(&m->tag, "select"))
        m->is_option = false;
    if (name_in(&m->tag, DRAWN_TAGS) && m->n_svg > 0)
        m->n_svg--;
}

static enum err
element_begin(struct machine *m, struct why *why)
{
    bool is_raw = name_in(&m->tag, RAW_TAGS);
    bool is_rcdata = name_in(&m->tag, RCDATA_TAGS);
    bool is_pre = name_is(&m->tag, "pre");
    m->n_match = 0;
    m->is_fresh = is_pre || name_is(&m->tag, "textarea");
    if (m->is_slash && (is_raw || is_rcdata || is_pre))
        return err_say(why, ERR_BAD_INPUT, "\"/>\" does not close a <%.*s>",
            m->tag.len, m->tag.ptr);
    if (name_in(&m->tag, DRAWN_TAGS) && !m->is_slash)
        m->n_svg++;
    m->is_pre = m->is_pre || is_pre;
    m->is_option = m->is_option || name_is(&m->tag, "option");
    m->state = is_raw ? S_RAW : is_rcdata ? S_RCDATA : S_TEXT;
    if (is_raw && m->n_svg > 0)
        return err_say(why, ERR_BAD_INPUT, "a <%.*s> inside <svg>", m->tag.len,
            m->tag.ptr);
    return OK;
}

static enum err
tag_end(struct machine *m, struct why *why)
{
    buf_byte(m->out, '>');
    m->state = S_TEXT;
    if (m->is_end_tag) {
        element_end(m);
        return OK;
    }
    enum err e = element_begin(m, why);
    if (e == OK && !m->is_bad && m->has_http_equiv && m->has_content_hole)
        e = err_say(
            why, ERR_BAD_INPUT, "{{ }} in the content of a <meta http-equiv>");
    return e;
}

static void
tag_begin(struct machine *m, char c, bool is_end_tag)
{
    put(m, '<');
    m->from_line = m->line;
    if (is_end_tag)
        buf_byte(m->out, '/');
    buf_byte(m->out, c);
    m->tag = (struct name){ .len = 0 };
    name_add(&m->tag, c);
    m->n_attrs = 0;
    m->is_end_tag = is_end_tag;
    m->is_slash = m->is_bad = false;
    m->has_http_equiv = m->has_content_hole = false;
    m->state = S_TAG_NAME;
}

/* A byte after a name or a value, when nothing else claims it. */
static enum err
between(struct machine *m, char c, struct why *why)
{
    if (c == '>')
        return tag_end(m, why);
    if (m->is_slash)
        return fail_in_tag(m, why, "\"/\" in the middle of a tag");
    if (is_white(c)) {
        m->state = S_IN_TAG;
        return OK;
    }
    if (c == '/') {
        buf_byte(m->out, '/');
        m->is_slash = true;
        m->state = S_IN_TAG;
        return OK;
    }
    if (c == '<')
        return fail_in_tag(m, why, "a \"<\" inside a tag: is it closed?");
    if (m->state == S_IN_TAG && is_letter(c))
        return attr_begin(m, c);
    if (c == '"' || c == '\'')
        return fail_in_tag(m, why, "a quote where an attribute should begin");
    return fail_in_tag(m, why,
        m->state == S_AFTER_VALUE ? "a blank is missing between attributes"
                                  : "this cannot stand in a tag");
}

/* ---- text of one element
 * ------------------------------------------------------ */

static enum err
raw_byte(struct machine *m, char c, struct why *why)
{
    int n = m->n_match; /* of "</name" */
    bool is_end = n == 2 + m->tag.len;
    if (is_end && (c == '>' || is_white(c))) {
        m->is_end_tag = true;
        m->is_slash = m->is_bad = false;
        m->n_attrs = 0;
        m->n_match = 0;
        m->state = S_IN_TAG;
        return between(m, c, why);
    }
    bool is_next = !is_end &&
        lower(c) ==
            (n == 0          ? '<'
                    : n == 1 ? '/'
                             : m->tag.ptr[n - 2]);
    if (!is_next && n > 0 && m->state == S_RCDATA) {
        bool was_bad = m->is_bad;
        m->is_bad = true;
        m->n_match = 0;
        return was_bad
            ? OK
            : err_say(why, ERR_BAD_INPUT, "a \"<\" in a <%.*s>: write &lt;",
                  m->tag.len, m->tag.ptr);
    }
    m->n_match = is_next ? n + 1 : c == '<';
    if (m->state == S_RAW && !name_is(&m->tag, "script") && n == 1 && !is_next)
        return err_say(
            why, ERR_BAD_INPUT, "a \"<\" in a <%.*s>", m->tag.len, m->tag.ptr);
    if (m->state == S_RAW && c == '-' &&
        text_ends_with(buf_text(m->out), TEXT("<!-")))
        return err_say(
            why, ERR_BAD_INPUT, "\"<!--\" in a <%.*s>", m->tag.len, m->tag.ptr);
    buf_byte(m->out, c);
    return OK;
}

/* Comments are for who reads the template: they are not sent. */
static enum err
comment_byte(struct machine *m, char c)
{
    if (c == '>' && m->n_match >= 2)
        m->state = S_TEXT;
    m->n_match = c == '-' ? m->n_match + 1 : 0;
    return OK;
}

static enum err
bang_byte(struct machine *m, char c, struct why *why)
{
    static const char DOCTYPE[] = "doctype";
    if (m->n_match == 0 && c == '-') {
        m->n_match = -1;
        return OK;
    }
    if (m->n_match == -1 && c == '-') {
        m->n_match = 0;
        m->state = S_COMMENT;
        return OK;
    }
    if (m->n_match < 0 || lower(c) != DOCTYPE[m->n_match]) {
        m->state = S_TEXT;
        return err_say(why, ERR_BAD_INPUT, "neither <!-- nor <!doctype");
    }
    if (m->n_match == 0) {
        put(m, '<');
        buf_byte(m->out, '!');
    }
    buf_byte(m->out, c);
    if (++m->n_match == (int)sizeof DOCTYPE - 1)
        m->state = S_DOCTYPE;
    return OK;
}

/* ---- a byte
 * -------------------------------------------------------------------- */

static enum err
text_byte(struct machine *m, char c)
{
    if (c == '<') {
        m->state = S_OPEN;
    } else if (m->is_pre) {
        machine_flush(m);
        buf_byte(m->out, c);
    } else if (is_white(c)) {
        put_white(m, c);
    } else {
        put(m, c);
    }
    return OK;
}

static enum err
open_byte(struct machine *m, char c, struct why *why)
{
    bool is_end = m->state == S_END_OPEN;
    if (is_letter(c)) {
        tag_begin(m, c, is_end);
    } else if (!is_end && c == '/') {
        m->state = S_END_OPEN;
    } else if (!is_end && c == '!') {
        m->n_match = 0;
        m->from_line = m->line;
        m->is_bad = false;
        m->tag.len = 0;
        m->state = S_BANG;
    } else {
        m->state = S_TEXT;
        return err_say(
            why, ERR_BAD_INPUT, "a \"<\" that begins no tag: write &lt;");
    }
    return OK;
}

static enum err
value_byte(struct machine *m, char c, struct why *why)
{
    buf_byte(m->out, c);
    /* the value may be "/", and what follows a host: "//host" */
    if (m->is_whole && m->n_value == 0 && (c == '/' || c == '\\')) {
        bool was_bad = m->is_bad;
        m->is_bad = true;
        m->value[m->n_value++] = c;
        return was_bad ? OK
                       : err_say(why, ERR_BAD_INPUT,
                             "\"%c\" directly behind the {{ }} that begins "
                             "this address: make one value of both",
                             c);
    }
    if (c == m->quote)
        m->state = S_AFTER_VALUE;
    else if (m->n_value < VALUE_HEAD_LEN)
        m->value[m->n_value++] = c;
    return OK;
}

/* Quotes count, so that the end is found and the tag reported once. */
static enum err
bad_byte(struct machine *m, char c)
{
    if (m->quote != 0) {
        if (c == m->quote)
            m->quote = 0;
    } else if (c == '"' || c == '\'') {
        m->quote = c;
    } else if (c == '>') {
        m->state = S_TEXT;
    }
    return OK;
}

enum err
machine_byte(struct machine *m, char c, struct why *why)
{
    enum err e;
    m->is_fresh = false;
    switch ((enum state)m->state) {
    case S_TEXT: return text_byte(m, c);
    case S_OPEN:
    case S_END_OPEN: return open_byte(m, c, why);
    case S_BANG: return bang_byte(m, c, why);
    case S_COMMENT: return comment_byte(m, c);
    case S_DOCTYPE:
        buf_byte(m->out, c);
        if (c == '>')
            m->state = S_TEXT;
        return OK;
    case S_TAG_NAME:
        if (!is_name_byte(c))
            return between(m, c, why);
        name_add(&m->tag, c);
        buf_byte(m->out, c);
        return OK;
    case S_ATTR_NAME:
        if (is_name_byte(c)) {
            name_add(&m->attr, c);
            buf_byte(m->out, c);
            return OK;
        }
        e = attr_named(m, why);
        if (e != OK)
            return e;
        [[fallthrough]];
    case S_AFTER_NAME:
        if (c == '=') {
            buf_byte(m->out, '=');
            m->state = S_BEFORE_VALUE;
            return OK;
        }
        if (is_white(c)) {
            m->state = S_AFTER_NAME;
            return OK;
        }
        if (is_letter(c) && m->state == S_AFTER_NAME)
            return attr_begin(m, c);
        return between(m, c, why);
    case S_BEFORE_VALUE:
        if (is_white(c))
            return OK;
        if (c != '"' && c != '\'')
            return fail_in_tag(m, why, "an attribute's value stands in quotes");
        buf_byte(m->out, c);
        m->quote = c;
        m->state = S_VALUE;
        return OK;
    case S_VALUE: return value_byte(m, c, why);
    case S_IN_TAG:
    case S_AFTER_VALUE: return between(m, c, why);
    case S_RAW:
    case S_RCDATA: return raw_byte(m, c, why);
    case S_BAD: return bad_byte(m, c);
    }
    return OK;
}
