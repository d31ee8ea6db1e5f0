#include "web/site.h"

#include "base/date.h"
#include "base/key.h"
#include "os/clock.h"
#include "os/entropy.h"
#include "web/address.h"
#include "web/limit.h"
#include "web/multipart.h"

#include <sodium.h>
#include <string.h>

enum { PAIRS_MAX = 256, TOKEN_LENGTH = 26, TEXT_MAX = 200 };
enum { FIELDS_MAX = 1 << 20 }; /* bytes of all fields beside files */
enum { PROOF_BYTES = 16, PROOF_LENGTH = 2 * PROOF_BYTES };

/* ---- The token ----------------------------------------------------------- */

/* 130 random bits: whoever sends a form twice sends the same, and nobody else
 * can guess it. */
static text
token_make(struct arena *a)
{
    static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";
    unsigned char random[TOKEN_LENGTH];
    entropy(random, sizeof random);
    char *to = arena_new(a, char, TOKEN_LENGTH);
    for (int i = 0; i < TOKEN_LENGTH; i++)
        to[i] = digits[random[i] & 31];
    return (text){ to, TOKEN_LENGTH };
}

static bool
is_token(text t)
{
    if (t.len != TOKEN_LENGTH)
        return false;
    for (ptrdiff_t i = 0; i < t.len; i++)
        if (!((t.ptr[i] >= 'a' && t.ptr[i] <= 'z') ||
                (t.ptr[i] >= '0' && t.ptr[i] <= '9')))
            return false;
    return true;
}

/* What only a page that was made for this session can hold. It is another one
 * on each page, as the token is: compression tells nothing about it. */
static text
proof_make(struct request *rq, text token)
{
    unsigned char hash[PROOF_BYTES];
    text key = rq->actor.form_key;
    char *hex = arena_new(rq->arena, char, PROOF_LENGTH + 1);
    if (!text_is_known(key))
        return TEXT("");
    require(key.len == crypto_generichash_KEYBYTES);
    require(crypto_generichash(hash, sizeof hash,
                (const unsigned char *)token.ptr, (size_t)token.len,
                (const unsigned char *)key.ptr, (size_t)key.len) == 0);
    sodium_bin2hex(hex, PROOF_LENGTH + 1, hash, sizeof hash);
    return (text){ hex, PROOF_LENGTH };
}

/* ---- What was typed, made clean ------------------------------------------ */

/* What is no UTF-8 is taken for Latin-1, so that it can be shown again. */
static text
from_latin_1(struct arena *a, text t)
{
    char *to = arena_new(a, char, 2 * t.len);
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; i < t.len; i++) {
        unsigned char c = (unsigned char)t.ptr[i];
        if (c < 0x80) {
            to[n++] = (char)c;
        } else {
            to[n++] = (char)(0xc0 | c >> 6);
            to[n++] = (char)(0x80 | (c & 0x3f));
        }
    }
    return (text){ to, n };
}

/* CRLF and CR become LF; in one line every run of them and of tabs a blank.
 * Other control bytes are dropped. */
static text
clean(struct arena *a, text t, bool has_lines)
{
    char *to = arena_new(a, char, t.len);
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; i < t.len; i++) {
        char c = t.ptr[i];
        if (c == '\r') {
            if (i + 1 < t.len && t.ptr[i + 1] == '\n')
                continue;
            c = '\n';
        }
        if (!has_lines && (c == '\n' || c == '\t'))
            c = ' ';
        if ((unsigned char)c < 0x20 && c != '\n' && c != '\t')
            continue;
        if (c == 0x7f)
            continue;
        to[n++] = c;
    }
    return text_trim((text){ to, n });
}

/* ---- One value ----------------------------------------------------------- */

/* What is wrong with a value; a phrase, and a number that it may hold. */
struct fault {
    const char *phrase;
    int64_t number[2];
    int n_numbers;
};

static bool
is_mail(text t)
{
    text host;
    text name = text_cut(t, '@', &host);
    if (name.len == 0 || host.len < 3 || t.len > 254 ||
        text_has_byte(host, '@') || !text_has_byte(host, '.') ||
        host.ptr[0] == '.' || host.ptr[host.len - 1] == '.' ||
        text_find(host, TEXT("..")) >= 0)
        return false;
    for (ptrdiff_t i = 0; i < t.len; i++)
        if ((unsigned char)t.ptr[i] <= ' ' || t.ptr[i] == '<' ||
            t.ptr[i] == '>' || t.ptr[i] == ',' || t.ptr[i] == ';' ||
            t.ptr[i] == '"')
            return false;
    return true;
}

static bool
read_truth(text t)
{
    return text_is_equal(t, TEXT("on")) || text_is_equal(t, TEXT("1")) ||
        text_is_equal(t, TEXT("yes")) || text_is_equal(t, TEXT("true"));
}

