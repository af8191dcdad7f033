/* limits.h - the resource limits in dayfly.json.
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
    LIMIT_PROCESSES, /* including threads */
    LIMIT_FILES,     /* open descriptors */
    LIMIT_FILE_SIZE, /* MB */
    LIMIT_SCRATCH,   /* MB in the private folder; scratch_dir checks it */
    LIMIT_COUNT,
};

struct limits {
    int64_t value[LIMIT_COUNT]; /* 0: none */
    bool of_function; /* memory is `memory` of dayfly.json, not of `limits` */
};

extern const char *const limit_names[LIMIT_COUNT];

/* value NULL: no limits. False: err names the key and a valid value; the caller
 * adds the file. */
bool limits_read(const json_t *value, struct limits *l,
                 struct error *err) MUST_CHECK;

#endif
