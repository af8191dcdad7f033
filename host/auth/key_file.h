/* key_file.h - the file with the access keys of callers, one in a line:
 *
 *   ID SECRET read|invoke|admin FUNCTIONS QUEUES
 *
 * FUNCTIONS is a pattern of function names, as of a shell, and QUEUES one of
 * queues; KEY_NONE: none at all. Without both, or with FUNCTIONS * alone, the
 * key is for all; without QUEUES for no queue otherwise. Lines that begin
 * with # are comments. Secrets are in it as they are, since a signature cannot
 * be checked without them: nobody else may be able to read it. */
#ifndef DAYFLY_HOST_AUTH_KEY_FILE_H
#define DAYFLY_HOST_AUTH_KEY_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/compiler.h"
#include "common/error.h"

enum {
    KEY_ID_SIZE = 129,
    KEY_SECRET_SIZE = 129,
    KEY_FUNCTIONS_SIZE = 257,
};

enum key_role {
    KEY_READ,   /* to look at functions */
    KEY_INVOKE, /* to call them */
    KEY_ADMIN,  /* everything */
};

#define KEY_ALL "*"
#define KEY_NONE "-"

struct access_key {
    char id[KEY_ID_SIZE];
    char secret[KEY_SECRET_SIZE];
    enum key_role role;
    char functions[KEY_FUNCTIONS_SIZE]; /* a pattern, KEY_ALL or KEY_NONE */
    char queues[KEY_FUNCTIONS_SIZE];    /* the same */
};

struct key_list {
    struct access_key *keys; /* owned */
    size_t count;
};

#define KEY_LIST_NONE                                                          \
    {                                                                          \
        .keys = NULL, .count = 0                                               \
    }

void key_list_clear(struct key_list *list);
bool key_list_add(struct key_list *list,
                  const struct access_key *key) MUST_CHECK;
/* NULL: there is none. */
const struct access_key *key_list_find(const struct key_list *list,
                                       const char *id);

/* "read", "invoke" or "admin". */
const char *key_role_name(enum key_role role);
/* False: it is none of them. */
bool key_role_read(enum key_role *role, const char *text);
/* A pattern may stand in the file. */
bool key_pattern_is_valid(const char *text);
bool key_pattern_matches(const char *pattern, const char *name);
/* Sets id and secret, in the form of AWS's. */
bool key_make(struct access_key *key, struct error *err) MUST_CHECK;

/* *exists: there is such a file; without it the list is empty. False: err says
 * what is wrong; the list is empty. */
bool key_file_read(struct key_list *list, const char *path, bool *exists,
                   struct error *err) MUST_CHECK;
/* Replaces the file in one step. */
bool key_file_write(const struct key_list *list, const char *path,
                    struct error *err) MUST_CHECK;

#endif