static struct fault
read_number(const struct input *in, text t, int64_t *n)
{
    int64_t max = (int64_t)in->max;
    bool is_limited = max != 0 || in->min != 0;
    if (!text_parse_int(t, n))
        return (
            struct fault){ N_("Write a whole number, in digits."), { 0 }, 0 };
    if (is_limited && (*n < in->min || *n > max)) {
        *n = 0;
        return (struct fault){ N_("The number must be from %1$d to %2$d."),
            { in->min, max }, 2 };
    }
    return (struct fault){ 0 };
}

static struct fault
read_choice(const struct input *in, text t, text *out)
{
    for (const char *const *c = in->choices; c != NULL && *c != NULL; c++)
        if (text_is_equal(t, text_of(*c))) {
            *out = t;
            return (struct fault){ 0 };
        }
    return (
        struct fault){ N_("Choose one of what is offered here."), { 0 }, 0 };
}

static struct fault
read_text(const struct input *in, text t, text *out)
{
    ptrdiff_t max = in->max > 0 ? in->max : TEXT_MAX;
    if (t.len > max)
        return (struct fault){
            N_("This is too long: please make it %d characters shorter."),
            { t.len - max }, 1
        };
    if (in->kind == INPUT_MAIL && !is_mail(t))
        return (struct fault){
            N_("Write an email address, such as name@example.org."), { 0 }, 0
        };
    *out = t;
    return (struct fault){ 0 };
}

static struct fault
read_date(struct arena *a, text t, text *out)
{
    struct date date;
    switch (date_parse_loose(t, &date)) {
    case DATE_IS_BAD:
        return (
            struct fault){ N_("Write a date, such as 2026-05-31."), { 0 }, 0 };
    case DATE_IS_UNSURE:
        return (struct fault){
            N_("This date can be read in two ways: write it as 2026-05-31."),
            { 0 }, 0
        };
    case DATE_IS_SURE: break;
    }
    *out = date_print(date, arena_new(a, char, DATE_LENGTH));
    return (struct fault){ 0 };
}

/* `t` is clean; what is read goes to the member of `into`. */
static struct fault
read_value(struct arena *a, const struct input *in, text t, void *into)
{
    char *member = (char *)into + in->offset;
    text read = { 0 };
    int64_t number = 0;
    bool truth = false;
    struct fault fault = { 0 };
    if (in->is_required &&
        (text_is_empty(t) || (in->kind == INPUT_BOOL && !read_truth(t))))
        fault.phrase = in->kind == INPUT_BOOL ? N_("Please tick this.")
            : in->kind == INPUT_CHOICE        ? N_("Please choose one.")
                                              : N_("Please fill this in.");
    switch (in->kind) {
    case INPUT_TEXT:
    case INPUT_PROSE:
    case INPUT_MAIL:
    case INPUT_SECRET:
        if (!text_is_empty(t))
            fault = read_text(in, t, &read);
        memcpy(member, &read, sizeof read);
        break;
    case INPUT_DATE:
        if (!text_is_empty(t))
            fault = read_date(a, t, &read);
        memcpy(member, &read, sizeof read);
        break;
    case INPUT_CHOICE:
        if (!text_is_empty(t))
            fault = read_choice(in, t, &read);
        memcpy(member, &read, sizeof read);
        break;
    case INPUT_INT:
        if (!text_is_empty(t))
            fault = read_number(in, t, &number);
        memcpy(member, &number, sizeof number);
        break;
    case INPUT_KEY:
        if (!text_is_empty(t) && !key_parse(t, &number))
            fault.phrase = N_("This leads to nothing that we know.");
        memcpy(member, &number, sizeof number);
        break;
    case INPUT_BOOL:
        truth = read_truth(t);
        memcpy(member, &truth, sizeof truth);
        break;
    case INPUT_FILE: break; /* take_upload did it */
    }
    return fault;
}

static text
fault_sentence(struct request *rq, struct fault fault)
{
    struct view v = view_in(rq->arena, rq->lang, 0);
    struct phrase_arg args[2] = { phrase_arg((long long)fault.number[0]),
        phrase_arg((long long)fault.number[1]) };
    return say_with(&v, fault.phrase, fault.n_numbers, args);
}

/* ---- Forms --------------------------------------------------------------- */

static int
find_input(const struct input *inputs, int n_inputs, text name)
{
    for (int i = 0; i < n_inputs; i++)
        if (text_is_equal(name, text_of(inputs[i].name)))
            return i;
    return -1;
}

