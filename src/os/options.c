#include "os/options.h"

#include "os/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CONFIG_MAX = 64 << 10, NAME_MAX_BYTES = 40, NONE = -1 };

static int
find(const struct option *table, text name)
{
    for (int i = 0; table[i].name != NULL; i++)
        if (text_is_equal(text_of(table[i].name), name))
            return i;
    return NONE;
}

static bool
is_switch(const struct option *option)
{
    return option->argument == NULL;
}

/* "COUNTERPART_BASE_URL" of "base-url". */
static void
environment_name(const char *name, char to[NAME_MAX_BYTES + 16])
{
    char *at = to + sprintf(to, "COUNTERPART_");
    require(strlen(name) <= NAME_MAX_BYTES);
    for (; *name != '\0'; name++)
        *at++ = *name == '-'               ? '_'
            : *name >= 'a' && *name <= 'z' ? (char)(*name - 'a' + 'A')
                                           : *name;
    *at = '\0';
}

/* The value of a switch: 1, 0, or -1 when it is neither. */
static int
parse_switch(text t)
{
    static const char *const words[2][4] = { { "no", "false", "off", "0" },
        { "yes", "true", "on", "1" } };
    for (int on = 0; on < 2; on++)
        for (int i = 0; i < 4; i++)
            if (text_is_equal(t, text_of(words[on][i])))
                return on;
    return -1;
}

static bool
may_come_again(const struct option *option)
{
    return !is_switch(option) &&
        text_ends_with(text_of(option->argument), TEXT("..."));
}

/* What stands in a switch's place: "1" or "", as tested by is_on. */
static bool
set(struct options *o, int i, text value, enum option_source source)
{
    if (source < o->sources[i])
        return true;
    if (is_switch(&o->table[i])) {
        int on = parse_switch(value);
        if (on < 0)
            return false;
        value = on == 1 ? TEXT("1") : TEXT("");
    }
    bool is_more = may_come_again(&o->table[i]) && o->sources[i] == source &&
        source != OPTION_FALLBACK;
    o->values[i] = is_more
        ? arena_join(o->arena, 3, (text[]){ o->values[i], TEXT("\n"), value })
        : value;
    o->sources[i] = source;
    return true;
}

/* ---- Command line
 * -------------------------------------------------------------- */

/* "--name", "--name=value": *used counts what is taken from argv. */
static enum err
read_argument(
    struct options *o, int argc, char **argv, int *used, struct why *why)
{
    text value, name = text_of(argv[0] + 2);
    name = text_cut(name, '=', &value);
    *used = 1;
    if (text_is_equal(name, TEXT("help")) && !text_is_known(value)) {
        o->wants_help = true;
        return OK;
    }
    int i = find(o->table, name);
    if (i == NONE)
        return err_say(why, ERR_BAD_INPUT,
            "there is no option --%.*s; --help lists them", TEXT_ARG(name));
    if (is_switch(&o->table[i]) && !text_is_known(value))
        value = TEXT("yes");
    if (!text_is_known(value)) {
        if (argc < 2)
            return err_say(why, ERR_BAD_INPUT, "--%s wants %s after it",
                o->table[i].name, o->table[i].argument);
        value = text_of(argv[1]);
        *used = 2;
    }
    if (!set(o, i, value, OPTION_COMMAND_LINE))
        return err_say(why, ERR_BAD_INPUT, "--%s is yes or no, not \"%.*s\"",
            o->table[i].name, TEXT_ARG(value));
    return OK;
}

static enum err
read_command_line(struct options *o, int argc, char **argv, struct why *why)
{
    bool are_ended = false;
    for (int at = 0; at < argc;) {
        const char *word = argv[at];
        int used = 1;
        if (!are_ended && strcmp(word, "--") == 0) {
            are_ended = true;
        } else if (!are_ended && strcmp(word, "-h") == 0) {
            o->wants_help = true;
        } else if (!are_ended && strcmp(word, "-o") == 0) {
            char whole[] = "--output",
                 *as[] = { whole, at + 1 < argc ? argv[at + 1] : NULL };
            enum err e = read_argument(o, argc - at, as, &used, why);
            if (e != OK)
                return e;
        } else if (!are_ended && strncmp(word, "--", 2) == 0) {
            enum err e = read_argument(o, argc - at, argv + at, &used, why);
            if (e != OK)
                return e;
        } else if (!are_ended && word[0] == '-' && word[1] != '\0') {
            return err_say(why, ERR_BAD_INPUT,
                "there is no option %s; --help lists them", word);
        } else if (o->n_operands == OPERANDS_MAX) {
            return err_say(why, ERR_BAD_INPUT, "too many words: %s", word);
        } else {
            o->operands[o->n_operands++] = text_of(word);
        }
        at += used;
    }
    return OK;
}

/* ---- Environment, file
 * ----------------------------------------------------------- */

