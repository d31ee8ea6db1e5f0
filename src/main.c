/* Reads the command line and calls one command. */
#include "command/command.h"
#include "text/lang.h"

#include <stdio.h>
#include <string.h>

static const struct program_command *
find_command(const char *name)
{
    for (const struct program_command *c = program_commands; c->name != NULL;
         c++)
        if (strcmp(c->name, name) == 0)
            return c;
    return NULL;
}

static const struct command *
find_room_command(const char *name)
{
    for (int d = 0; all_doors[d] != NULL; d++)
        for (const struct command *c = all_doors[d]->commands;
             c->name != NULL; c++)
            if (strcmp(c->name, name) == 0)
                return c;
    return NULL;
}

int
main(int argc, char **argv)
{
    static struct arena process;
    struct why why = { 0 };
    struct settings settings = { .db = TEXT("counterpart.db"),
        .listen = TEXT("127.0.0.1:8080") };
    const char *args[64];
    struct run run = { .process = &process,
        .settings = &settings,
        .args = args };
    const char *name = NULL;
    arena_open(&process, 512 << 20);
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--db") == 0 && i + 1 < argc)
            settings.db = text_of(argv[++i]);
        else if (strcmp(argv[i], "--listen") == 0 && i + 1 < argc)
            settings.listen = text_of(argv[++i]);
        else if (strcmp(argv[i], "--base-url") == 0 && i + 1 < argc)
            settings.base_url = text_of(argv[++i]);
        else if (strcmp(argv[i], "--quiet") == 0)
            settings.is_quiet = true;
        else if (strcmp(argv[i], "--dev") == 0)
            settings.is_dev = true;
        else if (name == NULL)
            name = argv[i];
        else if (run.n_args < 64)
            args[run.n_args++] = argv[i];
    }
    enum err e = lang_start(&why);
    const struct program_command *c = name != NULL ? find_command(name) : NULL;
    const struct command *room
        = name != NULL ? find_room_command(name) : NULL;
    if (e == OK && c != NULL)
        e = c->run(&run, &why);
    else if (e == OK && room != NULL)
        e = run_room(&run, room, &why);
    else if (e == OK)
        e = err_say(&why, ERR_BAD_INPUT, "no such command; try --help");
    arena_close(&process);
    if (e == OK)
        return 0;
    fprintf(stderr, "counterpart: %s\n",
        why.text[0] != '\0' ? why.text : err_name(e));
    return e == ERR_BAD_INPUT ? 2 : 1;
}
