/* manifest.h - dayfly.json in the function's folder: found, read and parsed.
 * What a key means, and whether its value is good, is for the room that uses
 * it; here it is only held that each key is one there is. */
#ifndef DAYFLY_BOOTSTRAP_CONFIG_MANIFEST_H
#define DAYFLY_BOOTSTRAP_CONFIG_MANIFEST_H

#include <jansson.h>
#include <limits.h>
#include <stdbool.h>

#include "common/error.h"

enum { MANIFEST_MAX_BYTES = 1024 * 1024 };

struct manifest {
    char path[PATH_MAX]; /* for sentences */
    json_t *root;        /* owned; NULL: there is none */
};

#define MANIFEST                                                               \
    {                                                                          \
        .path = "", .root = NULL                                               \
    }

/* folder NULL: the current one. No file is no fault, and leaves root NULL.
 * False: f names file and line. */
bool manifest_load(struct manifest *m, const char *folder,
                   struct error *err) MUST_CHECK;
/* Its `env` become variables of this process, where there is none of the name:
 * the environment beats the manifest. */
bool manifest_export(const struct manifest *m, struct error *err) MUST_CHECK;
/* Borrowed; NULL: no such key, or no manifest. */
const json_t *manifest_get(const struct manifest *m, const char *key);
/* The fault of a key: file, key, and what would be right. Returns false. */
bool manifest_invalid(const struct manifest *m, const char *key,
                      const char *right, struct error *err);
void manifest_free(struct manifest *m);

#endif