/* The first value of each field; ERR_BAD_INPUT when the pairs are broken. */
static enum err
read_pairs(struct request *rq, text pairs, const struct input *inputs,
    int n_inputs, text given[], text *token)
{
    text raw_name, raw_value, name, value;
    for (int n_pairs = 0; pair_next(&pairs, &raw_name, &raw_value);) {
        if (++n_pairs > PAIRS_MAX ||
            !percent_decode(rq->arena, raw_name, true, &name) ||
            !percent_decode(rq->arena, raw_value, true, &value))
            return ERR_BAD_INPUT;
        int i = find_input(inputs, n_inputs, name);
        if (i >= 0 && !text_is_known(given[i]))
            given[i] = value;
        if (text_is_equal(name, TEXT("token")) && token != NULL)
            *token = value;
    }
    return OK;
}

void
form_error(struct form *form, const char *name, text sentence)
{
    int i = find_input(form->inputs, form->n_inputs, text_of(name));
    require(i >= 0);
    if (text_is_known(form->error[i]))
        return;
    form->error[i] = sentence;
    form->n_errors++;
}

void
form_give(struct form *form, const char *name, text value)
{
    int i = find_input(form->inputs, form->n_inputs, text_of(name));
    require(i >= 0);
    form->given[i] = value;
}

void
form_open(struct request *rq, const struct input *inputs, int n_inputs,
    struct form *form)
{
    require(n_inputs <= FORM_FIELDS_MAX);
    *form = (struct form){ .inputs = inputs, .n_inputs = n_inputs };
    form->token = token_make(rq->arena);
    form->proof = proof_make(rq, form->token);
    rq->is_private = true;
    rq->form = form;
}

bool
form_is_welcome(struct request *rq, struct form *form)
{
    struct limit *limit = rq->site->limit;
    if (limit == NULL ||
        limit_take(limit, rq->input->peer, monotonic_ns() / 1'000'000))
        return true;
    struct view v = view_in(rq->arena, rq->lang, 0);
    form->error_all = say(&v,
        N_("Many forms have come from where you are in a short time. What you "
           "wrote is still here: please send it again in a few minutes."));
    form->n_errors++; /* for the page's title */
    return false;
}

/* ---- With files ---------------------------------------------------------- */

enum err
upload_read(const struct request *rq, const struct upload *upload, int64_t at,
    char *to, ptrdiff_t room, ptrdiff_t *n)
{
    *n = 0;
    if (at >= upload->size)
        return OK;
    if (room > upload->size - at)
        room = (ptrdiff_t)(upload->size - at);
    return body_read(rq->input, upload->at + at, to, room, n);
}

/* Without the folders that some browsers send along. */
static text
last_name(text name)
{
    for (ptrdiff_t i = name.len; i > 0; i--)
        if (name.ptr[i - 1] == '/' || name.ptr[i - 1] == '\\')
            return text_slice(name, i, name.len);
    return name;
}

/* Browsers send a field in which no file was chosen as an empty one. */
static void
take_upload(struct request *rq, struct form *form, int i,
    const struct multipart_part *p, void *into)
{
    struct upload upload = { .is_given = p->file_name.len > 0 || p->size > 0,
        .at = p->at,
        .size = p->size };
    text name = clean(rq->arena, p->file_name, false);
    if (!text_is_utf8(name))
        name = from_latin_1(rq->arena, name);
    upload.name = text_trim(last_name(name));
    if (!upload.is_given)
        return;
    form->given[i] = upload.name;
    memcpy((char *)into + form->inputs[i].offset, &upload, sizeof upload);
}

static enum err
read_value_of(struct request *rq, const struct multipart_part *p, text *value)
{
    char *to = arena_new(rq->arena, char, (ptrdiff_t)p->size);
    ptrdiff_t n = 1, len = 0;
    for (; n > 0 && len < p->size; len += n) {
        enum err e = body_read(
            rq->input, p->at + len, to + len, (ptrdiff_t)p->size - len, &n);
        if (e != OK)
            return e;
    }
    *value = (text){ to, len };
    return OK;
}

/* The first value of each field, the first file of each. */
static enum err
read_parts(struct request *rq, struct form *form, text *token, void *into)
{
    struct multipart m;
    struct multipart_part p;
    int64_t n_bytes = 0;
    int n_parts = 0;
    enum err e = multipart_open(&m, rq->arena, rq->input);
    while (e == OK && (e = multipart_next(&m, &p)) == OK) {
        text value = { 0 };
        int i = find_input(form->inputs, form->n_inputs, p.name);
        bool is_token = text_is_equal(p.name, TEXT("token"));
        if (++n_parts > PAIRS_MAX)
            return ERR_BAD_INPUT;
        if (i >= 0 && text_is_known(form->given[i]))
            continue;
        if (i >= 0 && form->inputs[i].kind == INPUT_FILE) {
            if (text_is_known(p.file_name))
                take_upload(rq, form, i, &p, into);
            continue;
        }
        if ((i < 0 && !is_token) || text_is_known(p.file_name))
            continue;
        if ((n_bytes += p.size) > FIELDS_MAX)
            return ERR_BAD_INPUT;
        e = read_value_of(rq, &p, &value);
        if (i >= 0)
            form->given[i] = value;
        else
            *token = value;
    }
    return e == ERR_NOT_FOUND ? OK : e;
}

