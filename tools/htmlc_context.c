/* Which {{ }} may stand where, and what must be done to its value there. */
#include "htmlc_machine.h"

/* Here even an https: address of somebody else's choice is too much. */
static const char *const LOADING_TAGS[] = { "script", "iframe", "embed",
    "object", "base", NULL };
static const char *const URL_ATTRS[] = { "href", "src", "action", "formaction",
    "poster", "cite", "background", "longdesc", "manifest", "xlink:href",
    NULL };
static const char *const LOCAL_ATTRS[] = { "href", "src", "action",
    "formaction", NULL };
static const char *const CLOSED_ATTRS[] = { "style", "srcdoc", "srcset",
    "imagesrcset", "http-equiv", "ping", "data", "archive", "classid",
    "codebase", "profile", NULL };
/* <set attributeName="href" to="javascript:..."> */
static const char *const ANIMATION_ATTRS[] = { "attributename", "from", "to",
    "by", "values", NULL };

/* What stands before a {{ }} in an address must settle its scheme: behind
 * "javascript:" nothing is safe, and a browser decodes "%" there. */
static bool
is_head_safe(const struct machine *m)
{
    static const char *const SCHEMES[] = {
        "https:", "http:", "mailto:", "tel:", NULL
    };
    text head = { m->value, m->n_value };
    if (head.len > 0 &&
        (head.ptr[0] == '/' || head.ptr[0] == '#' || head.ptr[0] == '?'))
        return true;
    for (const char *const *s = SCHEMES; *s != NULL; s++)
        if (text_starts_with(head, text_of(*s)))
            return true;
    for (ptrdiff_t i = 0; i < head.len; i++) {
        char c = head.ptr[i];
        if (c == '/' || c == '?' || c == '#')
            return i > 0;
        if (!is_name_byte(c) || c == ':')
            return false;
    }
    return true;
}

static enum err
attr_closed(struct machine *m, const struct name *attr, struct why *why)
{
    const char *in = NULL;
    bool is_animation = name_is(&m->tag, "animate") ||
        name_is(&m->tag, "set") || name_is(&m->tag, "animatetransform");
    if (attr->len >= 2 && attr->ptr[0] == 'o' && attr->ptr[1] == 'n')
        in = "it would be a script";
    else if (name_in(attr, CLOSED_ATTRS))
        in = "its value cannot be made safe by escaping";
    else if (is_animation && name_in(attr, ANIMATION_ATTRS))
        in = "an animation can set an address";
    if (in == NULL)
        return OK;
    return err_say(why, ERR_BAD_INPUT, "{{ }} in the attribute %.*s: %s",
        attr->len, attr->ptr, in);
}

static enum err
url_context(struct machine *m, const struct name *attr, enum hole hole,
    bool is_head, enum context *context, struct why *why)
{
    *context = CTX_PERCENT;
    if (hole == HOLE_PHRASE)
        return err_say(why, ERR_BAD_INPUT, "a phrase in an address");
    if (hole == HOLE_LOCAL && (!is_head || !name_in(attr, LOCAL_ATTRS)))
        return err_say(why, ERR_BAD_INPUT,
            "{{@ }} stands at the beginning of href, src, action, "
            "formaction");
    if (!is_head)
        return OK;
    *context = CTX_URL;
    if (hole != HOLE_LOCAL && name_in(&m->tag, LOADING_TAGS))
        return err_say(why, ERR_BAD_INPUT,
            "<%.*s> loads this address: write {{@ path}} or a literal",
            m->tag.len, m->tag.ptr);
    return OK;
}

