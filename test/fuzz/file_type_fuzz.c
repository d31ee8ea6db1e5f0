/* Bytes that call themselves a file. Whatever they are, the judgement ends,
 * is one or the other, and what is taken begins as its kind does. */
#include "keep/file_type.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static enum err
read_bytes(void *context, int64_t at, char *to, ptrdiff_t room, ptrdiff_t *n)
{
    const text *all = context;
    text piece = text_slice(*all, (ptrdiff_t)at, (ptrdiff_t)at + room);
    *n = piece.len;
    if (piece.len > 0)
        memcpy(to, piece.ptr, (size_t)piece.len);
    return OK;
}

static void
check_start(text all, const struct file_type *type)
{
    if (strcmp(type->code, "pdf") == 0)
        require(text_starts_with(all, TEXT("%PDF-")));
    if (strcmp(type->code, "png") == 0)
        require(text_starts_with(all, TEXT("\x89PNG")) && all.len >= 12 &&
            memcmp(all.ptr + all.len - 8, "IEND", 4) == 0);
    if (text_starts_with(text_of(type->mime), TEXT("text/")))
        require(text_is_utf8(all));
}

static void
check_name(struct arena *a, text name, const struct file_type *type)
{
    text made = file_name_for(a, name, type);
    require(made.len > 4 && made.len <= 130);
    for (ptrdiff_t i = 0; i < made.len; i++)
        require((unsigned char)made.ptr[i] >= 0x20 && made.ptr[i] != '/' &&
            made.ptr[i] != '\\' && made.ptr[i] != '"');
    require(made.ptr[0] != '.');
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena a;
    arena_open(&a, 16 << 20);
    text all = { (const char *)bytes, (ptrdiff_t)size };
    struct file_source s = {
        .read = read_bytes, .context = &all, .size = all.len
    };
    const text names[] = { TEXT("a.txt"), TEXT("a"), text_prefix(all, 200) };
    for (int i = 0; i < 3; i++) {
        const struct file_type *type = NULL;
        const char *refusal = NULL;
        enum err e = file_type_of(&s, &a, names[i], &type, &refusal);
        require(e == OK
                ? type != NULL && refusal == NULL
                : e == ERR_BAD_INPUT && type == NULL && refusal != NULL);
        if (e == OK) {
            check_start(all, type);
            if (text_is_utf8(names[i]))
                check_name(&a, names[i], type);
        }
    }
    arena_close(&a);
    return 0;
}
