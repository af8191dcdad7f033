/* s3_object.h - where an object of S3 is. */
#ifndef DAYFLY_HOST_CLIENT_S3_OBJECT_H
#define DAYFLY_HOST_CLIENT_S3_OBJECT_H

#include <stdbool.h>

#include "common/buf.h"
#include "common/compiler.h"
#include "host/client/api_target.h"

/* The S3 of DAYFLY_S3_ENDPOINT, else of AWS in the region; without keys. */
void s3_target_open(struct api_target *target, const char *region);
/* Appends the path of a request; `version` may be "". */
bool s3_object_path(struct buf *path, const char *bucket, const char *key,
                    const char *version) MUST_CHECK;

#endif