static enum err
value_hole(
    struct machine *m, enum hole hole, enum context *context, struct why *why)
{
    bool is_head = m->n_value == 0 && !m->has_hole;
    enum err e = attr_closed(m, &m->attr, why);
    if (e == OK && name_in(&m->attr, URL_ATTRS)) {
        e = url_context(m, &m->attr, hole, is_head, context, why);
        if (e == OK && m->is_whole && m->n_value == 0)
            e = err_say(why, ERR_BAD_INPUT,
                "{{ }} directly behind the {{ }} that begins this address: "
                "it would be one piece (\"/\" becomes %%2F); make one value "
                "of both");
        if (e == OK && !is_head && !m->has_hole && !is_head_safe(m))
            e = err_say(why, ERR_BAD_INPUT,
                "what stands before {{ }} in this address is no path and "
                "no https: http: mailto: tel:");
    } else if (e == OK) {
        *context = CTX_PLAIN;
        if (hole == HOLE_LOCAL)
            e = err_say(why, ERR_BAD_INPUT,
                "{{@ }} stands at the beginning of href, src, action, "
                "formaction");
    }
    m->is_whole = is_head && name_in(&m->attr, URL_ATTRS);
    m->has_hole = true;
    if (name_is(&m->tag, "meta") && name_is(&m->attr, "content"))
        m->has_content_hole = true;
    return e;
}

static enum err
hole_refused(struct machine *m, struct why *why)
{
    bool was_bad = m->is_bad;
    m->is_bad = true;
    switch ((enum state)m->state) {
    case S_COMMENT:
        return was_bad ? OK
                       : err_say(why, ERR_BAD_INPUT,
                             "{{ }} in a comment; write {{! }} for a comment");
    case S_RAW:
        return was_bad ? OK
                       : err_say(why, ERR_BAD_INPUT, "{{ }} in <%.*s>",
                             m->tag.len, m->tag.ptr);
    case S_DOCTYPE:
    case S_BANG: return err_say(why, ERR_BAD_INPUT, "{{ }} in <! >");
    case S_OPEN:
    case S_END_OPEN:
        m->state = S_TEXT;
        return err_say(why, ERR_BAD_INPUT, "{{ }} behind a \"<\"");
    case S_BEFORE_VALUE:
        m->is_bad = was_bad;
        return fail_in_tag(
            m, why, "an attribute's value stands in quotes: =\"{{ }}\"");
    case S_TEXT:
    case S_TAG_NAME:
    case S_IN_TAG:
    case S_ATTR_NAME:
    case S_AFTER_NAME:
    case S_VALUE:
    case S_AFTER_VALUE:
    case S_RCDATA:
    case S_BAD: break;
    }
    m->is_bad = was_bad;
    return fail_in_tag(m, why,
        "{{ }} in a tag, outside a value; an attribute that may be absent is "
        "{{? name condition}}");
}

enum err
machine_hole(
    struct machine *m, enum hole hole, enum context *context, struct why *why)
{
    bool is_fresh = m->is_fresh;
    m->is_fresh = false;
    *context = CTX_TEXT;
    if (m->state == S_BAD)
        return OK;
    if (m->state == S_TEXT || m->state == S_RCDATA) {
        if (hole == HOLE_LOCAL)
            return err_say(why, ERR_BAD_INPUT,
                "{{@ }} stands at the beginning of href, src, action, "
                "formaction");
        if (m->state == S_RCDATA)
            *context = CTX_PLAIN;
        else if (m->n_svg > 0 || m->is_option)
            *context = CTX_INLINE;
        machine_flush(m);
        m->is_after_code = false;
        /* the browser drops a line end here, the first of the value's own */
        if (is_fresh)
            buf_byte(m->out, '\n');
        if (m->n_match > 0 && m->state == S_RCDATA)
            return err_say(why, ERR_BAD_INPUT, "{{ }} behind a \"<\"");
        return OK;
    }
    if (m->state != S_VALUE)
        return hole_refused(m, why);
    enum err e = value_hole(m, hole, context, why);
    if (e != OK) {
        if (m->is_bad)
            return OK;
        m->is_bad = true; /* one message a tag; go on behind the value */
    }
    return e;
}

