/* command.h - the command line of a handler: its executable alone, or an
 * interpreter, its flags and the bridge. Made once, at birth. */
#ifndef DAYFLY_COMMAND_H
#define DAYFLY_COMMAND_H

#include <stdbool.h>

#include "bootstrap/base/buf.h"
#include "bootstrap/base/fault.h"
#include "bootstrap/handler.h"

enum { COMMAND_WORDS_MOST = 64, COMMAND_MOST_BYTES = 64 * 1024 };

struct command {
    struct buf text;                    /* the words, a NUL after each */
    char *argv[COMMAND_WORDS_MOST + 1]; /* into `text` */
};

#define COMMAND                                                                \
    {                                                                          \
        .text = BUF(COMMAND_MOST_BYTES), .argv = { NULL }                      \
    }

bool command_make(struct command *c, const struct handler *h,
                  const struct settings *s, struct fault *f) MUST_CHECK;
void command_free(struct command *c);

#endif
