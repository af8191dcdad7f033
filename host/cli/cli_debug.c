#include "host/cli/cli_debug.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "host/cli/cli_serve.h"
#include "host/cli/cli_util.h"
#include "host/debug/debugger.h"

enum { PORT_DEFAULT = 9229, PORT_MAX = 65535, WORDS_MAX = 256 };

struct debug {
    int port;         /* that the debugger connects to */
    const char *name; /* of the function; NULL: the folder says which */
    struct function_debug plan;
    struct debugger debugger;
    char *words[WORDS_MAX]; /* for `serve`; NULL at the end */
    size_t count;
};

/* The function with the name, or the folder itself, or the only one in it. */
static struct function *choose(const struct debug *d,
                               const struct function_registry *registry)
{
    const char *slash = strrchr(registry->roots[0].path, '/');
    struct function *fn =
        function_registry_find(registry, d->name ? d->name : slash + 1);

    return fn || d->name || registry->count != 1 ? fn : registry->functions[0];
}

static bool no_such(const struct debug *d,
                    const struct function_registry *registry, struct error *err)
{
    AUTO(struct buf, buf_free) names = BUF(sizeof err->text / 2);

    for (size_t i = 0; i < registry->count; i++)
        (void)!buf_printf(&names, "%s%s", i > 0 ? ", " : "",
                          registry->functions[i]->name);
    return d->name ? error_set(err,
                               "there is no function %s; there are: "
                               "%s",
                               d->name, names.data)
                   : error_set(err,
                               "%s has several functions; name one of them: %s",
                               registry->roots[0].path, names.data);
}

static bool prepare(void *self, struct function_registry *registry,
                    struct error *err)
{
    struct debug *d = self;
    struct env_list *env = &d->plan.env;
    struct function *fn = choose(d, registry);

    if (!fn)
        return no_such(d, registry, err);
    memcpy(d->plan.name, fn->name, sizeof d->plan.name);
    function_set_debug(fn, &d->plan);
    return debugger_choose(&d->debugger, fn, d->port, err) &&
           env_list_set(env, "DAYFLY_INTERPRETER", d->debugger.interpreter,
                        err) &&
           env_list_set(env, "DAYFLY_FLAGS", d->debugger.flags, err) &&
           env_list_set(env, "DAYFLY_DEBUG", "1", err) &&
           env_list_set(env, "DAYFLY_TIMEOUT", "900", err) &&
           env_list_set(env, "DAYFLY_SPARE", "off", err) &&
           env_list_set(env, "DAYFLY_REUSE", "1", err);
}

static void print(void *self, const char *base)
{
    const struct debug *d = self;
    const char *library = debugger_library(&d->debugger);

    cli_print(
        "Each call of %s starts %s, which waits at 127.0.0.1:%d until a "
        "debugger connects.",
        d->plan.name, debugger_name(&d->debugger), d->port);
    if (library)
        cli_print("That needs %s: %s -m pip install %s", library,
                  d->debugger.interpreter, library);
    if (d->debugger.is_restricted)
        cli_print(
            "Its permissions, limits and isolation do not hold "
            "meanwhile.");
    (void)printf("VS Code, in \"configurations\" of .vscode/launch.json:\n");
    cli_print("  %s", d->debugger.launch);
    (void)printf("Call it, then start the debugger:\n");
    cli_print("  %s invoke %s --endpoint %s", cli_program_name(), d->plan.name,
              base);
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
static int take_word(struct debug *d, char *const words[], int *at, char **what)
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
    if (found == 0 && *what)
        return usage_error("debug takes one function; remove %s", words[*at]);
    if (found == 0)
        *what = words[*at];
    return EXIT_DONE;
}

int cli_debug(char *const words[])
{
    static char here[] = ".";
    struct debug d = {.port = PORT_DEFAULT};
    const struct serve_variant variant = {
        .debug = &d.plan, .prepare = prepare, .print = print, .self = &d};
    char *what = NULL;

    for (int i = 0; words[i]; i++) {
        int status = take_word(&d, words, &i, &what);
        if (status != EXIT_DONE)
            return status;
    }
    /* A path of a folder, or the name of a function in this one. */
    bool is_path = what && (strchr(what, '/') || *what == '.');
    d.name = is_path ? NULL : what;
    d.words[d.count] = is_path ? what : here;
    int status = cli_serve_as(d.words, &variant);
    env_list_clear(&d.plan.env);
    return status;
}
