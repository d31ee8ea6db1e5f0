/* htmlc: page templates to C. This is the manual of the template format.
 *
 *     htmlc src/network/place.html build/gen/network/place.html
 *
 * writes place.html.c and place.html.h (included as "network/place.html.h")
 * with the function network_place: folder and file, '-' becomes '_'. A
 * template is the HTML that is sent, with four things in it: lines of C, lines
 * that begin with '@', and {{ }} in text and in attributes.
 *
 *     @include "network/network_pages.h"
 *     @args const struct place_page *p, int n_columns
 *     {{! a comment; it is not sent, nor is an HTML comment }}
 *     <h1>{{p->name}}</h1>
 *     % for (ptrdiff_t i = 0; i < p->n; i++) {
 *     <li{{? class "is-current" p->at == i}}>
 *     <a href="{{@ p->row[i].address}}">{{p->row[i].name}}</a></li>
 *     % }
 *     <p>{{_ "Founded in %s" lang_date(v->lang, v->arena, p->founded)}}</p>
 *     <p>{{n "%d vote" "%d votes" p->n_votes}}</p>
 *     % network_place_map(v, &p->map);
 *     @part map const struct map *m
 *     <svg viewBox="0 0 {{m->width}} 100">...</svg>
 *
 * Lines
 *   @include "file.h"    what the arguments' types need; at the head
 *   @args TYPE NAME, ... the arguments behind `struct view *v`; one line,
 *                        before the first text. None: leave the line out.
 *   @part NAME ARGS      from here on a second function, network_place_NAME;
 *                        it may be called before and after, and from C
 *   % ...                C, as it is, when '%' is the first byte. It stands
 *                        between tags only, and blocks have braces: text
 *                        follows only a line that ends in { } ; or :
 *   %% and @@            at the beginning of a line: a literal % or @
 *   ...\                 the line goes on in the next, without a blank
 *
 * Values: {{x}} is any C expression of type text, html, int, long or long
 * long; nothing else builds. Text is escaped by where it stands:
 *   between tags                     out()       text escaped, html as it is
 *   in an attribute, <title>,
 *   <textarea>                       out_plain() html does not build
 *   at the beginning of href, src,
 *   action, formaction, poster, cite out_url()   what is neither a local path
 *                                    nor https: http: mailto: tel: # ?
 *                                    becomes "#blocked"
 *   later in such an address         out_pct()   percent-encoded, one piece
 *   {{"a literal"}}                  escaped at build time: {{"{{"}}
 *
 * {{@ path}} is a local address: the view's root ("/sv") goes in front, and
 * what is not local becomes "#blocked". At the beginning of href, src, action
 * or formaction. A literal is allowed: {{@ "/place/"}}{{p->slug}}.
 *
 * Attributes that may be absent, each written with its own blank in front:
 *   {{? checked x > 1}}              a boolean attribute, if x > 1
 *   {{? class "is-open" x > 1}}      an attribute with a literal value
 *   {{? value=p->given p->has_it}}   with a C value (brackets for blanks)
 *   {{? href=@p->next p->has_next}}  with a local address
 *
 * Phrases are what gets translated; the English text is the key. Arguments
 * are separated by blanks; put an expression with blanks in brackets.
 *   {{_ "Phrase with %s and %d" x (n + 1)}}   at most 8 arguments
 *   {{c "month" "May"}}                       with a context
 *   {{n "%d vote" "%d votes" count}}          the count chooses the form
 *   {{n "%d vote for %s" "%d votes for %s" count name}}
 *   {{! TRANSLATORS: a hint for the next phrase }}
 * %s takes text, html (between tags) or a number, %d a number, %% is a percent
 * sign; a translator may number them: %2$s. In a plural the first %d is the
 * count, and the singular may leave it out if it numbers the others. No tag
 * and no &entity; goes into a phrase: a link inside a sentence is a phrase of
 * its own, printed into a view of its own and filled in as %1$s. Where a
 * phrase is missing in a language, text gets <span lang="en"> around it.
 *
 * White space between tags becomes one line end or one blank, and never less;
 * behind a line of C it is indentation and goes. <pre> and <textarea> keep
 * theirs, and their first line end is made safe: browsers drop one.
 *
 * Refused, with the template's file and line, one message a tag:
 *   - {{ }} in a tag outside quotes, in a comment, <script>, <style>, <iframe>,
 *     in on*=, style=, srcdoc=, srcset=, http-equiv=, ping=, data=, in the
 *     content of <meta http-equiv>, in what <set> and <animate> write
 *   - an address of <script>, <iframe>, <embed>, <object>, <base> that begins
 *     with a {{ }} other than {{@ }}
 *   - an address whose literal beginning is another scheme, or that begins
 *     with two {{ }} side by side, or with {{ }} and a slash
 *   - an attribute without quotes, or twice, or glued to the one before
 *   - a "<" that begins no tag; a tag in <title>, <textarea>, <style>
 *   - a tag, comment, <script>, {{, brace or C comment left open, at the end
 *     or where C begins
 *   - a phrase whose marks and arguments differ in number, with a tag in it,
 *     or with blanks at its ends
 * What the C compiler finds (a field that is not there, html in an attribute)
 * it reports at the template's line too. test/build/html has a case of each.
 *
 * Words: xgettext reads the C that is made here,
 *   xgettext --language=C --from-code=UTF-8 --keyword --keyword=N_:1 \
 *       --keyword=PHRASE:1 --keyword=PHRASE_IN:1c,2 --keyword=PLURAL:1,2 \
 *       --keyword=say_plural:2,3 --add-comments=TRANSLATORS: ...
 * and names the template's lines. script/words does it.
 */
