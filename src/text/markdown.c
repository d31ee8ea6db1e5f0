/* The tree is walked twice: once to count the bytes, once to print them into
 * room that was taken in between. So the arena never jumps while the tree,
 * which is cmark's own memory, is there.
 *
 * What a hostile text can make large is bounded here: brackets that name one
 * long address a thousand times by ADDRESSES_MAX, nesting by DEPTH_MAX, for
 * beyond it the tags are left out and the words stay.
 */
#include "text/markdown.h"

#include <cmark.h>
#include <string.h>

enum {
    ADDRESS_MAX = 2000,        /* bytes of one address */
    ADDRESSES_MAX = 64 * 1024, /* of all together, as printed */
    DEPTH_MAX = 16,            /* blocks in blocks, or spans in spans */
};

struct printer {
    char *out; /* NULL: only count */
    ptrdiff_t len;
    int block_depth, span_depth;
    int image_depth;       /* inside a picture's description: no tags */
    ptrdiff_t n_addresses; /* bytes of addresses printed */
    /* links that were opened with a tag, so that the end knows */
    cmark_node *open_link, *open_image;
};

static void
print_bytes(struct printer *p, const char *s, ptrdiff_t n)
{
    if (p->out != NULL)
        memcpy(p->out + p->len, s, (size_t)n);
    p->len += n;
}

static void
print(struct printer *p, const char *s)
{
    print_bytes(p, s, (ptrdiff_t)strlen(s));
}

static void
print_escaped(struct printer *p, const char *s)
{
    for (; s != NULL && *s != '\0'; s++) {
        switch (*s) {
        case '&': print(p, "&amp;"); break;
        case '<': print(p, "&lt;"); break;
        case '>': print(p, "&gt;"); break;
        case '"': print(p, "&quot;"); break;
        case '\'': print(p, "&#39;"); break;
        default: print_bytes(p, s, 1);
        }
    }
}

/* ---- addresses ----------------------------------------------------------- */

static bool
starts_with_scheme(const char *s, const char *scheme)
{
    for (; *scheme != '\0'; s++, scheme++) {
        char c = *s >= 'A' && *s <= 'Z' ? (char)(*s - 'A' + 'a') : *s;
        if (c != *scheme)
            return false;
    }
    return true;
}

/* "/path", but not "//host" nor "/\host", which browsers read as one. */
static bool
is_local(const char *url)
{
    return url[0] == '/' && url[1] != '/' && url[1] != '\\';
}

static bool
is_foreign(const char *url)
{
    return starts_with_scheme(url, "https://") ||
        starts_with_scheme(url, "http://");
}

static bool
is_link(const char *url)
{
    return is_local(url) || is_foreign(url) ||
        starts_with_scheme(url, "mailto:") || starts_with_scheme(url, "tel:");
}

/* Bytes that may stand in an address and in an attribute. All others, tabs
 * and line breaks that browsers would leave out among them, become %XX. */
static bool
is_plain_in_url(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
        (c >= '0' && c <= '9') ||
        (c != '\0' && strchr("-_.~!$()*+,;=:@/?#%", c) != NULL);
}

static ptrdiff_t
url_len(const char *url)
{
    ptrdiff_t n = 0;
    for (; *url != '\0'; url++)
        n += is_plain_in_url((unsigned char)*url) ? 1 : 5;
    return n;
}

static void
print_url(struct printer *p, const char *url)
{
    for (; *url != '\0'; url++) {
        unsigned char c = (unsigned char)*url;
        if (is_plain_in_url(c)) {
            print_bytes(p, url, 1);
        } else if (c == '&') {
            print(p, "&amp;");
        } else {
            static const char digits[] = "0123456789ABCDEF";
            char coded[3] = { '%', digits[c >> 4], digits[c & 15] };
            print_bytes(p, coded, 3);
        }
    }
}

/* Yes, and then its length is spent. */
static bool
may_print_url(struct printer *p, const char *url)
{
    if (strnlen(url, ADDRESS_MAX + 1) > ADDRESS_MAX ||
        p->n_addresses + url_len(url) > ADDRESSES_MAX)
        return false;
    p->n_addresses += url_len(url);
    return true;
}

/* ---- nodes --------------------------------------------------------------- */

static void
print_block(
    struct printer *p, bool is_begin, const char *begin, const char *end)
{
    p->block_depth += is_begin;
    if (p->block_depth <= DEPTH_MAX)
        print(p, is_begin ? begin : end);
    p->block_depth -= !is_begin;
}

static void
print_span(struct printer *p, bool is_begin, const char *name)
{
    if (p->image_depth > 0)
        return;
    p->span_depth += is_begin;
    if (p->span_depth <= DEPTH_MAX) {
        print(p, is_begin ? "<" : "</");
        print(p, name);
        print(p, ">");
    }
    p->span_depth -= !is_begin;
}

