/* A view is what a template prints into: a buffer that knows its language.
 *
 * Page templates (.html) become C functions `void FOLDER_FILE(struct view *,
 * ...)` at build time; how they are written stands at the head of
 * tools/htmlc.c. They call the out_ functions below. Text is escaped because
 * of its type; only `html` passes as it is.
 */
#ifndef TEXT_VIEW_H
#define TEXT_VIEW_H

#include "base/buf.h"
#include "text/lang.h"

struct view {
    struct buf out;
    struct arena *arena;
    const struct lang *lang;
    text root; /* what local addresses begin with: "/sv" */
};

struct view view_in(struct arena *a, const struct lang *lang, ptrdiff_t guess);
html view_html(const struct view *v); /* all that was printed, lent */

/* {{x}}: by type. bool, double and pointers do not build. */
void out_text(struct view *v, text t); /* escapes & < > " ' */
void out_html(struct view *v, html h);
void out_int(struct view *v, long long n);
#define out(v, x)                                                              \
    _Generic((x), text: out_text, html: out_html, int: out_int,               \
        long: out_int, long long: out_int)((v), (x))

/* In an attribute, <title> or <textarea>: html does not build either. */
#define out_plain(v, x)                                                        \
    _Generic((x), text: out_text, int: out_int, long: out_int,                \
        long long: out_int)((v), (x))

/* At the beginning of href, src, action, formaction, poster: what is no local
 * path and no https: http: mailto: tel: address becomes "#blocked". A local
 * path gets the view's root in front when written {{@ path}}, and nothing else
 * passes there. What out_percent writes is always one piece: a '/', '?' or ':'
 * of the value ends nothing. */
void out_url(struct view *v, text t);
void out_local(struct view *v, text path);  /* {{@ path}} */
void out_percent(struct view *v, text t);   /* later in such a value */
void out_percent_int(struct view *v, long long n);
#define out_pct(v, x)                                                          \
    _Generic((x), text: out_percent, int: out_percent_int,                    \
        long: out_percent_int, long long: out_percent_int)((v), (x))
void out_raw(struct view *v, const char *literal, ptrdiff_t len);

/* {{_ "Phrase %s" x y}}: at most 8 arguments. In text a phrase that is missing
 * in the language stands in <span lang="en">; in an attribute it stands
 * plainly, and html arguments are escaped. Plural: `n` chooses the form;
 * `args` are those of all marks of `many` in their order, the count among
 * them. Numbers are written as the language writes them. A mark without its
 * argument is written as it is: msgfmt --check finds it in a translation. */
void out_phrase(struct view *v, bool is_attr, const char *context,
    const char *phrase, int n_args, const struct phrase_arg *args);
void out_plural(struct view *v, bool is_attr, const char *one,
    const char *many, int64_t n, int n_args, const struct phrase_arg *args);

/* What xgettext finds in the C made from templates (see tools/htmlc.c). */
#define PHRASE(s) NULL, s
#define PHRASE_IN(context, s) context, s
#define PLURAL(one, many) one, many

struct phrase_arg arg_text(text t);
struct phrase_arg arg_html(html h);
struct phrase_arg arg_int(long long n);
#define phrase_arg(x)                                                          \
    _Generic((x), text: arg_text, html: arg_html, int: arg_int, long: arg_int, \
        long long: arg_int)(x)
#define phrase_plain(x) /* in an attribute */                                  \
    _Generic((x), text: arg_text, int: arg_int, long: arg_int,                \
        long long: arg_int)(x)
#define phrase_number(x) /* for %d */                                          \
    _Generic((x), int: arg_int, long: arg_int, long long: arg_int)(x)

/* The same as a value, outside templates. Marks for xgettext: N_() lists a
 * phrase that is looked up later; C code says say(v, N_("...")), and
 * say_plural(v, "%d vote", "%d votes", n) with plain literals. */
#define N_(s) (s)
text say(struct view *v, const char *phrase);
/* For text between tags: English stands in <span lang="en">, as with {{_ }}. */
html say_html(struct view *v, const char *phrase);
text say_with(struct view *v, const char *phrase, int n_args,
    const struct phrase_arg *args);
text say_plural(
    struct view *v, const char *one, const char *many, int64_t n);

#endif