#include "htmlc.h"

#include <stdio.h>
#include <string.h>

enum { SOURCE_MAX = 1 << 20, ARENA_MAX = 1 << 28 };

static enum err
read_file(struct arena *a, const char *path, text *out, struct why *why)
{
    FILE *f = fopen(path, "rb");
    if (f == NULL)
        return err_say(why, ERR_IO, "cannot open it");
    char *bytes = arena_new(a, char, SOURCE_MAX + 1);
    size_t n = fread(bytes, 1, SOURCE_MAX + 1, f);
    bool is_bad = ferror(f) != 0;
    fclose(f);
    if (is_bad)
        return err_say(why, ERR_IO, "cannot read it");
    if (n > SOURCE_MAX)
        return err_say(why, ERR_NO_ROOM, "a template of more than 1 MiB");
    *out = (text){ bytes, (ptrdiff_t)n };
    return OK;
}

static enum err
write_file(const char *path, text t, struct why *why)
{
    FILE *f = fopen(path, "wb");
    if (f == NULL)
        return err_say(why, ERR_IO, "cannot write %s", path);
    size_t n = fwrite(t.ptr, 1, (size_t)t.len, f);
    if (fclose(f) != 0 || n != (size_t)t.len)
        return err_say(why, ERR_IO, "cannot write %s", path);
    return OK;
}

/* "src/network/joining-form.html": header "network/joining-form.html.h",
 * function network_joining_form. What stands in a part of a room,
 * "src/decide/voice/voice_one.html", has the room's name as well:
 * decide_voice_one. */
static enum err
name_template(struct arena *a, struct template *t, struct why *why)
{
    text path = t->path;
    ptrdiff_t from = path.len, n_slashes = 0;
    while (from > 0 && (path.ptr[from - 1] != '/' || ++n_slashes < 2))
        from--;
    const char *in = arena_c_string(a, path), *src = strstr(in, "src/");
    if (src != NULL && (src == in || src[-1] == '/'))
        from = src + 4 - in;
    text tail = text_slice(path, from, path.len);
    if (!text_ends_with(tail, TEXT(".html")))
        return err_say(why, ERR_BAD_INPUT, "a template ends in .html");
    t->header = arena_print(a, "%.*s.h", TEXT_ARG(tail));
    text file, room = text_cut(tail, '/', &file);
    ptrdiff_t part = file.len;
    while (part > 0 && file.ptr[part - 1] != '/')
        part--;
    tail = arena_print(a, "%.*s/%.*s", TEXT_ARG(room),
        TEXT_ARG(text_slice(file, part, file.len - 5)));
    char *name = arena_c_string(a, tail);
    for (ptrdiff_t i = 0; i < tail.len; i++)
        if (name[i] == '-' || name[i] == '/')
            name[i] = '_';
    t->name = text_of(name);
    if (!is_identifier(t->name))
        return err_say(why, ERR_BAD_INPUT,
            "\"%s\" is no name of a function: the folder and the file have "
            "letters, digits, - and _",
            name);
    return OK;
}

static enum err
run(struct arena *a, const char *in, const char *out, struct result *result,
    struct why *why)
{
    struct template t = { .path = text_of(in) };
    enum err e = name_template(a, &t, why);
    if (e == OK)
        e = read_file(a, in, &t.source, why);
    if (e != OK)
        return e;
    template_compile(a, &t, result);
    if (result->n_errors > 0)
        return ERR_BAD_INPUT;
    text to = text_of(out);
    text c = arena_print(a, "%.*s.c", TEXT_ARG(to));
    text h = arena_print(a, "%.*s.h", TEXT_ARG(to));
    e = write_file(arena_c_string(a, c), buf_text(&result->c), why);
    if (e == OK)
        e = write_file(arena_c_string(a, h), buf_text(&result->h), why);
    return e;
}

int
main(int argc, char **argv)
{
    struct arena a;
    struct why why = { 0 };
    struct result result = { .n_errors = 0 };
    if (argc != 3) {
        fputs("usage: htmlc TEMPLATE.html OUT (writes OUT.c and OUT.h)\n",
            stderr);
        return 2;
    }
    arena_open(&a, ARENA_MAX);
    enum err e = run(&a, argv[1], argv[2], &result, &why);
    if (result.n_errors > 0)
        fprintf(stderr, "%.*s", TEXT_ARG(buf_text(&result.messages)));
    else if (e != OK)
        fprintf(stderr, "%s:1: %s\n", argv[1], why.text);
    arena_close(&a);
    return e == OK ? 0 : 1;
}
