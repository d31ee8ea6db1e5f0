#include "people/code.h"

#include "people/secret.h"

#include <sodium.h>
#include <string.h>

enum { N_SIGNS = 31 };
static const char signs[] = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

_Static_assert(sizeof signs - 1 == N_SIGNS, "a prime, for the check");

/* The last one, so that the weighted sum is a multiple of 31. */
static int
check_of(const int *values)
{
    int sum = 0;
    for (int i = 0; i < CODE_LENGTH - 1; i++)
        sum += (i + 1) * values[i];
    for (int v = 0; v < N_SIGNS; v++)
        if ((sum + CODE_LENGTH * v) % N_SIGNS == 0)
            return v;
    return 0;
}

/* Of the first CODE_LENGTH - 1 values; the last follows. */
static text
spell(struct arena *a, int *values)
{
    char *to = arena_new(a, char, CODE_LENGTH);
    values[CODE_LENGTH - 1] = check_of(values);
    for (int i = 0; i < CODE_LENGTH; i++)
        to[i] = signs[values[i]];
    return (text){ to, CODE_LENGTH };
}

text
code_new(struct arena *a)
{
    int values[CODE_LENGTH];
    secret_start();
    for (int i = 0; i < CODE_LENGTH - 1; i++)
        values[i] = (int)randombytes_uniform(N_SIGNS);
    return spell(a, values);
}

/* 64 bits of the hash for 54 of a code: no sign is likelier by more than one
 * in seven hundred. */
text
code_of(struct arena *a, text secret)
{
    int values[CODE_LENGTH];
    text hash = secret_hash(a, "code of", secret);
    uint64_t bits = 0;
    for (int i = 0; i < 8; i++)
        bits = bits << 8 | (unsigned char)hash.ptr[i];
    for (int i = 0; i < CODE_LENGTH - 1; i++, bits /= N_SIGNS)
        values[i] = (int)(bits % N_SIGNS);
    return spell(a, values);
}

text
code_print(struct arena *a, text code)
{
    require(code.len == CODE_LENGTH);
    return arena_print(
        a, "%.4s-%.4s-%.4s", code.ptr, code.ptr + 4, code.ptr + 8);
}

text
code_read(struct arena *a, text typed)
{
    int values[CODE_LENGTH], n = 0;
    char *to = arena_new(a, char, CODE_LENGTH);
    for (ptrdiff_t i = 0; i < typed.len; i++) {
        char c = typed.ptr[i];
        if (c == ' ' || c == '-' || c == '.')
            continue;
        if (c >= 'a' && c <= 'z')
            c = (char)(c - 'a' + 'A');
        const char *at = c == '\0' ? NULL : strchr(signs, c);
        if (at == NULL || n == CODE_LENGTH)
            return (text){ 0 };
        to[n] = c;
        values[n++] = (int)(at - signs);
    }
    if (n < CODE_LENGTH || check_of(values) != values[CODE_LENGTH - 1])
        return (text){ 0 };
    return (text){ to, CODE_LENGTH };
}

text
code_hash(struct arena *a, text code)
{
    return secret_hash(a, "code", code);
}
