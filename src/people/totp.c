#include "people/totp.h"

#include "base/buf.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

int64_t
totp_step(int64_t now)
{
    return now / TOTP_STEP_S;
}

int64_t
totp_code(text secret, int64_t step, int n_digits)
{
    unsigned char message[8], mac[EVP_MAX_MD_SIZE];
    unsigned int n = 0;
    for (int i = 0; i < 8; i++)
        message[i] = (unsigned char)((uint64_t)step >> (56 - 8 * i));
    require(HMAC(EVP_sha1(), secret.ptr, (int)secret.len, message,
                sizeof message, mac, &n) != NULL);
    require(n == 20);
    const unsigned char *at = mac + (mac[19] & 15); /* RFC 4226, 5.3 */
    int64_t code = (int64_t)(at[0] & 127) << 24 | (int64_t)at[1] << 16 |
        (int64_t)at[2] << 8 | (int64_t)at[3];
    int64_t most = 1;
    for (int i = 0; i < n_digits; i++)
        most *= 10;
    return code % most;
}

/* "123 456" as a number; -1: not six digits. */
static int64_t
read_code(text typed)
{
    int64_t code = 0;
    int n = 0;
    for (ptrdiff_t i = 0; i < typed.len; i++) {
        char c = typed.ptr[i];
        if (c == ' ')
            continue;
        if (c < '0' || c > '9' || n == TOTP_DIGITS)
            return -1;
        code = code * 10 + (c - '0');
        n++;
    }
    return n == TOTP_DIGITS ? code : -1;
}

int64_t
totp_match(text secret, text typed, int64_t now, int64_t last)
{
    int64_t code = read_code(typed), here = totp_step(now), found = 0;
    for (int64_t step = here - 1; step <= here + 1; step++)
        if (step > last && totp_code(secret, step, TOTP_DIGITS) == code &&
            found == 0)
            found = step;
    return found;
}

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

static text
base_32(struct arena *a, text secret, bool has_gaps)
{
    struct buf b = buf_in(a, secret.len * 2 + 10);
    uint32_t bits = 0;
    int n_bits = 0, n = 0;
    for (ptrdiff_t i = 0; i < secret.len; i++) {
        bits = bits << 8 | (unsigned char)secret.ptr[i];
        for (n_bits += 8; n_bits >= 5; n_bits -= 5) {
            if (has_gaps && n > 0 && n % 4 == 0)
                buf_byte(&b, ' ');
            buf_byte(&b, digits[bits >> (n_bits - 5) & 31]);
            n++;
        }
    }
    if (n_bits > 0 && has_gaps && n > 0 && n % 4 == 0)
        buf_byte(&b, ' ');
    if (n_bits > 0)
        buf_byte(&b, digits[bits << (5 - n_bits) & 31]);
    return buf_text(&b);
}

text
totp_print(struct arena *a, text secret)
{
    return base_32(a, secret, true);
}

static void
add_percent(struct buf *b, text t)
{
    static const char hex[] = "0123456789ABCDEF";
    for (ptrdiff_t i = 0; i < t.len; i++) {
        unsigned char c = (unsigned char)t.ptr[i];
        bool is_plain = (c >= '0' && c <= '9') ||
            ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '-' || c == '.' ||
            c == '_' || c == '@';
        if (is_plain) {
            buf_byte(b, (char)c);
        } else {
            buf_byte(b, '%');
            buf_byte(b, hex[c >> 4]);
            buf_byte(b, hex[c & 15]);
        }
    }
}

text
totp_address(struct arena *a, text network, text name, text secret)
{
    struct buf b = buf_in(a, 300);
    network = text_prefix(network, 60);
    buf_add(&b, TEXT("otpauth://totp/"));
    add_percent(&b, network);
    buf_byte(&b, ':');
    add_percent(&b, text_prefix(name, 80));
    buf_add(&b, TEXT("?secret="));
    buf_add(&b, base_32(a, secret, false));
    buf_add(&b, TEXT("&issuer="));
    add_percent(&b, network);
    return buf_text(&b);
}
