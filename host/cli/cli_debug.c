#include "host/cli/cli_debug.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/cli/cli_serve.h"
#include "host/cli/cli_util.h"
#include "host/debug/debugger.h"

enum { PORT_DEFAULT = 9229, PORT_MAX = 65535, WORDS_MAX = 256 };

struct debug {
    int port; /* that the debugger connects to */
    const struct function *function;
    struct debugger debugger;
    char *words[WORDS_MAX]; /* for `serve`; NULL at the end */
    size_t count;
};

/* The function is the folder itself, not one below it. */
static const struct function *served(const struct function_registry *registry)
{
    const char *slash = strrchr(registry->roots[0].path, '/');

    return function_registry_find(registry, slash + 1);
}

static bool prepare(void *self, const struct function_registry *registry,
                    struct env_list *env, struct error *err)
{
    struct debug *d = self;

    d->function = served(registry);
    if (!d->function)
        return error_set(err, "%s is not a function; name the folder of one",
                         registry->roots[0].path);
    return debugger_choose(&d->debugger, d->function, d->port, err) &&
           env_list_set(env, "DAYFLY_INTERPRETER", d->debugger.interpreter,
                        err) &&
           env_list_set(env, "DAYFLY_FLAGS", d->debugger.flags, err) &&
           env_list_set(env, "DAYFLY_SPARE", "off", err) &&
           env_list_set(env, "DAYFLY_REUSE", "1", err);
}

static void print(void *self, const char *host, int port)
{
    const struct debug *d = self;
    const char *library = debugger_library(&d->debugger);

    cli_print(
        "Each call of %s starts %s, which waits at 127.0.0.1:%d until a "
        "debugger connects.",
        d->function->name, debugger_name(&d->debugger), d->port);
    if (library)
        cli_print("That needs %s: %s -m pip install %s", library,
                  d->debugger.interpreter, library);
    (void)printf("VS Code, in \"configurations\" of .vscode/launch.json:\n");
    cli_print("  %s", d->debugger.launch);
    (void)printf("Call it, then start the debugger:\n");
    cli_print("  %s invoke %s --endpoint http://%s:%d", cli_program_name(),
              d->function->name, host, port);
}

static bool read_port(struct debug *d, const char *text)
{
    size_t digits = strspn(text, "0123456789");

    d->port = digits > 0 && digits < 6 && text[digits] == '\0'
                  ? (int)strtol(text, NULL, 10)
                  : 0;
    return d->port >= 1 && d->port <= PORT_MAX;
}

/* Flags that `serve` has, too. 1, 0 and -1 as flag_value(). */
static int pass_flag(struct debug *d, char *const words[], int *at)
{
    static const char *const names[] = {"--listen", "--env", "--env-file",
                                        "--log"};
    int first = *at;
    const char *value = NULL;
    int found = 0;

    for (size_t i = 0; i < COUNT(names) && found == 0; i++)
        found = flag_value(words, at, names[i], &value);
    for (int i = first; found > 0 && i <= *at; i++)
        if (d->count < WORDS_MAX - 2)
            d->words[d->count++] = words[i];
    return found;
}

/* EXIT_DONE, or the exit status. */
static int take_word(struct debug *d, char *const words[], int *at,
                     char **folder)
{
    const char *port = NULL;
    int found = flag_value(words, at, "--port", &port);

    if (found > 0 && !read_port(d, port))
        return usage_error("--port is %s; it must be a number from 1 to %d",
                           port, PORT_MAX);
    if (found == 0)
        found = pass_flag(d, words, at);
    if (found < 0)
        return EXIT_USAGE;
    if (found == 0 && words[*at][0] == '-')
        return usage_error("debug has no flag %s", words[*at]);
    if (found == 0 && *folder)
        return usage_error("debug takes one function; remove %s", words[*at]);
    if (found == 0)
        *folder = words[*at];
    return EXIT_DONE;
}

int cli_debug(char *const words[])
{
    static char here[] = ".";
    struct debug d = {.port = PORT_DEFAULT};
    const struct serve_variant variant = {
        .prepare = prepare, .print = print, .self = &d};
    char *folder = NULL;

    for (int i = 0; words[i]; i++) {
        int status = take_word(&d, words, &i, &folder);
        if (status != EXIT_DONE)
            return status;
    }
    d.words[d.count] = folder ? folder : here;
    return cli_serve_as(d.words, &variant);
}