static bool
is_form_type(text type)
{
    text rest;
    return text_is_equal(text_trim(text_cut(type, ';', &rest)),
        TEXT("application/x-www-form-urlencoded"));
}

static void
take_value(struct request *rq, struct form *form, int i, void *into)
{
    const struct input *in = &form->inputs[i];
    bool is_secret = in->kind == INPUT_SECRET;
    if (in->kind == INPUT_FILE) {
        struct upload upload;
        memcpy(&upload, (char *)into + in->offset, sizeof upload);
        struct view v = view_in(rq->arena, rq->lang, 0);
        if (in->is_required && !upload.is_given)
            form_error(form, in->name, say(&v, N_("Please choose a file.")));
        return;
    }
    text t = is_secret
        ? form->given[i]
        : clean(rq->arena, form->given[i], in->kind == INPUT_PROSE);
    if (!is_secret && lang_is_blank(t))
        t = (text){ t.ptr, 0 };
    bool is_readable = text_is_utf8(t);
    if (!is_readable)
        t = from_latin_1(rq->arena, t);
    struct fault fault = read_value(rq->arena, in, t, into);
    if (!is_readable)
        fault = (struct fault){
            N_("Some letters did not arrive well: please look at them."), { 0 },
            0
        };
    form->given[i] = is_secret ? (text){ 0 } : t;
    if (fault.phrase != NULL)
        form_error(form, in->name, fault_sentence(rq, fault));
}

/* The token of the page that was sent, when it was made for this session:
 * nobody else can have made that page. */
static void
take_token(struct request *rq, struct form *form, text sent)
{
    text token = text_slice(sent, 0, TOKEN_LENGTH);
    text given = text_slice(sent, token.len, sent.len);
    if (!is_token(token))
        token = (text){ 0 };
    if (rq->actor.person_id == 0) {
        if (text_is_known(token))
            form->token = token;
        return;
    }
    require(text_is_known(rq->actor.form_key));
    if (text_is_known(token)) {
        text proof = proof_make(rq, token);
        if (given.len == proof.len &&
            sodium_memcmp(given.ptr, proof.ptr, (size_t)proof.len) == 0) {
            form->token = token;
            form->proof = proof;
            return;
        }
    }
    struct view v = view_in(rq->arena, rq->lang, 0);
    form->n_errors++;
    form->error_all = say(&v,
        N_("This page was made before you signed in. What you wrote is still "
           "here: please send it again."));
}

enum err
button_parse(struct request *rq)
{
    struct form *form = arena_new(rq->arena, struct form, 1);
    enum err e = form_parse(rq, NULL, 0, form, NULL);
    return e == OK && form->n_errors > 0 ? ERR_DENIED : e;
}

enum err
form_parse(struct request *rq, const struct input *inputs, int n_inputs,
    struct form *form, void *into)
{
    require(rq->input->method == WEB_POST);
    if (!is_from_here(rq->input, rq->site->config.base_url))
        return ERR_DENIED;
    text type = web_header(rq->input, TEXT("Content-Type"));
    bool has_parts = is_multipart(type);
    if (!has_parts && (!is_form_type(type) || rq->input->body_fd >= 0))
        return ERR_BAD_INPUT;
    form_open(rq, inputs, n_inputs, form);
    for (int i = 0; i < n_inputs; i++)
        if (inputs[i].kind == INPUT_FILE)
            memset((char *)into + inputs[i].offset, 0, sizeof(struct upload));
    text token = { 0 };
    enum err e = has_parts ? read_parts(rq, form, &token, into)
                           : read_pairs(rq, rq->input->body, inputs, n_inputs,
                                 form->given, &token);
    if (e != OK)
        return e;
    take_token(rq, form, token);
    for (int i = 0; i < n_inputs; i++)
        take_value(rq, form, i, into);
    return OK;
}

void
query_parse(
    struct request *rq, const struct input *inputs, int n_inputs, void *into)
{
    require(n_inputs <= FORM_FIELDS_MAX);
    text given[FORM_FIELDS_MAX] = { 0 };
    /* a broken query is as good as none: what came before it counts */
    ignore(read_pairs(rq, rq->query, inputs, n_inputs, given, NULL));
    for (int i = 0; i < n_inputs; i++) {
        text t = clean(rq->arena, given[i], false);
        if (!text_is_utf8(t))
            t = (text){ 0 };
        (void)read_value(rq->arena, &inputs[i], t, into);
    }
}
