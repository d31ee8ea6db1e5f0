/* JSON: what is read and written again is the same from then on. */
#include "base/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
write_value(struct json *j, const struct json_value *v)
{
    switch (v->type) {
    case JSON_NULL: json_null(j); break;
    case JSON_BOOL: json_bool(j, v->is_true); break;
    case JSON_NUMBER:
        if (v->is_int)
            json_int(j, v->number);
        else
            json_real(j, v->real);
        break;
    case JSON_TEXT:
        require(text_is_utf8(v->text));
        json_text(j, v->text);
        break;
    case JSON_ARRAY:
    case JSON_OBJECT:
        if (v->type == JSON_ARRAY)
            json_array(j);
        else
            json_object(j);
        for (const struct json_value *m = v->first; m != NULL; m = m->next) {
            if (v->type == JSON_OBJECT)
                json_name_text(j, m->name);
            write_value(j, m);
        }
        json_end(j);
        break;
    }
}

static text
print(struct arena *a, const struct json_value *v)
{
    struct buf out = buf_in(a, 4096);
    struct json j = json_write(&out);
    write_value(&j, v);
    return buf_text(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena a;
    struct json_value *v, *again;
    struct why why = { 0 };
    arena_reset(&a, 256 << 20);
    text in = { (const char *)data, (ptrdiff_t)size };
    if (json_parse(in, &a, &v, &why) != OK) {
        require(text_starts_with(text_of(why.text), TEXT("line ")));
        return 0;
    }
    text once = print(&a, v);
    require(json_parse(once, &a, &again, &why) == OK);
    require(text_is_equal(once, print(&a, again)));
    return 0;
}
