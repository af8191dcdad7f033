/* embedded_file.h - the files below templates/ and events/, which the program
 * `embed` turns into C code when dayfly is built. */
#ifndef DAYFLY_HOST_CLI_EMBEDDED_FILE_H
#define DAYFLY_HOST_CLI_EMBEDDED_FILE_H

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
