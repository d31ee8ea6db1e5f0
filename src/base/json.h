/* JSON: a writer into a buffer, a strict reader into a tree.
 *
 *     struct json j = json_write(&out);
 *     json_object(&j);
 *     json_name(&j, "rows");
 *     json_int(&j, 3);
 *     json_end(&j);
 *
 * The reader takes what RFC 8259 says and nothing else; besides, it refuses
 * \u0000 (no text of ours may hold it), halves of surrogate pairs, reals that
 * are not finite, numbers of 64 characters or more, and depth over 64.
 *
 * Memory  the buffer's arena; the tree and its texts in the given arena, some
 *         50 times the input at worst ("[0,0,0"): set the limit so
 * Errors  ERR_BAD_INPUT, `why` begins with "line 3: "; no room jumps
 * Cost    linear
 * Source  RFC 8259
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/buf.h"

enum { JSON_DEPTH_MAX = 64 };

/* ---- Writing ---------------------------------------------------------------
 * Structure is `require`d: a name before each value of an object and nowhere
 * else, as many ends as beginnings. What is no UTF-8 is written as U+FFFD, so
 * that the output always is. */
struct json {
    struct buf *out;
    bool needs_comma, is_after_name;
    int depth;
    bool is_object[JSON_DEPTH_MAX];
};
struct json json_write(struct buf *out);
void json_object(struct json *j);
void json_array(struct json *j);
void json_end(struct json *j); /* of the innermost object or array */
void json_name(struct json *j, const char *name);
void json_name_text(struct json *j, text name);
void json_text(struct json *j, text t); /* not known: null */
void json_int(struct json *j, int64_t n);
/* In quotes: for numbers over 2^53, which JavaScript would round. */
void json_int_text(struct json *j, int64_t n);
void json_real(struct json *j, double x); /* shortest; not finite: null */
void json_bool(struct json *j, bool is_true);
void json_null(struct json *j);

/* Take the first character off `rest` (not empty) and write it as it stands
 * within a JSON text: 1 to 6 bytes, whose number is returned. */
ptrdiff_t json_escape(text *rest, char to[6]);

/* ---- Reading ---------------------------------------------------------------
 */

enum json_type {
    JSON_NULL,
    JSON_BOOL,
    JSON_NUMBER,
    JSON_TEXT,
    JSON_ARRAY,
    JSON_OBJECT,
};

struct json_value {
    enum json_type type;
    bool is_true;
    bool is_int;    /* a number without fraction or exponent, in range */
    int64_t number; /* when is_int */
    double real;    /* of every number */
    text text;      /* of a text; of a number, as it is written */
    text name;      /* within an object */
    int64_t n;      /* members, elements */
    struct json_value *first, *next;
};

enum err json_parse(
    text all, struct arena *a, struct json_value **value, struct why *why);

/* The first member of this name; NULL when it has none or is no object. */
const struct json_value *json_find(const struct json_value *object, text name);

#endif
