/* A mail that anybody may send: reading it ends, stays within its room, and
 * gives words that the database takes. */
#include "keep/mime_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena a;
    if (size > 64 << 10)
        return 0;
    arena_open(&a, 64 << 20);
    struct mime_mail m =
        mime_read(&a, (text){ (const char *)data, (ptrdiff_t)size });
    require(text_is_utf8(m.words));
    require(m.words.len <= MIME_WORDS_MAX);
    for (ptrdiff_t i = 0; i < m.words.len; i++) {
        unsigned char c = (unsigned char)m.words.ptr[i];
        require((c >= ' ' && c != 0x7f) || c == '\n' || c == '\t');
    }
    require(text_find(m.message_id, TEXT("\n")) < 0);
    require(text_find(m.receivers, TEXT("\n")) < 0);
    arena_close(&a);
    return 0;
}
