/* manifest_file.h - dayfly.json in a function's folder: found, read and parsed.
 *
 * Holds what both programs agree on: where the file is, which keys there are,
 * which variables `env` may set, and how a fault is reported (file, line, what
 * is wrong, what to write instead). What the other values mean is for the
 * callers. */
#ifndef DAYFLY_COMMON_FUNCTION_MANIFEST_FILE_H
#define DAYFLY_COMMON_FUNCTION_MANIFEST_FILE_H

#include <jansson.h>
#include <limits.h>
#include <stdbool.h>

#include "common/buf.h"
#include "common/error.h"

#define MANIFEST_FILE_NAME "dayfly.json"

enum { MANIFEST_MAX_BYTES = 1024 * 1024 };

struct manifest_file {
    char path[PATH_MAX]; /* for messages; "" before it is loaded */
    struct buf text;     /* owned; empty if there is no file */
    json_t *root;        /* owned; an object; NULL if there is no file */
};

#define MANIFEST_FILE                                                          \
    {                                                                          \
        .path = "", .text = BUF(MANIFEST_MAX_BYTES + 1), .root = NULL          \
    }

/* Reads and parses the file of this folder; NULL or "": the current one.
 * Without it, registry.json (registry_file.h) is read. That there is none is no
 * error and leaves root NULL, as does a folder whose path is too long. */
bool manifest_file_load(struct manifest_file *file, const char *folder,
                        struct error *err) MUST_CHECK;
/* Parses `text`; `path` must be set. */
bool manifest_file_parse(struct manifest_file *file,
                         struct error *err) MUST_CHECK;
void manifest_file_free(struct manifest_file *file);

/* Borrowed; NULL if there is no such key, or no file. */
json_t *manifest_file_get(const struct manifest_file *file, const char *key);

/* Sets err to "PATH:LINE: " and the text; the line is that of the key, of the
 * outermost object. Returns false. */
bool manifest_file_error(const struct manifest_file *file, const char *key,
                         struct error *err, const char *fmt, ...)
    PRINTF_LIKE(4, 5);
/* Puts the place in front of an error; with the line if the error begins with a
 * key in quotes. Returns false. */
bool manifest_file_prefix(const struct manifest_file *file, struct error *err);
/* The line of a key, counted from 1; 1 if there is no such key. */
int manifest_file_line(const struct manifest_file *file, const char *key);

#endif
