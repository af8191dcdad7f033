/* embedded_file.h - the files that are built into the program, which `embed`
 * turns into C code: those of `dayfly init` (templates/), of `dayfly event`
 * (events/) and of the page (web/, each also compressed). */
#ifndef DAYFLY_HOST_BASE_EMBEDDED_FILE_H
#define DAYFLY_HOST_BASE_EMBEDDED_FILE_H

#include <stdbool.h>
#include <stddef.h>

struct embedded_file {
    const char *name;           /* for example "templates/node/index.mjs" */
    const unsigned char *bytes; /* a NUL follows them */
    size_t size;
    bool executable;
};

/* The next file, by name, after `file` (NULL: the first one) whose name begins
 * with `prefix`. NULL: there is no other. */
const struct embedded_file *embedded_file_next(const struct embedded_file *file,
                                               const char *prefix);

#endif
