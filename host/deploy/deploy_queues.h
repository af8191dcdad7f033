/* deploy_queues.h - the queues of what is deployed to a host: they are made,
 * and their messages come to the alias of the release. */
#ifndef DAYFLY_HOST_DEPLOY_DEPLOY_QUEUES_H
#define DAYFLY_HOST_DEPLOY_DEPLOY_QUEUES_H

#include <stddef.h>

#include "common/compiler.h"
#include "common/error.h"

struct deploy;
struct deploy_templates;
struct deployed;

/* Makes and changes those that the functions and the templates name. To AWS:
 * says that it does not. */
bool deploy_queues_send(struct deploy *d,
                        const struct deploy_templates *templates,
                        const struct deployed *all, size_t count,
                        struct error *err) MUST_CHECK;

#endif
