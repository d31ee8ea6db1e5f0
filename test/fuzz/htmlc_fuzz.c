/* Templates of any bytes. The compiler neither crashes nor reads beyond them,
 * says the same twice, and what it takes is read again by a tokenizer written
 * after the HTML standard (13.2.5), which shares no code with it: each value
 * must stand where its function's escaping is enough.
 */
#include "../../tools/htmlc_context.c"
#include "../../tools/htmlc_hole.c"
#include "../../tools/htmlc_machine.c"
#include "../../tools/htmlc_phrase.c"
#include "../../tools/htmlc_template.c"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

/* ---- the tokenizer
 * ----------------------------------------------------------- */

enum reading {
    R_DATA,
    R_TAG_OPEN,
    R_END_OPEN,
    R_DECLARATION,
    R_BOGUS,
    R_COMMENT,
    R_TAG_NAME,
    R_BEFORE_NAME,
    R_NAME,
    R_AFTER_NAME,
    R_BEFORE_VALUE,
    R_QUOTED,
    R_UNQUOTED,
    R_AFTER_QUOTED,
    R_SLASH,
    R_RAW,
};

struct reader {
    enum reading reading;
    char tag[300], name[300]; /* lower case, cut */
    int n_tag, n_name, n_value, n_seen;
    char quote, tail[300];
    bool is_end, is_rcdata;
};