static void
print_list(struct printer *p, cmark_node *node, bool is_begin)
{
    bool is_ordered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST;
    int start = cmark_node_get_list_start(node);
    if (is_ordered && is_begin && start != 1) {
        char begin[40] = "<ol start=\"";
        size_t n = strlen(begin);
        /* at most nine digits: so CommonMark has it */
        char digits[12];
        int n_digits = 0;
        do
            digits[n_digits++] = (char)('0' + start % 10);
        while ((start /= 10) > 0);
        while (n_digits > 0)
            begin[n++] = digits[--n_digits];
        memcpy(begin + n, "\">\n", 4);
        print_block(p, true, begin, "");
    } else if (is_ordered) {
        print_block(p, is_begin, "<ol>\n", "</ol>\n");
    } else {
        print_block(p, is_begin, "<ul>\n", "</ul>\n");
    }
}

/* As deep as its list. */
static void
print_item(struct printer *p, bool is_begin)
{
    if (p->block_depth <= DEPTH_MAX)
        print(p, is_begin ? "<li>" : "</li>\n");
}

static void
print_paragraph(struct printer *p, cmark_node *node, bool is_begin)
{
    cmark_node *item = cmark_node_parent(node);
    cmark_node *list = item == NULL ? NULL : cmark_node_parent(item);
    if (list != NULL && cmark_node_get_type(list) == CMARK_NODE_LIST &&
        cmark_node_get_list_tight(list))
        print(p, is_begin || cmark_node_next(node) == NULL ? "" : "\n");
    else
        print(p, is_begin ? "<p>" : "</p>\n");
}

static void
print_heading(struct printer *p, cmark_node *node, bool is_begin)
{
    int level = cmark_node_get_heading_level(node) + 2;
    char tag[] = "<h0>";
    tag[2] = (char)('0' + (level > 6 ? 6 : level));
    print(p, is_begin ? "" : "</");
    print(p, is_begin ? tag : tag + 1);
    print(p, is_begin ? "" : "\n");
}

/* Links do not stand in links, so one remembered node is enough. */
static void
print_link(struct printer *p, cmark_node *node, bool is_begin)
{
    if (!is_begin) {
        if (p->open_link == node) {
            print(p, "</a>");
            p->open_link = NULL;
        }
        return;
    }
    const char *url = cmark_node_get_url(node);
    if (p->image_depth > 0 || p->open_link != NULL || !is_link(url) ||
        !may_print_url(p, url))
        return;
    p->open_link = node;
    print(p, "<a href=\"");
    print_url(p, url);
    print(p, is_foreign(url) ? "\" rel=\"nofollow noopener\">" : "\">");
}

static void
print_image(struct printer *p, cmark_node *node, bool is_begin)
{
    if (!is_begin) {
        if (p->open_image == node) {
            print(p, "\" loading=\"lazy\">");
            p->open_image = NULL;
            p->image_depth = 0;
        }
        return;
    }
    const char *url = cmark_node_get_url(node);
    if (p->open_image != NULL || !is_local(url) || !may_print_url(p, url))
        return;
    p->open_image = node;
    p->image_depth = 1;
    print(p, "<img src=\"");
    print_url(p, url);
    print(p, "\" alt=\"");
}

static void
print_code_block(struct printer *p, cmark_node *node)
{
    print(p, "<pre><code>");
    print_escaped(p, cmark_node_get_literal(node));
    print(p, "</code></pre>\n");
}

static void
print_code(struct printer *p, cmark_node *node)
{
    print(p, p->image_depth > 0 ? "" : "<code>");
    print_escaped(p, cmark_node_get_literal(node));
    print(p, p->image_depth > 0 ? "" : "</code>");
}

