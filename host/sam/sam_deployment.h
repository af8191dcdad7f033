/* sam_deployment.h - what of a SAM template can be deployed by the Lambda API:
 * its functions with their layers and, to a host, its queues. The rest is named
 * in notes. A value. */
#ifndef DAYFLY_HOST_SAM_SAM_DEPLOYMENT_H
#define DAYFLY_HOST_SAM_SAM_DEPLOYMENT_H

#include <jansson.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"
#include "host/cfn/cfn_values.h"
#include "host/sam/sam_template.h"

enum { SAM_ALIAS_SIZE = 129 };

struct sam_deployed {
    char name[SAM_NAME_SIZE];
    /* Of its code, absolute: what `sam build` has made of it, else the folder
     * in the template; or a zip file. */
    char code[PATH_MAX];
    /* Owned: as CreateFunction has it, without name, code and layers. It always
     * has Runtime, Handler, Timeout, MemorySize and Environment. */
    json_t *configuration;
    /* Owned: {"arn": …} of a layer that is there, {"name": …, "folder": …} of
     * one of this template. */
    json_t *layers;
    json_t *queues; /* owned: as `queues` of dayfly.json; NULL: none */
    json_t *url;    /* owned: as `url` of dayfly.json; NULL: none */
    char alias[SAM_ALIAS_SIZE]; /* "": it says none */
};

struct sam_deployment {
    struct sam_deployed *functions; /* owned */
    size_t count;
    /* Owned: name of a queue to its attributes; not to AWS. */
    json_t *queues;
    json_t *notes; /* owned: texts for the user */
};

/* `is_aws`: what only AWS can do and is not deployed is named, too.
 * sam_deployment_free() is due if true. False: the template has a mistake, or
 * code is not built; err says what, where, and what to do. */
bool sam_deployment_load(struct sam_deployment *d, const char *path,
                         const struct cfn_setting *setting, bool is_aws,
                         struct error *err) MUST_CHECK;
/* The same of a text; its paths are relative to the folder of `path`. */
bool sam_deployment_read(struct sam_deployment *d, const char *path,
                         const char *text, size_t size,
                         const struct cfn_setting *setting, bool is_aws,
                         struct error *err) MUST_CHECK;
void sam_deployment_free(struct sam_deployment *d);

#endif
