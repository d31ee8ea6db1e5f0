/* A page with each context that a value can stand in, filled with hostile
 * values and read back by a small tokenizer that shares no code with the
 * compiler: the tags and attributes must be those of the harmless page, each
 * text must say the value, and no address may leave for a script.
 */
#include "page/contexts.html.h"
#include "page/white.html.h"
#include "page/words.html.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- a language that lacks every phrase
 * --------------------------------------- */

text
lang_phrase(const struct lang *lang, const char *context, const char *phrase,
    bool *is_english)
{
    (void)lang, (void)context;
    *is_english = true;
    return text_of(phrase);
}

text
lang_plural(const struct lang *lang, const char *one, const char *many,
    int64_t n, bool *is_english)
{
    (void)lang;
    *is_english = true;
    return text_of(n == 1 ? one : many);
}

text
lang_number(const struct lang *lang, struct arena *a, int64_t n)
{
    (void)lang;
    return arena_print(a, "%lld", (long long)n);
}

/* ---- the tokenizer
 * -------------------------------------------------------------- */

enum { TOKENS_MAX = 4000 };

/* kind '<' start, '/' end, 'a' attribute, 't' text; decoded */
struct token {
    char kind;
    text name, value;
};

struct page {
    struct token token[TOKENS_MAX];
    int n;
};

static struct arena arena;

static void
stop(const char *what, text page)
{
    printf("%s\n%.*s\n", what, TEXT_ARG(page));
    exit(1);
}

static void
add(struct page *p, char kind, text name, text value)
{
    if (p->n == TOKENS_MAX)
        stop("too many tokens", TEXT(""));
    p->token[p->n++] = (struct token){ kind, name, value };
}

static text
decode(text t)
{
    static const struct {
        text entity;
        char c;
    } ALL[] = { { TEXT_INIT("&amp;"), '&' }, { TEXT_INIT("&lt;"), '<' },
        { TEXT_INIT("&gt;"), '>' }, { TEXT_INIT("&quot;"), '"' },
        { TEXT_INIT("&#39;"), '\'' } };
    struct buf b = buf_in(&arena, t.len);
    for (ptrdiff_t i = 0; i < t.len;) {
        text rest = text_slice(t, i, t.len);
        size_t k = 0;
        while (k < 5 && !text_starts_with(rest, ALL[k].entity))
            k++;
        buf_byte(&b, k < 5 ? ALL[k].c : rest.ptr[0]);
        i += k < 5 ? ALL[k].entity.len : 1;
    }
    return buf_text(&b);
}

static bool
is_white(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\f' || c == '\r';
}

