/* deploy_mappings.h - the event source mappings of a function's alias on a
 * host. */
#ifndef DAYFLY_HOST_DEPLOY_DEPLOY_MAPPINGS_H
#define DAYFLY_HOST_DEPLOY_DEPLOY_MAPPINGS_H

#include "common/compiler.h"
#include "common/error.h"

struct deploy;
struct deployed;

/* One for each of its queues, which are there. Those that an earlier deployment
 * has made, and that are not wanted any more, go. */
bool deploy_mappings_send(struct deploy *d, const struct deployed *one,
                          struct error *err) MUST_CHECK;

#endif
