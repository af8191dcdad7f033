/* options.h - the command line of the bootstrap. Some options print something
 * and need no function. */
#ifndef DAYFLY_BOOTSTRAP_OPTIONS_H
#define DAYFLY_BOOTSTRAP_OPTIONS_H

#include <stdbool.h>

#include "common/error.h"

struct options {
    bool once;
    bool (*print_and_exit)(void); /* NULL: run the function */
    const char *handler;          /* NULL: use _HANDLER */
    char **argv;
};

bool options_read(struct options *o, int argc, char **argv,
                  struct error *err) MUST_CHECK;

#endif
