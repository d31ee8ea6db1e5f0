/* People and a population in one file, parted by a line of dashes: what is
 * taken is judged, and what is printed of it can be read. */
#include "decide/heard/heard.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena a;
    static struct heard h;
    struct why why = { 0 };
    struct json_value *v;
    text all = { (const char *)data, (ptrdiff_t)size };
    ptrdiff_t at = text_find(all, TEXT("\n---\n"));
    if (size > 20'000 || at < 0)
        return 0;
    arena_reset(&a, 256 << 20);
    h = (struct heard){ .threshold = 5, .one = -1, .two = -1 };
    enum err e = heard_read_population(
        &h, &a, TEXT("population"), text_slice(all, 0, at + 1), &why);
    if (e == OK && h.n_questions > 1) {
        h.one = 0;
        h.two = 1;
    }
    if (e == OK)
        e = heard_read_people(
            &h, &a, TEXT("people"), text_slice(all, at + 5, all.len), &why);
    if (e == OK)
        e = heard_judge(&h, &a, &why);
    if (e != OK) {
        require(why.text[0] != '\0');
        return 0;
    }
    struct buf out = buf_in(&a, 4096);
    heard_print_json(&h, &out);
    require(json_parse(buf_text(&out), &a, &v, &why) == OK);
    out.len = 0;
    heard_print_csv(&h, &out);
    heard_print_text(&h, &out);
    return 0;
}
