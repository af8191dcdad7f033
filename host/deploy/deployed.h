/* deployed.h - a function as it is to be on a host or on AWS: of a folder, or
 * of a SAM template. */
#ifndef DAYFLY_HOST_DEPLOY_DEPLOYED_H
#define DAYFLY_HOST_DEPLOY_DEPLOYED_H

#include <jansson.h>
#include <stdbool.h>

#include "common/compiler.h"
#include "common/error.h"
#include "host/functions/function_name.h"
#include "host/pack/function_zip.h"

struct deploy;
struct function;
struct sam_deployed;

enum { DEPLOYED_LAYERS_MAX = 2, DEPLOYED_TEXT_SIZE = 512 };

struct deployed {
    const char *name; /* borrowed, as the next two */
    const char *folder;
    const char *arch;
    char handler[DEPLOYED_TEXT_SIZE];
    /* Owned: the members of FunctionConfiguration that it decides, without
     * Layers. */
    json_t *settings;
    const json_t *own_layers; /* borrowed: of its template; NULL: none */
    /* The layers of dayfly that it needs on AWS: "runtime", "node", … */
    const char *kinds[DEPLOYED_LAYERS_MAX];
    size_t kind_count;
    json_t *layers; /* owned: the ARNs of all; NULL: they stay as they are */
    json_t *url;    /* owned: `url` of dayfly.json; NULL: it has none */
    json_t *queues; /* owned: the same of `queues` */
    struct function_zip zip;

    /* What is there, as the steps find and change it. */
    json_t *found;      /* owned: FunctionConfiguration; NULL: it is new */
    bool is_changed;    /* by a step, or a dry run would */
    char version[24];   /* that has the code; "": not known (a dry run) */
    char alias_has[24]; /* the version of the alias; "": there is none */
};

/* Packs the folder. False: err says what is wrong with it; deployed_close is
 * due all the same. */
bool deployed_open(struct deployed *one, const struct function *fn,
                   const struct deploy *d, struct error *err) MUST_CHECK;
/* The same of a function of a template, which has to stay. */
bool deployed_open_template(struct deployed *one, const struct sam_deployed *fn,
                            const struct deploy *d,
                            struct error *err) MUST_CHECK;
void deployed_close(struct deployed *one);

#endif
