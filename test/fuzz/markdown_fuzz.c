/* Markdown: whatever was written, what is printed has only our tags, closed
 * in order, with our attributes, and addresses of the kinds that we let. */
#include "text/markdown.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const char *const tags[] = { "a", "blockquote", "br", "code", "em", "h3",
    "h4", "h5", "h6", "hr", "img", "li", "ol", "p", "pre", "strong", "ul" };

static bool
is_one_of(text t, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (text_is_equal(t, text_of(names[i])))
            return true;
    return false;
}

#define N(names) (sizeof(names) / sizeof *(names))

static void
check_address(text t)
{
    static const char *const kinds[] = { "https://", "http://",
        "mailto:", "tel:" };
    bool is_local = t.len > 0 && t.ptr[0] == '/' &&
        !(t.len > 1 && (t.ptr[1] == '/' || t.ptr[1] == '\\'));
    bool is_kind = false;
    for (size_t k = 0; k < N(kinds); k++) {
        size_t len = strlen(kinds[k]), i = 0;
        while (i < len && (ptrdiff_t)i < t.len &&
            (t.ptr[i] | (kinds[k][i] & 0x20)) == kinds[k][i])
            i++;
        is_kind = is_kind || i == len;
    }
    require(is_local || is_kind);
    for (ptrdiff_t i = 0; i < t.len; i++)
        require(t.ptr[i] > ' ' && t.ptr[i] < 0x7f);
}

/* ` name="value"` again and again, up to the '>', whose place is returned. */
static ptrdiff_t
check_attributes(text h, ptrdiff_t at)
{
    static const char *const names[] = { "href", "rel", "src", "alt", "loading",
        "start" };
    while (at < h.len && h.ptr[at] == ' ') {
        text rest = text_slice(h, at + 1, h.len), value;
        text name = text_cut(rest, '=', &rest);
        require(is_one_of(name, names, N(names)));
        require(rest.len > 0 && rest.ptr[0] == '"');
        value = text_cut(text_slice(rest, 1, rest.len), '"', &rest);
        require(text_is_known(rest));
        if (text_is_equal(name, TEXT("href")) ||
            text_is_equal(name, TEXT("src")))
            check_address(value);
        require(!text_has_byte(value, '<') && !text_has_byte(value, '>'));
        at = rest.ptr - h.ptr;
    }
    require(at < h.len && h.ptr[at] == '>');
    return at;
}

static void
check_html(struct arena *a, text h)
{
    text *open = arena_new(a, text, h.len + 1);
    ptrdiff_t n_open = 0;
    require(text_is_utf8(h));
    for (ptrdiff_t i = 0; i < h.len; i++) {
        require(h.ptr[i] != '>');
        if (h.ptr[i] != '<')
            continue;
        bool is_end = i + 1 < h.len && h.ptr[i + 1] == '/';
        ptrdiff_t from = i + 1 + is_end, to = from;
        while (to < h.len && h.ptr[to] != ' ' && h.ptr[to] != '>')
            to++;
        text name = text_slice(h, from, to);
        require(is_one_of(name, tags, N(tags)));
        i = check_attributes(h, to);
        if (text_is_equal(name, TEXT("br")) ||
            text_is_equal(name, TEXT("hr")) || text_is_equal(name, TEXT("img")))
            continue;
        if (is_end)
            require(n_open > 0 && text_is_equal(open[--n_open], name));
        else
            open[n_open++] = name;
    }
    require(n_open == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena a;
    arena_open(&a, 64 << 20);
    text markdown = { (const char *)bytes, (ptrdiff_t)size };
    html h = markdown_html(&a, markdown);
    check_html(&a, (text){ h.ptr, h.len });
    for (ptrdiff_t max = 3; max < 300; max += 99) {
        text plain = markdown_plain(&a, markdown, max);
        require(plain.len <= max && text_is_utf8(plain));
        require(!text_has_byte(plain, '\n'));
    }
    arena_close(&a);
    return 0;
}
