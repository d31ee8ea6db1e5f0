/* An asking's file: what is taken is judged alike by the rule and its second
 * form (asking_judge requires it), and every way to say it is text. */
#include "decide/proposal/asking.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena a;
    struct asking asking;
    struct why why = { 0 };
    text all = { (const char *)data, (ptrdiff_t)size };
    if (size > 100'000)
        return 0;
    arena_reset(&a, 256 << 20);
    enum err e = asking_read(&asking, &a, all, &why);
    if (e == OK)
        e = asking_judge(&asking, &a, &why);
    if (e != OK) {
        require(why.text[0] != '\0');
        return 0;
    }
    struct buf out = buf_in(&a, 4096);
    struct json_value *v;
    asking_print_json(&asking, &out);
    require(json_parse(buf_text(&out), &a, &v, &why) == OK);
    out.len = 0;
    asking_print_csv(&asking, &out);
    asking_print_text(&asking, &out);
    require(text_is_utf8(buf_text(&out)));
    return 0;
}
