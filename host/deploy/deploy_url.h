/* deploy_url.h - the URL of a deployed function's alias. */
#ifndef DAYFLY_HOST_DEPLOY_DEPLOY_URL_H
#define DAYFLY_HOST_DEPLOY_DEPLOY_URL_H

#include <stdbool.h>

#include "common/compiler.h"
#include "common/error.h"

struct deploy;
struct deployed;

/* Makes the URL, or changes it, if dayfly.json has `url` or the command line
 * says so. */
bool deploy_url_send(struct deployed *one, struct deploy *d,
                     struct error *err) MUST_CHECK;

#endif
