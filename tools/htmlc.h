/* The parts of the template compiler; how a template is written stands at the
 * head of htmlc.c.
 *
 *     htmlc.c          the manual; reads and writes files
 *     htmlc_template.c lines, functions, braces: the compiler itself
 *     htmlc_hole.c     what stands in {{ }}: to C
 *     htmlc_phrase.c   phrases: their marks, their arguments
 *     htmlc_machine.c  where in the HTML we are; squeezes white space
 *     htmlc_context.c  which {{ }} may stand there
 */
#ifndef HTMLC_H
#define HTMLC_H

#include "base/buf.h"

/* ---- the machine -----------------------------------------------------------
 */

/* What a {{ }} is printed as follows from where it stands. */
enum context {
    CTX_TEXT,    /* between tags: text escaped, html as it is */
    CTX_INLINE,  /* the same inside <svg>, <option>: no <span> may be added */
    CTX_PLAIN,   /* <title>, <textarea>, an attribute: no html */
    CTX_URL,     /* the beginning of an address */
    CTX_PERCENT, /* later in an address */
};

enum hole { HOLE_VALUE, HOLE_PHRASE, HOLE_LOCAL, HOLE_LITERAL };

enum { NAME_MAX_LEN = 48, ATTRS_MAX = 32, VALUE_HEAD_LEN = 160 };

struct name {
    char ptr[NAME_MAX_LEN]; /* lower case, cut if longer */
    int len;
};

struct machine {
    int state;
    int line, from_line; /* set by the caller; of the tag's beginning */
    struct buf *out;     /* literal bytes, squeezed */
    struct name tag, attr;
    struct {
        struct name name;
        bool is_maybe; /* {{? }} */
    } attrs[ATTRS_MAX];
    int n_attrs;
    char value[VALUE_HEAD_LEN]; /* the head of the attribute's literal part */
    int n_value;
    char quote, pending; /* white space not yet printed */
    int n_match;         /* bytes of an end tag or comment end seen */
    int n_svg;
    bool has_hole, is_whole /* one value began this address */;
    bool is_end_tag, is_slash, is_pre, is_option, is_fresh;
    bool is_after_code; /* white space here is indentation */
    bool is_bad;        /* this tag was reported */
    bool has_http_equiv, has_content_hole;
};

void machine_start(struct machine *m, struct buf *out);
enum err machine_byte(struct machine *m, char c, struct why *why);
/* A {{ }} begins here: *context says how it must be printed. */
enum err machine_hole(
    struct machine *m, enum hole hole, enum context *context, struct why *why);
/* A {{? name }} begins here. */
enum err machine_maybe(struct machine *m, text name, enum hole hole,
    enum context *context, struct why *why);
/* A {{ }} here could not be read, and that was said. */
void machine_spoil(struct machine *m);
/* A line of C begins here, or the function ends. */
enum err machine_code(struct machine *m, const char *what, struct why *why);
/* White space before what comes now is printed. */
void machine_flush(struct machine *m);
bool machine_is_text(const struct machine *m); /* not inside a tag or script */
bool machine_is_squeezed(const struct machine *m);

/* ---- phrases ---------------------------------------------------------------
 */

enum { ARGS_MAX = 8, TOKENS_MAX = 12 };

struct marks {
    int n;                   /* arguments that the phrase asks for */
    char kind[ARGS_MAX + 2]; /* [1..n]: 's', 'd' */
    bool is_numbered;
};

/* C expressions: only quotes and brackets are followed. */
enum err hole_end(text source, ptrdiff_t at, ptrdiff_t *end, struct why *why);
enum err check_brackets(text t, struct why *why);
/* Up to the next blank outside quotes and brackets. */
text token_next(text *rest);
enum err tokens_cut(text t, text token[TOKENS_MAX], int *n, struct why *why);
bool is_literal(text token); /* one C string literal */
bool is_identifier(text t);

/* Can people translate it? `t` is a literal in its quotes. */
enum err phrase_check(text t, struct marks *marks, struct why *why);
enum err marks_complete(const struct marks *m, struct why *why);
enum err plural_check(
    const struct marks *one, const struct marks *many, struct why *why);

/* ---- {{ }} ------------------------------------------------------------------
 */

/* One hole, without its braces, as C statements into `c`. */
enum err
hole_compile(struct machine *m, text hole, struct buf *c, struct why *why);
/* `out_raw(v, "...", n);` */
void emit_raw(struct buf *c, text literal);

/* ---- templates --------------------------------------------------------------
 */

enum { ERRORS_MAX = 20 };

struct template
{
    text path;   /* for #line and messages: "src/network/place.html" */
    text name;   /* the function: "network_place" */
    text header; /* the generated header as others include it */
    text source;
};

struct result {
    struct buf c, h, messages; /* messages: "path:line: message\n" each */
    int n_errors;
};

/* Memory the arena of `result`'s buffers. */
void template_compile(
    struct arena *a, const struct template *t, struct result *result);

#endif