static enum err
read_environment(struct options *o, struct why *why)
{
    for (int i = 0; o->table[i].name != NULL; i++) {
        char name[NAME_MAX_BYTES + 16];
        environment_name(o->table[i].name, name);
        const char *value = getenv(name);
        if (value == NULL || value[0] == '\0')
            continue;
        if (!set(o, i, text_of(value), OPTION_ENVIRONMENT))
            return err_say(
                why, ERR_BAD_INPUT, "%s is yes or no, not \"%s\"", name, value);
    }
    return OK;
}

static enum err
read_config_line(
    struct options *o, text path, int line, text t, struct why *why)
{
    text value;
    t = text_trim(t);
    if (t.len == 0 || t.ptr[0] == '#')
        return OK;
    text name = text_trim(text_cut(t, '=', &value));
    if (!text_is_known(value))
        return err_say(why, ERR_BAD_INPUT,
            "%.*s, line %d: \"name = value\" is expected", TEXT_ARG(path),
            line);
    value = text_trim(value);
    int i = find(o->table, name);
    if (i == NONE || text_is_equal(name, TEXT("config")))
        return err_say(why, ERR_BAD_INPUT,
            "%.*s, line %d: there is no option %.*s", TEXT_ARG(path), line,
            TEXT_ARG(name));
    if (!set(o, i, value, OPTION_FILE))
        return err_say(why, ERR_BAD_INPUT,
            "%.*s, line %d: %s is yes or no, not \"%.*s\"", TEXT_ARG(path),
            line, o->table[i].name, TEXT_ARG(value));
    return OK;
}

static enum err
read_config(struct options *o, text path, struct arena *a, struct why *why)
{
    text rest;
    enum err e = file_read(path, a, CONFIG_MAX, &rest, why);
    if (e == OK && !text_is_utf8(rest))
        e = err_say(why, ERR_BAD_INPUT, "%.*s is not UTF-8", TEXT_ARG(path));
    if (e == OK && text_starts_with(rest, TEXT("\xef\xbb\xbf")))
        rest = text_slice(rest, 3, rest.len); /* some editors' mark */
    for (int line = 1; e == OK && text_is_known(rest); line++)
        e = read_config_line(o, path, line, text_cut(rest, '\n', &rest), why);
    return e;
}

enum err
options_read(struct options *o, const struct option *table, struct arena *a,
    int argc, char **argv, struct why *why)
{
    *o = (struct options){ .table = table, .arena = a };
    int n = 0;
    for (; table[n].name != NULL; n++) {
        require(n < OPTIONS_MAX);
        o->values[n] = text_of(table[n].fallback);
    }
    enum err e = read_command_line(o, argc, argv, why);
    if (e == OK && !o->wants_help)
        e = read_environment(o, why);
    int config = find(table, TEXT("config"));
    if (e == OK && !o->wants_help && config != NONE &&
        !text_is_empty(o->values[config]))
        e = read_config(o, o->values[config], a, why);
    return e;
}

/* ---- Asking
 * ---------------------------------------------------------------------- */

static int
must_find(const struct options *o, const char *name)
{
    int i = find(o->table, text_of(name));
    require(i != NONE);
    return i;
}

text
options_text(const struct options *o, const char *name)
{
    return o->values[must_find(o, name)];
}

bool
options_is_on(const struct options *o, const char *name)
{
    int i = must_find(o, name);
    require(is_switch(&o->table[i]));
    return !text_is_empty(o->values[i]);
}

enum option_source
options_source(const struct options *o, const char *name)
{
    return o->sources[must_find(o, name)];
}

enum err
options_int(const struct options *o, const char *name, int64_t min, int64_t max,
    int64_t *n, struct why *why)
{
    int i = must_find(o, name);
    static const char *const froms[] = { "unless set", "in the config file",
        "in the environment", "on the command line" };
    int64_t read;
    if (!text_parse_int(o->values[i], &read) || read < min || read > max)
        return err_say(why, ERR_BAD_INPUT,
            "%s is a whole number from %lld to %lld, not \"%.*s\" (%s)", name,
            (long long)min, (long long)max, TEXT_ARG(o->values[i]),
            froms[o->sources[i]]);
    *n = read;
    return OK;
}

void
options_help(const struct option *table, struct buf *out)
{
    enum { COLUMN = 26 };
    for (const struct option *p = table; p->name != NULL; p++) {
        ptrdiff_t start = out->len;
        buf_print(out, "  --%s%s%s", p->name, is_switch(p) ? "" : " ",
            is_switch(p) ? "" : p->argument);
        if (out->len - start > COLUMN - 2) {
            buf_byte(out, '\n');
            start = out->len;
        }
        buf_print(
            out, "%*s%s", (int)(COLUMN - (out->len - start)), "", p->help);
        if (p->fallback != NULL && p->fallback[0] != '\0')
            buf_print(out, " (%s)", p->fallback);
        buf_byte(out, '\n');
    }
}
