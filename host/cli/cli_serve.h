/* cli_serve.h - `dayfly serve`: runs the server for function folders until it
 * is stopped. */
#ifndef DAYFLY_HOST_CLI_CLI_SERVE_H
#define DAYFLY_HOST_CLI_CLI_SERVE_H

#include <stdbool.h>

#include "common/error.h"
#include "host/functions/function_registry.h"

/* Another command that serves functions, of which one is debugged. */
struct serve_variant {
    const struct function_debug *debug;
    /* Before the server starts. */
    bool (*prepare)(void *self, struct function_registry *registry,
                    struct error *err);
    /* Instead of the list of the functions; `base` is the URL of the host. */
    void (*print)(void *self, const char *base);
    void *self;
};

/* `words` are those after the command; NULL ends them. Returns the exit status
 * (cli_util.h). */
int cli_serve(char *const words[]);
/* The same, with the log of `--log line` wherever it goes to. */
int cli_watch(char *const words[]);
int cli_serve_as(char *const words[], const struct serve_variant *variant);

#endif
