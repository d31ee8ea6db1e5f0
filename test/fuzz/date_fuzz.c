/* Dates, moments and keys: whatever is taken prints, and reads back. */
#include "base/date.h"
#include "base/key.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_date(struct date d)
{
    char to[DATE_LENGTH];
    struct date back;
    require(date_parse(date_print(d, to), &back));
    require(date_to_days(d) == date_to_days(back));
    back = date_of_days(date_to_days(d));
    require(back.year == d.year && back.month == d.month && back.day == d.day);
}

static void
check_moment(int64_t s)
{
    char to[RFC3339_LENGTH], http[HTTP_DATE_LENGTH];
    int64_t back;
    if (!date_is_valid(moment_of(s).date))
        return; /* an offset led out of the years that have four digits */
    require(date_parse_rfc3339(date_print_rfc3339(s, to), &back) && back == s);
    require(date_parse_http(date_print_http(s, http), &back) && back == s);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    text t = { (const char *)data, (ptrdiff_t)size };
    struct date d;
    int64_t n;
    char to[KEY_LENGTH];
    if (date_parse(t, &d)) {
        struct date loose;
        check_date(d);
        require(date_parse_loose(t, &loose) == DATE_IS_SURE);
        require(date_to_days(loose) == date_to_days(d));
    }
    if (date_parse_loose(t, &d) != DATE_IS_BAD)
        check_date(d);
    if (date_parse_rfc3339(t, &n))
        check_moment(n);
    if (date_parse_http(t, &n))
        check_moment(n);
    if (key_parse(t, &n)) {
        int64_t back;
        require(n >= 0);
        require(key_parse(key_print(n, to), &back) && back == n);
    }
    if (size >= sizeof n) {
        memcpy(&n, data, sizeof n);
        check_moment(n % 400000000000);
    }
    return 0;
}