enum err
machine_maybe(struct machine *m, text name, enum hole hole,
    enum context *context, struct why *why)
{
    *context = CTX_PLAIN;
    if (m->state == S_BAD)
        return OK;
    bool is_place = m->state == S_TAG_NAME || m->state == S_IN_TAG ||
        m->state == S_ATTR_NAME || m->state == S_AFTER_NAME ||
        m->state == S_AFTER_VALUE;
    if (!is_place || m->is_end_tag) {
        const char *what =
            "{{? }} stands in a tag, where an attribute could begin";
        if (m->state == S_BEFORE_VALUE || m->is_end_tag)
            return fail_in_tag(m, why, what);
        return err_say(why, ERR_BAD_INPUT, "%s", what);
    }
    if (m->is_slash)
        return fail_in_tag(m, why, "\"/\" in the middle of a tag");
    if (m->state == S_ATTR_NAME) {
        enum err e = attr_named(m, why);
        if (e != OK)
            return e;
    }
    struct name attr = { .len = 0 };
    for (ptrdiff_t i = 0; i < name.len; i++)
        name_add(&attr, name.ptr[i]);
    m->state = S_AFTER_VALUE;
    enum err e = attr_closed(m, &attr, why);
    if (e == OK && attr_is_twice(m, &attr, true))
        e = err_say(why, ERR_BAD_INPUT,
            "the attribute %.*s stands twice; the second one would be lost",
            attr.len, attr.ptr);
    if (e == OK && hole == HOLE_LOCAL && !name_in(&attr, LOCAL_ATTRS))
        e = err_say(
            why, ERR_BAD_INPUT, "=@ is for href, src, action, formaction");
    if (e == OK && hole != HOLE_LITERAL && name_in(&attr, URL_ATTRS))
        e = url_context(m, &attr, hole, true, context, why);
    if (hole != HOLE_LITERAL && name_is(&m->tag, "meta") &&
        name_is(&attr, "content"))
        m->has_content_hole = true;
    if (e != OK)
        return fail_in_tag(m, NULL, "") == OK ? OK : e;
    return OK;
}

void
machine_spoil(struct machine *m)
{
    switch ((enum state)m->state) {
    case S_TAG_NAME:
    case S_IN_TAG:
    case S_ATTR_NAME:
    case S_AFTER_NAME:
    case S_BEFORE_VALUE:
    case S_AFTER_VALUE: ignore(fail_in_tag(m, NULL, "")); break;
    case S_VALUE: m->is_bad = true; break;
    case S_OPEN:
    case S_END_OPEN: m->state = S_TEXT; break;
    case S_TEXT:
    case S_BANG:
    case S_DOCTYPE:
    case S_COMMENT:
    case S_RAW:
    case S_RCDATA:
    case S_BAD: break;
    }
}

enum err
machine_code(struct machine *m, const char *what, struct why *why)
{
    if (m->state == S_TEXT) {
        machine_flush(m);
        m->is_after_code = true;
        m->is_fresh = false;
        return OK;
    }
    if (m->is_bad)
        return OK;
    m->is_bad = true;
    switch ((enum state)m->state) {
    case S_COMMENT:
    case S_BANG:
        return err_say(why, ERR_BAD_INPUT,
            "%s inside a comment that began in line %d", what, m->from_line);
    case S_RAW:
    case S_RCDATA:
        return err_say(why, ERR_BAD_INPUT,
            "%s inside <%.*s>, which began in line %d", what, m->tag.len,
            m->tag.ptr, m->from_line);
    case S_TEXT:
    case S_OPEN:
    case S_END_OPEN:
    case S_DOCTYPE:
    case S_TAG_NAME:
    case S_IN_TAG:
    case S_ATTR_NAME:
    case S_AFTER_NAME:
    case S_BEFORE_VALUE:
    case S_VALUE:
    case S_AFTER_VALUE:
    case S_BAD: break;
    }
    return err_say(why, ERR_BAD_INPUT,
        "%s inside a tag that is not closed: <%.*s in line %d", what,
        m->tag.len, m->tag.ptr, m->from_line);
}
