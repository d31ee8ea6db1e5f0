/* Names, types and lists: "id key, name text, place_id key?". */
#include "sqlc.h"

#include <string.h>

static const char c_keywords[] =
    "alignas alignof asm auto bool break case char const constexpr continue "
    "default do double else enum extern false float for goto if inline int "
    "long nullptr register restrict return short signed sizeof static "
    "static_assert struct switch thread_local true typedef typeof "
    "union unsigned void volatile while";

static bool
is_name(text name)
{
    for (ptrdiff_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        bool is_ok = (c >= 'a' && c <= 'z') || c == '_' ||
            (i > 0 && c >= '0' && c <= '9');
        if (!is_ok)
            return false;
    }
    return name.len > 0 && name.len <= 60 && name.ptr[0] != '_';
}

/* `text` and `html` may name a member, for members are apart from types. */
bool
check_name(const char *path, int line, text name, bool is_member)
{
    bool is_taken = is_in_words(name, c_keywords) ||
        (!is_member && is_in_words(name, "text html"));
    if (!is_name(name))
        complain(path, line, "'%.*s' is no name: small letters, digits, _",
            TEXT_ARG(name));
    else if (is_taken)
        complain(path, line, "'%.*s' is a word of C", TEXT_ARG(name));
    return is_name(name) && !is_taken;
}

text
cut_word(text *rest)
{
    ptrdiff_t i = 0;
    text s = text_trim(*rest);
    while (i < s.len && s.ptr[i] != ' ' && s.ptr[i] != '\t' && s.ptr[i] != ',')
        i++;
    *rest = text_trim(text_slice(s, i, s.len));
    return text_slice(s, 0, i);
}

static const struct type types[] = {
    { "key", "DB_INT", "int64_t", true, "INTEGER" },
    { "int", "DB_INT", "int64_t", true, "INTEGER" },
    { "cents", "DB_INT", "int64_t", true, "INTEGER" },
    { "time", "DB_INT", "int64_t", true, "INTEGER" },
    { "bool", "DB_BOOL", "bool", true, "INTEGER" },
    { "real", "DB_REAL", "double", true, "REAL" },
    { "text", "DB_TEXT", "text", false, "TEXT" },
    { "date", "DB_TEXT", "text", false, "TEXT" },
    { "json", "DB_TEXT", "text", false, "TEXT" },
    { "blob", "DB_BLOB", "text", false, "BLOB" },
    { "match", "DB_MATCH", "text", false, "" },
};

static const struct type *
type_find(text word)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (text_is_equal(word, text_of(types[i].word)))
            return &types[i];
    return NULL;
}

static void
list_add_field(struct arena *a, const char *path, struct list *l, text name,
    text word, int line)
{
    bool may_be_null = text_ends_with(word, TEXT("?"));
    text bare = may_be_null ? text_slice(word, 0, word.len - 1) : word;
    const struct type *type = type_find(bare);
    if (!check_name(path, line, name, true))
        return;
    if (type == NULL) {
        complain(path, line,
            "'%.*s' is no type: key int cents time bool real text date json "
            "blob match, with a '?' when it may be NULL",
            TEXT_ARG(word));
        return;
    }
    if (strcmp(type->word, "match") == 0 && may_be_null)
        complain(path, line, "'match' has no '?': no words match nothing");
    for (int i = 0; i < l->n_fields; i++)
        if (text_is_equal(l->fields[i].name, name)) {
            complain(path, line, "'%.*s' is declared twice", TEXT_ARG(name));
            return;
        }
    if (l->n_fields == l->n_room) {
        int n_room = l->n_room == 0 ? 16 : 2 * l->n_room;
        struct field *more = arena_new(a, struct field, n_room);
        if (l->n_fields > 0)
            memcpy(more, l->fields, sizeof *more * (size_t)l->n_fields);
        l->fields = more;
        l->n_room = n_room;
    }
    l->fields[l->n_fields++] = (struct field){ name, type, may_be_null, line };
}

/* One line of a list: "id key, name text?," or the name of a shape. */
void
list_add_line(
    struct arena *a, const char *path, struct list *l, text rest, int line)
{
    rest = text_trim(rest);
    while (rest.len > 0) {
        bool is_first = l->n_fields == 0 && text_is_empty(l->shape);
        if (rest.ptr[0] == ',') {
            if (l->has_comma || is_first)
                complain(path, line, "a comma with nothing before it");
            l->has_comma = true;
            rest = text_trim(text_slice(rest, 1, rest.len));
            continue;
        }
        text name = cut_word(&rest);
        if (!is_first && !l->has_comma) {
            complain(
                path, line, "a comma is missing before '%.*s'", TEXT_ARG(name));
            l->has_comma = true; /* say it once */
        }
        bool is_alone = rest.len == 0 || rest.ptr[0] == ',';
        if (is_alone && is_first && rest.len == 0) {
            l->shape = name;
        } else if (is_alone) {
            complain(path, line, "'%.*s' has no type", TEXT_ARG(name));
        } else if (!text_is_empty(l->shape)) {
            complain(
                path, line, "'%.*s' stands beside a shape", TEXT_ARG(name));
            cut_word(&rest);
        } else {
            list_add_field(a, path, l, name, cut_word(&rest), line);
        }
        l->has_comma = false;
    }
}
