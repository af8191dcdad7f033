/* command_line.h - the command line of a handler: its executable alone, or an
 * interpreter, its flags and the bridge. */
#ifndef DAYFLY_BOOTSTRAP_LAUNCH_COMMAND_LINE_H
#define DAYFLY_BOOTSTRAP_LAUNCH_COMMAND_LINE_H

#include <stdbool.h>

#include "common/buf.h"
#include "common/error.h"
#include "bootstrap/launch/handler.h"

enum { COMMAND_WORDS_MOST = 256, COMMAND_MOST_BYTES = 64 * 1024 };

struct command {
    struct buf text;                    /* the words, a NUL after each */
    char *argv[COMMAND_WORDS_MOST + 1]; /* into `text` */
};

#define COMMAND                                                                \
    {                                                                          \
        .text = BUF(COMMAND_MOST_BYTES), .argv = { NULL }                      \
    }

/* For processes without a private folder, or for all when it does not vary. */
bool command_make(struct command *c, const struct handler *h,
                  const struct settings *s, struct fault *f) MUST_CHECK;
/* For the process whose private folder is `scratch` ("": none): made anew only
 * where an interpreter is told that it may use it. */
bool command_for(struct command *c, const struct handler *h,
                 const struct settings *s, const char *scratch,
                 struct fault *f) MUST_CHECK;
void command_free(struct command *c);

#endif
