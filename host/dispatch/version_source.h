/* version_source.h - where the dispatcher learns of the functions that are no
 * folders': what a qualifier means, and how a version is to be run. */
#ifndef DAYFLY_HOST_DISPATCH_VERSION_SOURCE_H
#define DAYFLY_HOST_DISPATCH_VERSION_SOURCE_H

#include <stdbool.h>

#include "common/error.h"
#include "host/functions/function_name.h"

struct function;

struct version_source {
    /* The version that a qualifier means for the next invocation: of an alias
     * with weights, one of two. False: the function has no such qualifier. */
    bool (*resolve)(void *self, const char *name, const char *qualifier,
                    char version[FUNCTION_VERSION_SIZE]);
    /* A published version, to be released. NULL: err says why it cannot be run.
     */
    struct function *(*read)(void *self, const char *name, const char *version,
                             struct error *err);
    /* How many invocations of all versions the function may have at once; -1:
     * there is no such limit. */
    long (*reserved)(void *self, const char *name);
    /* The function was made, but its first process has not started yet. */
    bool (*is_pending)(void *self, const char *name);
    void *self;
};

#endif
