/* options.h - the words of our own command line, and the questions among them
 * that are answered without a function. */
#ifndef DAYFLY_BOOTSTRAP_OPTIONS_H
#define DAYFLY_BOOTSTRAP_OPTIONS_H

#include <stdbool.h>

#include "common/error.h"

struct options {
    bool once;
    bool (*print_and_exit)(
        void);           /* prints the answer; NULL: nothing is asked */
    const char *handler; /* NULL: _HANDLER */
    char **argv;
};

bool options_read(struct options *o, int argc, char **argv,
                  struct error *err) MUST_CHECK;

#endif
