/* Codes that somebody keeps on paper, so that what is theirs can be found again
 * without a name. */
#include "decide/child/receipt.h"

#include "decide/panel/panel_hash.h"

#include <string.h>

static const char letters[] = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";
enum { N_SIGNS = sizeof letters - 1 };

static int
value_of(char c)
{
    if (c >= 'a' && c <= 'z')
        c = (char)(c - 'a' + 'A');
    const char *at = c == '\0' ? NULL : strchr(letters, c);
    return at == NULL ? -1 : (int)(at - letters);
}

text
receipt_of(struct arena *a, const char *use, text token)
{
    unsigned char hash[32];
    char *code = arena_new(a, char, RECEIPT_LETTERS);
    text from = arena_print(a, "receipt %s %.*s", use, TEXT_ARG(token));
    int sum = 0;
    panel_sha256(from.ptr, from.len, hash);
    for (int i = 0; i < RECEIPT_LETTERS - 1; i++) {
        int x = (hash[2 * i] << 8 | hash[2 * i + 1]) % N_SIGNS;
        code[i] = letters[x];
        sum += (i + 1) * x;
    }
    code[RECEIPT_LETTERS - 1] = letters[sum % N_SIGNS];
    return (text){ code, RECEIPT_LETTERS };
}

text
receipt_read(struct arena *a, text typed)
{
    char *code = arena_new(a, char, RECEIPT_LETTERS);
    int n = 0, sum = 0;
    for (ptrdiff_t i = 0; i < typed.len; i++) {
        int x = value_of(typed.ptr[i]);
        if (typed.ptr[i] == '-' || typed.ptr[i] == ' ')
            continue;
        if (x < 0 || n == RECEIPT_LETTERS)
            return (text){ 0 };
        if (n == RECEIPT_LETTERS - 1 && x != sum % N_SIGNS)
            return (text){ 0 };
        sum += (n + 1) * x;
        code[n++] = letters[x];
    }
    return n == RECEIPT_LETTERS ? (text){ code, n } : (text){ 0 };
}

text
receipt_hash(struct arena *a, text code)
{
    unsigned char hash[32];
    char *hex = arena_new(a, char, 64);
    text from = arena_print(a, "voice receipt %.*s", TEXT_ARG(code));
    panel_sha256(from.ptr, from.len, hash);
    for (int i = 0; i < 32; i++) {
        hex[2 * i] = "0123456789abcdef"[hash[i] >> 4];
        hex[2 * i + 1] = "0123456789abcdef"[hash[i] & 15];
    }
    return (text){ hex, 64 };
}

text
receipt_print(struct arena *a, text code)
{
    return arena_print(a, "%.4s-%.4s-%.4s-%.4s", code.ptr, code.ptr + 4,
        code.ptr + 8, code.ptr + 12);
}