static void
print_node(struct printer *p, cmark_node *node, bool is_begin)
{
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_BLOCK_QUOTE:
        print_block(p, is_begin, "<blockquote>\n", "</blockquote>\n");
        break;
    case CMARK_NODE_LIST: print_list(p, node, is_begin); break;
    case CMARK_NODE_ITEM: print_item(p, is_begin); break;
    case CMARK_NODE_CODE_BLOCK: print_code_block(p, node); break;
    case CMARK_NODE_PARAGRAPH: print_paragraph(p, node, is_begin); break;
    case CMARK_NODE_HEADING: print_heading(p, node, is_begin); break;
    case CMARK_NODE_THEMATIC_BREAK: print(p, "<hr>\n"); break;
    case CMARK_NODE_TEXT:
    case CMARK_NODE_HTML_INLINE: /* "<five years>" is one: show it */
        print_escaped(p, cmark_node_get_literal(node));
        break;
    case CMARK_NODE_HTML_BLOCK:
        print(p, "<p>");
        print_escaped(p, cmark_node_get_literal(node));
        print(p, "</p>\n");
        break;
    case CMARK_NODE_SOFTBREAK: print(p, "\n"); break;
    case CMARK_NODE_LINEBREAK:
        print(p, p->image_depth > 0 ? " " : "<br>\n");
        break;
    case CMARK_NODE_CODE: print_code(p, node); break;
    case CMARK_NODE_EMPH: print_span(p, is_begin, "em"); break;
    case CMARK_NODE_STRONG: print_span(p, is_begin, "strong"); break;
    case CMARK_NODE_LINK: print_link(p, node, is_begin); break;
    case CMARK_NODE_IMAGE: print_image(p, node, is_begin); break;
    case CMARK_NODE_NONE:
    case CMARK_NODE_DOCUMENT:
    case CMARK_NODE_CUSTOM_BLOCK:
    case CMARK_NODE_CUSTOM_INLINE: break;
    }
}

static ptrdiff_t
print_tree(cmark_node *tree, char *out)
{
    struct printer p = { .out = out };
    cmark_iter *iter = cmark_iter_new(tree);
    cmark_event_type event;
    while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE)
        print_node(&p, cmark_iter_get_node(iter), event == CMARK_EVENT_ENTER);
    cmark_iter_free(iter);
    return p.len;
}

/* ---- in and out ---------------------------------------------------------- */

static cmark_node *
parse(text markdown)
{
    markdown = text_prefix(markdown, MARKDOWN_MAX);
    if (markdown.ptr == NULL)
        markdown = TEXT("");
    return cmark_parse_document(markdown.ptr, (size_t)markdown.len,
        CMARK_OPT_DEFAULT | CMARK_OPT_VALIDATE_UTF8);
}

/* Room for len bytes; when there is none, the tree is given back before the
 * arena jumps. */
static char *
take_room(struct arena *a, ptrdiff_t len, cmark_node *tree)
{
    char *room = arena_try(a, 1, 1, len);
    if (room == NULL) {
        cmark_node_free(tree);
        room = arena_take(a, 1, 1, len);
    }
    return room;
}

html
markdown_html(struct arena *a, text markdown)
{
    cmark_node *tree = parse(markdown);
    ptrdiff_t len = print_tree(tree, NULL);
    char *out = take_room(a, len + 1, tree); /* never nothing: not NULL */
    require(print_tree(tree, out) == len);
    cmark_node_free(tree);
    return (html){ out, len };
}

/* Words and single blanks into `out`, until more than max bytes are there. */
static ptrdiff_t
collect_words(cmark_node *tree, char *out, ptrdiff_t max)
{
    ptrdiff_t len = 0;
    bool is_apart = false;
    cmark_iter *iter = cmark_iter_new(tree);
    cmark_event_type event;
    while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE && len <= max) {
        cmark_node *node = cmark_iter_get_node(iter);
        cmark_node_type type = cmark_node_get_type(node);
        is_apart = is_apart || type <= CMARK_NODE_LAST_BLOCK ||
            type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK;
        if (event != CMARK_EVENT_ENTER)
            continue;
        const char *s = cmark_node_get_literal(node); /* or NULL */
        for (; s != NULL && *s != '\0' && len <= max; s++) {
            if (*s == ' ' || *s == '\t' || *s == '\n' || *s == '\r') {
                is_apart = true;
                continue;
            }
            if (is_apart && len > 0)
                out[len++] = ' ';
            is_apart = false;
            out[len++] = *s;
        }
    }
    cmark_iter_free(iter);
    return len;
}

text
markdown_plain(struct arena *a, text markdown, ptrdiff_t max)
{
    text dots = TEXT("…");
    if (max > MARKDOWN_MAX * 2)
        max = MARKDOWN_MAX * 2;
    require(max >= dots.len);
    cmark_node *tree = parse(markdown);
    char *out = take_room(a, max + 2, tree); /* a blank and a byte too many */
    ptrdiff_t len = collect_words(tree, out, max);
    cmark_node_free(tree);
    if (len <= max)
        return (text){ out, len };
    text cut = text_prefix((text){ out, len }, max - dots.len);
    ptrdiff_t end = cut.len;
    if (out[end] != ' ')
        while (end > 0 && out[end - 1] != ' ')
            end--;
    cut = text_trim(text_slice(cut, 0, end > 0 ? end : cut.len));
    memcpy(out + cut.len, dots.ptr, (size_t)dots.len);
    return (text){ out, cut.len + dots.len };
}
