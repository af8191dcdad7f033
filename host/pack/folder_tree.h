/* folder_tree.h - what of a folder goes into a zip: files, and links. Whatever
 * else there is, is named in an error, never read. The same as layer/tree.py.
 */
#ifndef DAYFLY_HOST_PACK_FOLDER_TREE_H
#define DAYFLY_HOST_PACK_FOLDER_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/compiler.h"
#include "common/error.h"

struct ignore_rules;

enum { TREE_FILES_MAX = 65536 };

struct tree_file {
    char *name;   /* owned: in the zip */
    char *path;   /* owned: of the file; NULL: it is a link */
    char *target; /* owned: of the link, relative; NULL: it is a file */
    bool runs;    /* it may be executed */
    int64_t size;
};

struct folder_tree {
    const struct ignore_rules *rules; /* borrowed */
    struct tree_file *files;          /* owned: files first, then links */
    size_t count;
    size_t room;
    size_t left_out; /* how many names the rules leave out */
    int64_t bytes;   /* of all files */
    /* Owned: real folders, and where they are in the zip. A link into one of
     * them stays a link, so no loop of links is ever followed. */
    struct tree_home {
        char *real;
        char *name;
    } * homes;
    size_t home_count;
};

/* In the order of their names, so that the same files give the same zip.
 * False: err says what cannot be packed; folder_tree_free is due all the same.
 */
bool folder_tree_read(struct folder_tree *tree, const char *folder,
                      const struct ignore_rules *rules,
                      struct error *err) MUST_CHECK;
void folder_tree_free(struct folder_tree *tree);

#endif
