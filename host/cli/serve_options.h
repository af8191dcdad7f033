/* serve_options.h - the flags and folders of `dayfly serve`. */
#ifndef DAYFLY_HOST_CLI_SERVE_OPTIONS_H
#define DAYFLY_HOST_CLI_SERVE_OPTIONS_H

#include <limits.h>
#include <stdbool.h>

#include "host/base/listen_address.h"
#include "host/cli/serve_template.h"
#include "host/functions/env_list.h"
#include "host/logbook/logbook.h"
#include "host/server/server_access.h"

struct serve_variant;

enum { SERVE_FOLDERS_MAX = 255 };

struct serve_options {
    struct listen_address address;
    const char *listen;
    const char *drain; /* seconds; NULL: the default */
    const char *log;   /* "lambda" or "line"; NULL: as the output is */
    const char *data;  /* the folder of the store; NULL: there is none */
    char default_data[PATH_MAX]; /* the same, if none is given */
    struct server_access access;
    const char *log_size;         /* MB of a function; NULL: the default */
    const char *log_days;         /* that they are kept; NULL: the default */
    struct log_limits log_limits; /* the two as numbers */
    bool quiet;
    struct env_list env; /* for all functions; owned */
    struct serve_parameters parameters;
    char *folders[SERVE_FOLDERS_MAX + 1]; /* NULL ends them */
    const struct serve_variant *variant;  /* NULL: it is `serve` itself */
};

/* Reads the words after the command; NULL ends them. EXIT_DONE, or the exit
 * status of a mistake, which was told. Borrows the words. */
int serve_options_read(struct serve_options *o, char *const words[]);

#endif
