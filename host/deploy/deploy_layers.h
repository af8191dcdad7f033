/* deploy_layers.h - the layers of dayfly that functions need on AWS, and those
 * of their templates, published once for each content. */
#ifndef DAYFLY_HOST_DEPLOY_DEPLOY_LAYERS_H
#define DAYFLY_HOST_DEPLOY_DEPLOY_LAYERS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/compiler.h"
#include "common/error.h"

struct deploy;
struct deployed;

/* Sets `layers` of each function to ARNs. False: a zip file is missing, for
 * example. */
bool deploy_layers_send(struct deploy *d, struct deployed *all, size_t count,
                        struct error *err) MUST_CHECK;

#endif
