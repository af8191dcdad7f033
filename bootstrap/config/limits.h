/* limits.h - how much a process may use, as dayfly.json says it.
 *
 *     "limits": { "memory": 256, "cpu": 10, "processes": 64 } */
#ifndef DAYFLY_BOOTSTRAP_CONFIG_LIMITS_H
#define DAYFLY_BOOTSTRAP_CONFIG_LIMITS_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/error.h"

enum limit {
    LIMIT_MEMORY,    /* MB */
    LIMIT_CPU,       /* seconds */
    LIMIT_PROCESSES, /* and threads */
    LIMIT_FILES,     /* open at once */
    LIMIT_FILE_SIZE, /* MB */
    LIMIT_SCRATCH,   /* MB; the scratch folder's own affair */
    LIMIT_COUNT,
};

struct limits {
    int64_t value[LIMIT_COUNT]; /* 0: none */
};

extern const char *const limit_names[LIMIT_COUNT];

/* value NULL: there are none. False: f names the key and what would be right;
 * which file it is, is for the caller to say. */
bool limits_read(const json_t *value, struct limits *l,
                 struct error *err) MUST_CHECK;

#endif
