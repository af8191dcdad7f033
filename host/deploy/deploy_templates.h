/* deploy_templates.h - the SAM templates of the folders that are deployed. */
#ifndef DAYFLY_HOST_DEPLOY_DEPLOY_TEMPLATES_H
#define DAYFLY_HOST_DEPLOY_DEPLOY_TEMPLATES_H

#include <stdbool.h>
#include <stddef.h>

#include "common/compiler.h"
#include "common/error.h"
#include "host/sam/sam_deployment.h"

struct deploy;
struct function_registry;

struct deploy_templates {
    struct sam_deployment *all; /* owned */
    size_t count;
};

/* Reads them, shows what of them is not deployed, and sets d->alias if that is
 * NULL. False: err says why, and nothing is left to close. */
bool deploy_templates_open(struct deploy_templates *t, struct deploy *d,
                           const struct function_registry *registry,
                           struct error *err) MUST_CHECK;
void deploy_templates_close(struct deploy_templates *t);

#endif
