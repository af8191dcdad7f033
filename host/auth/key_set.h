/* key_set.h - the access keys that hold now: those of the key file, which is
 * read again when it has changed. */
#ifndef DAYFLY_HOST_AUTH_KEY_SET_H
#define DAYFLY_HOST_AUTH_KEY_SET_H

#include <limits.h>
#include <sys/stat.h>

#include "host/auth/key_file.h"

struct key_set {
    char path[PATH_MAX]; /* "": there are no keys */
    /* Callers need a key. Once it is so it stays so: a file that is removed
     * must not open the host, nor one that cannot be read. */
    bool required;
    struct key_list list;
    struct stat seen;
};

/* False: err says what is wrong with the file. A file that does not exist means
 * that no key is required. */
bool key_set_open(struct key_set *set, const char *path,
                  struct error *err) MUST_CHECK;
void key_set_close(struct key_set *set);
/* Reads the file again if it has changed. False: err says what is wrong with
 * it, once; the keys read before still hold, and if there were none, no caller
 * is let in until the file can be read. */
bool key_set_refresh(struct key_set *set, struct error *err) MUST_CHECK;

#endif
