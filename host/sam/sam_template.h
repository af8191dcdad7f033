/* sam_template.h - a SAM template: the functions and the routes in it, as the
 * host serves them. A value: when the file changes, another one is read. */
#ifndef DAYFLY_HOST_SAM_SAM_TEMPLATE_H
#define DAYFLY_HOST_SAM_SAM_TEMPLATE_H

#include <jansson.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"
#include "common/error.h"
#include "host/cfn/cfn_values.h"
#include "host/front/route_table.h"
#include "host/logbook/system_log.h"

enum {
    SAM_TEXT_MAX_BYTES = 1024 * 1024, /* of sam_function_text() */
    SAM_NAME_SIZE = 65,
    SAM_ID_SIZE = 256,
    SAM_FUNCTIONS_MAX = 500
};

struct sam_function {
    char name[SAM_NAME_SIZE];
    char id[SAM_ID_SIZE];   /* its logical id */
    char folder[PATH_MAX];  /* of its code, absolute */
    char program[PATH_MAX]; /* its own bootstrap; "": dayfly's runs it */
    /* Where `go build` puts that (sam_go.h); "": it is not built here. */
    char go_output[PATH_MAX];
    json_t *layers;               /* owned: folders whose code it may load */
    json_t *settings;             /* owned: as dayfly.json has them */
    struct system_log system_log; /* by its LoggingConfig */
    struct error error;           /* why it cannot be run; "": it can */
    /* Where its packages are searched for, and how they get there; "": there is
     * nothing to say. */
    struct error packages;
};

struct sam_template {
    struct sam_function *functions; /* owned */
    size_t function_count;
    struct route_table table; /* the events of its APIs */
    json_t *queues; /* owned: name of a queue to what CreateQueue has of it */
    json_t *notes;  /* owned: texts for the user */
    json_t *parameters; /* owned: their names */
};

/* Reads the file; sam_template_free() is due if true. False: it is no YAML, or
 * cannot be read; err says what, where, and what to do. A template without
 * functions is one all the same. */
bool sam_template_load(struct sam_template *t, const char *path,
                       const struct cfn_setting *setting, struct error *err);
/* The same of a text; its paths are relative to the folder of `path`. */
bool sam_template_read(struct sam_template *t, const char *path,
                       const char *text, size_t size,
                       const struct cfn_setting *setting, struct error *err);
void sam_template_free(struct sam_template *t);

/* Appends the function's settings as one text, which is another one if they
 * differ. */
bool sam_function_text(const struct sam_function *fn,
                       struct buf *out) MUST_CHECK;

/* By name or, if none has it, by logical id. NULL: none. */
const struct sam_function *sam_template_find(const struct sam_template *t,
                                             const char *name);

#endif
