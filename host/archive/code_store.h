/* code_store.h - the code of functions and layers, by content: each zip file is
 * unpacked once, into a folder named by its SHA-256.
 *
 *   FOLDER/code/SHA256/   what it had
 *   FOLDER/zip/SHA256     the file itself
 *   FOLDER/tmp/           what is being made; emptied at the start */
#ifndef DAYFLY_HOST_ARCHIVE_CODE_STORE_H
#define DAYFLY_HOST_ARCHIVE_CODE_STORE_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/error.h"
#include "common/sha256.h"
#include "host/archive/unpack.h"

struct code_store {
    const char *folder; /* borrowed, absolute */
    struct event_loop *loop;
    struct code_removal *removals; /* owned: processes that remove folders */
};

/* What was made of a zip file. */
struct code {
    char sha256[SHA256_TEXT_SIZE]; /* its name in the store */
    int64_t size;                  /* of the zip file */
    int64_t bytes;                 /* unpacked */
};

/* Makes the folders. */
bool code_store_open(struct code_store *store, const char *folder,
                     struct event_loop *loop, struct error *err) MUST_CHECK;
/* Jobs are stopped before. What is not removed yet is at the next start. */
void code_store_close(struct code_store *store);
/* Calls `each` for all code that it has, for some twice. */
bool code_store_each(struct code_store *store,
                     void (*each)(void *self, const char *sha256), void *self,
                     struct error *err) MUST_CHECK;
/* A new file in tmp/, open for writing; its path. -1: err says why. */
int code_store_new_file(struct code_store *store, char path[PATH_MAX],
                        struct error *err);
/* A path in one of its folders; name "": the folder. */
void code_store_path(const struct code_store *store, const char *kind,
                     const char *name, char path[PATH_MAX]);
/* Removes what is in tmp/, in a process of its own. */
void code_store_remove_later(struct code_store *store, const char *path);
/* Where it is. */
void code_store_folder(const struct code_store *store, const char *sha256,
                       char path[PATH_MAX]);
void code_store_zip(const struct code_store *store, const char *sha256,
                    char path[PATH_MAX]);
/* Removes code that nothing refers to any more, in a process of its own. */
void code_store_remove(struct code_store *store, const char *sha256);

#endif