static char
low(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* As HTML's tokenizer does, unquoted values and all. */
static ptrdiff_t
read_tag(struct page *p, text t, ptrdiff_t i, text *name)
{
    ptrdiff_t from = i;
    while (
        i < t.len && !is_white(t.ptr[i]) && t.ptr[i] != '>' && t.ptr[i] != '/')
        i++;
    *name = text_slice(t, from, i);
    add(p, '<', *name, TEXT(""));
    for (;;) {
        while (i < t.len && (is_white(t.ptr[i]) || t.ptr[i] == '/'))
            i++;
        if (i >= t.len)
            stop("a tag does not end", t);
        if (t.ptr[i] == '>')
            return i + 1;
        from = i++;
        while (i < t.len && !is_white(t.ptr[i]) && t.ptr[i] != '>' &&
            t.ptr[i] != '/' && t.ptr[i] != '=')
            i++;
        text attr = text_slice(t, from, i), value = TEXT("");
        if (i < t.len && t.ptr[i] == '=') {
            char quote = ++i < t.len ? t.ptr[i] : ' ';
            bool is_quoted = quote == '"' || quote == '\'';
            from = i + is_quoted;
            i = from;
            while (i < t.len &&
                (is_quoted ? t.ptr[i] != quote
                           : !is_white(t.ptr[i]) && t.ptr[i] != '>'))
                i++;
            value = decode(text_slice(t, from, i));
            i += is_quoted;
        }
        add(p, 'a', attr, value);
    }
}

static ptrdiff_t
find_end(text t, ptrdiff_t i, text name)
{
    for (; i + name.len + 2 <= t.len; i++) {
        ptrdiff_t k = 0;
        if (t.ptr[i] != '<' || t.ptr[i + 1] != '/')
            continue;
        while (k < name.len && low(t.ptr[i + 2 + k]) == name.ptr[k])
            k++;
        if (k == name.len)
            return i;
    }
    return t.len;
}

/* Between two tags there is always a text, be it empty. */
static void
tokenize(struct page *p, text t)
{
    p->n = 0;
    ptrdiff_t i = 0, from = 0;
    for (;;) {
        text rest = text_slice(t, i, t.len), name;
        char next = rest.len > 1 ? low(rest.ptr[1]) : ' ';
        bool is_tag = rest.len > 0 && rest.ptr[0] == '<' &&
            (next == '/' || next == '!' || next == '?' ||
                (next >= 'a' && next <= 'z'));
        if (rest.len > 0 && !is_tag) {
            i++;
            continue;
        }
        add(p, 't', TEXT(""), decode(text_slice(t, from, i)));
        if (rest.len == 0)
            return;
        from = i;
        if (next == '/' || next == '!' || next == '?') {
            while (i < t.len && t.ptr[i++] != '>')
                ;
            add(p, next, text_slice(t, from, i), TEXT(""));
        } else {
            i = read_tag(p, t, i + 1, &name);
            bool is_fresh = text_is_equal(name, TEXT("pre")) ||
                text_is_equal(name, TEXT("textarea"));
            i += is_fresh && i < t.len && t.ptr[i] == '\n';
            from = i;
            if (text_is_equal(name, TEXT("textarea")) ||
                text_is_equal(name, TEXT("title")) ||
                text_is_equal(name, TEXT("script")))
                i = find_end(t, i, name);
        }
        if (next == '/' || next == '!' || next == '?')
            from = i;
    }
}

/* ---- what must hold
 * ---------------------------------------------------------------- */

static const text MARK = TEXT_INIT("mArK");

static text
replace(text t, text with)
{
    struct buf b = buf_in(&arena, t.len + with.len);
    for (ptrdiff_t at; (at = text_find(t, MARK)) >= 0;) {
        buf_add(&b, text_slice(t, 0, at));
        buf_add(&b, with);
        t = text_slice(t, at + MARK.len, t.len);
    }
    buf_add(&b, t);
    return buf_text(&b);
}

static int
hex(char c)
{
    const char *at = c == '\0' ? NULL : strchr("0123456789ABCDEF", c);
    return at == NULL ? -1 : (int)(at - "0123456789ABCDEF");
}

/* Percent-decoded; what may not stand there raw stops the test. */
static text
unpercent(text t, text page)
{
    struct buf b = buf_in(&arena, t.len);
    for (ptrdiff_t i = 0; i < t.len; i++) {
        unsigned char c = (unsigned char)t.ptr[i];
        if (c <= ' ' || c >= 0x7f || strchr("\"'<>\\^`{|}", c) != NULL)
            stop("a byte that no address has", page);
        if (c == '%') {
            int high = i + 2 < t.len + 0 ? hex(t.ptr[i + 1]) : -1;
            int less = i + 2 < t.len + 0 ? hex(t.ptr[i + 2]) : -1;
            if (i + 2 == t.len - 0)
                stop("a broken percent", page);
            if (high < 0 || less < 0)
                stop("a broken percent", page);
            c = (unsigned char)(high * 16 + less);
            i += 2;
        }
        buf_byte(&b, (char)c);
    }
    return buf_text(&b);
}

/* What a browser makes of an address: blanks and control bytes off the ends,
 * tabs and line ends out, the scheme in lower case. */
static bool
is_inert(text t, bool is_local)
{
    struct buf b = buf_in(&arena, t.len);
    while (t.len > 0 && (unsigned char)t.ptr[0] <= ' ')
        t = text_slice(t, 1, t.len);
    for (ptrdiff_t i = 0; i < t.len; i++)
        if (strchr("\t\n\r", t.ptr[i]) == NULL || t.ptr[i] == '\0')
            buf_byte(&b, t.ptr[i] == '\\' ? '/' : low(t.ptr[i]));
    t = buf_text(&b);
    if (t.len == 0 || text_starts_with(t, TEXT("#")))
        return true;
    if (text_starts_with(t, TEXT("/")))
        return !text_starts_with(t, TEXT("//"));
    return !is_local &&
        (text_starts_with(t, TEXT("https:")) ||
            text_starts_with(t, TEXT("http:")) ||
            text_starts_with(t, TEXT("mailto:")) ||
            text_starts_with(t, TEXT("tel:")) ||
            text_starts_with(t, TEXT("?")));
}

static bool
is_address(text name)
{
    static const text ALL[] = { TEXT_INIT("href"), TEXT_INIT("src"),
        TEXT_INIT("action"), TEXT_INIT("formaction"), TEXT_INIT("poster"),
        TEXT_INIT("cite") };
    for (size_t i = 0; i < sizeof ALL / sizeof ALL[0]; i++)
        if (text_is_equal(name, ALL[i]))
            return true;
    return false;
}

static text
print(text x)
{
    struct view v = view_in(&arena, NULL, 1 << 14);
    v.root = TEXT("/sv");
    page_contexts(&v, x, 2);
    html h = view_html(&v);
    return (text){ h.ptr, h.len };
}

static void
compare(const struct page *plain, const struct page *p, text x, text page)
{
    if (plain->n != p->n)
        stop("other tags than the harmless page", page);
    for (int i = 0; i < p->n; i++) {
        const struct token *a = &plain->token[i], *b = &p->token[i];
        if (a->kind != b->kind || !text_is_equal(a->name, b->name))
            stop("another tag or attribute", page);
        if (b->kind == 'a' && is_address(b->name)) {
            bool is_local = text_starts_with(a->value, TEXT("/sv"));
            if (!is_inert(b->value, is_local))
                stop("an address that is not inert", b->value);
            /* a literal beginning: the rest is percent-encoded, one piece */
            bool is_head = text_starts_with(a->value, MARK) ||
                text_find(a->value, TEXT("blocked")) >= 0;
            if (!is_head &&
                !text_is_equal(unpercent(b->value, page), replace(a->value, x)))
                stop("an address that says something else", b->value);
        } else if (!text_is_equal(b->value, replace(a->value, x))) {
            printf("wanted: %.*s\ngot: %.*s\n", TEXT_ARG(replace(a->value, x)),
                TEXT_ARG(b->value));
            stop("a text that says something else", page);
        }
    }
}

static const char *const PAYLOADS[] = {
    "jaVasCript:/*-/*`/*\\`/*'/*\"/**/(/* */oNcliCk=alert() )//%0D%0A%0d%0a//"
    "</stYle/</titLe/</teXtarEa/</scRipt/--!>\\x3csVg/<sVg/oNloAd=alert()//>"
    "\\x3e",
    "\">'><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "\" autofocus onfocus=\"alert(1)",
    "</title><script>alert(1)</script>",
    "</textarea><script>",
    "</pre></option></select></svg><script>",
    "<!--",
    "-->",
    "]]>",
    "<![CDATA[",
    "<?xml",
    "&lt;script&gt;",
    "&amp;",
    "&#60;",
    "&",
    "%s",
    "%d%1$s%%",
    "{{x}}",
    "javascript:alert(1)",
    "JAVASCRIPT:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    " javascript:alert(1)",
    "\x01javascript:alert(1)",
    "vbscript:x",
    "data:text/html,<script>",
    "//host/x",
    "/\\host/x",
    "\\\\host",
    "/\t/host",
    "/\n/host",
    "https://host/x?a=1&b='2'",
    "https:\tx",
    "/a/b?c=d#e",
    "../..",
    "?q",
    "#x",
    "",
    " ",
    "\n",
    "\n\nfirst",
    "\nfirst",
    "feed:javascript:alert(1)",
    "tel:+46 13",
    "mailto:a@b.example",
    "view-source:x",
    "blob:x",
    "file:///etc/passwd",
    "\xc3\xa5\xe2\x80\xa8<",
};

/* What white.html and words.html make, for a look at every byte. */
static void
print_fixed(void)
{
    struct view v = view_in(&arena, NULL, 64);
    page_white(&v, TEXT("<x>"), 2);
    page_white_end(&v, 7);
    page_words(&v, TEXT("<x>"), 1, (html){ "<a>y</a>", 8 });
    page_words(&v, TEXT("<x>"), 5, (html){ "<a>y</a>", 8 });
    page_words_second(&v, 9);
    fwrite(v.out.ptr, 1, (size_t)v.out.len, stdout);
}

int
main(int argc, char **argv)
{
    (void)argv;
    static const char BYTES[] = "<>\"'&;#/\\:=%{}`!-? \t\n$sdxXa1()[]\x01";
    static struct page plain, page;
    const uint64_t seed = 20260501;
    uint64_t state = seed;
    size_t n = sizeof PAYLOADS / sizeof PAYLOADS[0];
    text said;
    arena_open(&arena, 1 << 28);
    if (argc > 1) {
        print_fixed();
        arena_close(&arena);
        return 0;
    }
    said = print(MARK);
    tokenize(&plain, said);
    struct arena_mark mark = arena_mark(&arena);
    for (size_t i = 0; i < n + 5000; i++) {
        char random[24];
        text x = i < n ? text_of(PAYLOADS[i]) : (text){ random, 0 };
        for (; i >= n && x.len < (ptrdiff_t)sizeof random; x.len++) {
            state = state * UINT64_C(6364136223846793005) + 1442695;
            uint64_t draw = state >> 33;
            if (draw % 16 == 0)
                break;
            random[x.len] = BYTES[(draw >> 4) % (sizeof BYTES - 1)];
        }
        said = print(x);
        tokenize(&page, said);
        compare(&plain, &page, x, said);
        arena_rewind(&arena, mark);
    }
    arena_close(&arena);
    printf("%zu values in %d tags, attributes and texts, seed %llu\n", n + 5000,
        plain.n, (unsigned long long)seed);
    return 0;
}
