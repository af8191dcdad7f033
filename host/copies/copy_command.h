/* copy_command.h - the copy of a function's folder, made by a process of its
 * own: it may take seconds. The host starts its own program for it, as for
 * archive_command.h. */
#ifndef DAYFLY_HOST_COPIES_COPY_COMMAND_H
#define DAYFLY_HOST_COPIES_COPY_COMMAND_H

#include <stdbool.h>

#define COPY_MAKE "--copy" /* FOLDER COPY */
#define COPY_SWEEP                                                             \
    "--sweep" /* FOLDER: removes what killed hosts left there                  \
               */

/* What is larger is not copied. */
enum { COPY_FILES_MAX = 2000, COPY_MEGABYTES_MAX = 64 };

/* The first word of what COPY_MAKE prints. */
#define COPY_MADE "made"       /* BYTES */
#define COPY_CHANGED "changed" /* the files changed meanwhile */
#define COPY_REFUSED "refused" /* REASON: ..., which completes "since ..." */

/* words[0] is one of those above; NULL ends them. Returns the exit status: 0 if
 * a line was printed, or all is removed that nobody has. */
int copy_command(char *const words[]);

#endif
