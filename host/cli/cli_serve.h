/* cli_serve.h - `dayfly serve`: runs the server for function folders until it
 * is stopped. */
#ifndef DAYFLY_HOST_CLI_CLI_SERVE_H
#define DAYFLY_HOST_CLI_CLI_SERVE_H

#include <stdbool.h>

#include "common/error.h"
#include "host/functions/function_registry.h"

/* Another command that serves functions, which are debugged
 * (host/functions/function.h). */
struct serve_variant {
    /* Before the server starts; adds to what all functions get. */
    bool (*prepare)(void *self, const struct function_registry *registry,
                    struct env_list *env, struct error *err);
    /* Instead of the list of the functions; host and port are those that the
     * server listens at. */
    void (*print)(void *self, const char *host, int port);
    void *self;
};

/* `words` are those after the command; NULL ends them. Returns the exit status
 * (cli_util.h). */
int cli_serve(char *const words[]);
int cli_serve_as(char *const words[], const struct serve_variant *variant);

#endif
