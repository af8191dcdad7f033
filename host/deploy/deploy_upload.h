/* deploy_upload.h - how a zip file gets to Lambda: in the request, or if it is
 * too large for that by way of S3. */
#ifndef DAYFLY_HOST_DEPLOY_DEPLOY_UPLOAD_H
#define DAYFLY_HOST_DEPLOY_DEPLOY_UPLOAD_H

#include <jansson.h>
#include <stdbool.h>

#include "common/buf.h"
#include "common/compiler.h"
#include "common/error.h"

struct deploy;
struct function_zip;

/* Appends `body`, which is released, with the code as its members, or as those
 * of its object `member` if that is not NULL. */
bool deploy_upload_add(struct buf *out, const struct deploy *d, json_t *body,
                       const char *member, const struct function_zip *zip,
                       struct error *err) MUST_CHECK;

#endif
