/* deploy_code.h - code and configuration of a function: made, or changed where
 * they differ. */
#ifndef DAYFLY_HOST_DEPLOY_DEPLOY_CODE_H
#define DAYFLY_HOST_DEPLOY_DEPLOY_CODE_H

#include <stdbool.h>

#include "common/compiler.h"
#include "common/error.h"

struct deploy;
struct deployed;

/* Reads what is there of the function, into `found`. */
bool deploy_code_find(struct deployed *one, const struct deploy *d,
                      struct error *err) MUST_CHECK;
/* Makes $LATEST what the folder is. False: err says why, for example that its
 * code does not start. */
bool deploy_code_send(struct deployed *one, struct deploy *d,
                      struct error *err) MUST_CHECK;

#endif
