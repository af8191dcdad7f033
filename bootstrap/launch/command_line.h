/* command_line.h - the command line of a handler's process: the executable
 * alone, or the interpreter, its flags and the bridge. */
#ifndef DAYFLY_BOOTSTRAP_LAUNCH_COMMAND_LINE_H
#define DAYFLY_BOOTSTRAP_LAUNCH_COMMAND_LINE_H

#include <stdbool.h>

#include "bootstrap/launch/handler.h"
#include "common/buf.h"
#include "common/error.h"

enum { COMMAND_LINE_WORDS_MAX = 256, COMMAND_LINE_MAX_BYTES = 64 * 1024 };

struct command_line {
    struct buf text;                        /* words, a NUL after each */
    char *argv[COMMAND_LINE_WORDS_MAX + 1]; /* into `text`; ends in NULL */
};

#define COMMAND_LINE                                                           \
    {                                                                          \
        .text = BUF(COMMAND_LINE_MAX_BYTES), .argv = { NULL }                  \
    }

/* For a process without a private folder that is no template. False: too long.
 */
bool command_line_make(struct command_line *line, const struct handler *h,
                       const struct settings *s, struct error *err) MUST_CHECK;
/* For the process whose private folder is `scratch` ("": none), or for a
 * template process. Changes the line only if the interpreter's flags name the
 * folder, or differ for templates. */
bool command_line_for_process(struct command_line *line,
                              const struct handler *h, const struct settings *s,
                              const char *scratch, bool is_template,
                              struct error *err) MUST_CHECK;
void command_line_free(struct command_line *line);

#endif