static bool
is_blank_byte(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

static bool
is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static void
gather(char *to, int *n, char c)
{
    if (*n < 299)
        to[(*n)++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    to[*n] = '\0';
}

static bool
is_one_of(const char *s, const char *list)
{
    char padded[320];
    snprintf(padded, sizeof padded, " %s ", s);
    return strstr(list, padded) != NULL;
}

static void
read_end(struct reader *r)
{
    r->reading = R_DATA;
    r->is_rcdata = !r->is_end && is_one_of(r->tag, " title textarea ");
    r->n_seen = 0;
    r->tail[0] = '\0';
    if (r->is_rcdata ||
        (!r->is_end &&
            is_one_of(r->tag,
                " script style iframe noembed noframes xmp plaintext ")))
        r->reading = R_RAW;
}

static void
read_before_name(struct reader *r, char c)
{
    r->reading = R_BEFORE_NAME;
    if (is_blank_byte(c))
        return;
    if (c == '>') {
        read_end(r);
    } else if (c == '/') {
        r->reading = R_SLASH;
    } else {
        r->n_name = r->n_value = 0;
        gather(r->name, &r->n_name, c);
        r->reading = R_NAME;
    }
}

static void
read_raw(struct reader *r, char c)
{
    char want[310];
    snprintf(want, sizeof want, "</%s", r->tag);
    bool is_full = strcmp(r->tail, want) == 0;
    if (is_full && (is_blank_byte(c) || c == '/' || c == '>')) {
        r->is_end = true;
        read_before_name(r, c);
        return;
    }
    if (c == '<')
        r->n_seen = 0;
    gather(r->tail, &r->n_seen, c);
    if (strncmp(r->tail, want, strlen(r->tail)) != 0) {
        r->n_seen = 0;
        r->tail[0] = '\0';
    }
}

static void
read_byte(struct reader *r, char c)
{
    switch (r->reading) {
    case R_DATA:
        if (c == '<')
            r->reading = R_TAG_OPEN;
        return;
    case R_TAG_OPEN:
    case R_END_OPEN:
        if (is_alpha(c)) {
            r->is_end = r->reading == R_END_OPEN;
            r->n_tag = 0;
            gather(r->tag, &r->n_tag, c);
            r->reading = R_TAG_NAME;
        } else if (r->reading == R_END_OPEN) {
            r->reading = c == '>' ? R_DATA : R_BOGUS;
        } else if (c == '!') {
            r->reading = R_DECLARATION;
            r->n_seen = 0;
        } else if (c == '/') {
            r->reading = R_END_OPEN;
        } else {
            r->reading = c == '?' ? R_BOGUS : R_DATA;
            require(c != '<');
        }
        return;
    case R_DECLARATION:
        if (c == '-' && ++r->n_seen == 2)
            r->reading = R_COMMENT;
        else if (c != '-')
            r->reading = c == '>' ? R_DATA : R_BOGUS;
        return;
    case R_BOGUS:
        if (c == '>')
            r->reading = R_DATA;
        return;
    case R_COMMENT: abort(); /* none is sent */
    case R_TAG_NAME:
        if (is_blank_byte(c) || c == '/' || c == '>')
            read_before_name(r, c);
        else
            gather(r->tag, &r->n_tag, c);
        return;
    case R_BEFORE_NAME: read_before_name(r, c); return;
    case R_NAME:
        if (c == '=')
            r->reading = R_BEFORE_VALUE;
        else if (is_blank_byte(c))
            r->reading = R_AFTER_NAME;
        else if (c == '/' || c == '>')
            read_before_name(r, c);
        else
            gather(r->name, &r->n_name, c);
        return;
    case R_AFTER_NAME:
        if (c == '=')
            r->reading = R_BEFORE_VALUE;
        else if (!is_blank_byte(c))
            read_before_name(r, c);
        return;
    case R_BEFORE_VALUE:
        if (is_blank_byte(c))
            return;
        r->n_value = 0;
        r->quote = c;
        r->reading = c == '"' || c == '\'' ? R_QUOTED : R_UNQUOTED;
        return;
    case R_QUOTED:
        r->n_value++;
        if (c == r->quote)
            r->reading = R_AFTER_QUOTED;
        return;
    case R_UNQUOTED: abort(); /* the compiler refuses them */
    case R_AFTER_QUOTED:
    case R_SLASH: read_before_name(r, c); return;
    case R_RAW: read_raw(r, c); return;
    }
}

/* ---- the made C, read again
 * ----------------------------------------------------- */

/* `t` begins at the first quote of an out_raw: its bytes to the reader. */
static void
read_literal(struct reader *r, text t)
{
    ptrdiff_t said = 0, i = 0;
    while (t.ptr[i] != ',') {
        for (bool is_in = t.ptr[i] == '"'; is_in && t.ptr[++i] != '"'; said++) {
            char c = t.ptr[i];
            if (c == '\\') {
                c = t.ptr[++i];
                if (c == 'n') {
                    c = '\n';
                } else if (c >= '0' && c <= '7') {
                    c = (char)strtol(
                        (char[]){ c, t.ptr[i + 1], t.ptr[i + 2], 0 }, NULL, 8);
                    i += 2;
                }
            }
            read_byte(r, c);
        }
        i++;
    }
    require(atoi(t.ptr + i + 1) == said && said > 0);
}

static void
read_value(struct reader *r, text call)
{
    static const char URLS[] = " href src action formaction poster cite "
                               "background longdesc manifest xlink:href ";
    static const char NEVER[] =
        " style srcdoc srcset imagesrcset http-equiv ping ";
    bool is_quoted = r->reading == R_QUOTED;
    bool is_url = is_quoted && is_one_of(r->name, URLS);
    if (is_quoted)
        require(strncmp(r->name, "on", 2) != 0 && !is_one_of(r->name, NEVER));
    if (text_starts_with(call, TEXT("out(v")))
        require(r->reading == R_DATA);
    else if (text_starts_with(call, TEXT("out_plain(v")))
        require(
            (is_quoted && !is_url) || (r->reading == R_RAW && r->is_rcdata));
    else if (text_starts_with(call, TEXT("out_url(v")) ||
        text_starts_with(call, TEXT("out_local(v")))
        require(is_url && r->n_value == 0);
    else if (text_starts_with(call, TEXT("out_pct(v")))
        require(is_url && r->n_value > 0);
    else if (text_starts_with(call, TEXT("out_phrase(v, false")))
        require(r->reading == R_DATA);
    else if (text_starts_with(call, TEXT("out_phrase(v, true")) ||
        text_starts_with(call, TEXT("{ const struct phrase_arg")))
        require(r->reading == R_DATA || (is_quoted && !is_url) ||
            (r->reading == R_RAW && r->is_rcdata));
    else
        return;
    r->n_value++;
}

static void
read_c(text c)
{
    static const text RAW = TEXT_INIT("out_raw(v, \"");
    struct reader r = { .reading = R_DATA };
    text line;
    while (c.len > 0) {
        text here = c;
        line = text_cut(c, '\n', &c);
        if (text_starts_with(line, TEXT("}")) &&
            text_is_equal(line, TEXT("}")) && r.reading == R_DATA)
            r = (struct reader){ .reading = R_DATA };
        here = text_trim(text_slice(here, 0, here.len));
        if (text_starts_with(here, RAW))
            read_literal(&r, text_slice(here, RAW.len - 1, here.len));
        else
            read_value(&r, here);
    }
    require(r.reading == R_DATA);
}

/* Lines of C, and expressions that look like the made C, would be taken for
 * it: what cannot be told apart is not read again. */
static bool
is_readable(text source)
{
    return text_find(source, TEXT("out")) < 0 &&
        text_find(source, TEXT("const")) < 0 &&
        text_find(source, TEXT("\n%")) < 0 &&
        !text_starts_with(source, TEXT("%"));
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct arena a;
    struct result first, second;
    struct template t = { .path = TEXT("src/room/page.html"),
        .name = TEXT("room_page"),
        .header = TEXT("room/page.html.h"),
        .source = { n == 0 ? "" : (const char *)bytes, (ptrdiff_t)n } };
    if (n > 1 << 16)
        return 0;
    arena_open(&a, 1 << 28);
    template_compile(&a, &t, &first);
    template_compile(&a, &t, &second);
    require(first.n_errors == second.n_errors);
    require(text_is_equal(buf_text(&first.c), buf_text(&second.c)));
    require((first.n_errors > 0) == (first.messages.len > 0));
    if (first.n_errors == 0 && is_readable(t.source))
        read_c(buf_text(&first.c));
    arena_close(&a);
    return 0;
}
