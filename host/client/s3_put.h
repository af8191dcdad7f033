/* s3_put.h - puts a file into a bucket of S3. */
#ifndef DAYFLY_HOST_CLIENT_S3_PUT_H
#define DAYFLY_HOST_CLIENT_S3_PUT_H

#include <stdbool.h>

#include "common/compiler.h"
#include "common/error.h"

struct api_target;

/* `target`: that of s3_target_open(), with keys. False: err says why, in S3's
 * words. */
bool s3_put(const struct api_target *target, const char *bucket,
            const char *key, const char *file, struct error *err) MUST_CHECK;

#endif
