/* s3_source.h - code that is an object of S3: `S3Bucket`, `S3Key` and perhaps
 * `S3ObjectVersion` of a request in place of `ZipFile`. A process of its own
 * fetches it. */
#ifndef DAYFLY_HOST_MANAGEMENT_S3_SOURCE_H
#define DAYFLY_HOST_MANAGEMENT_S3_SOURCE_H

#include <jansson.h>
#include <stdbool.h>

#include "host/archive/archive_process.h"

struct checks;
struct http_request;

struct s3_source {
    struct archive_process process;
    struct http_request *request;
    /* The object is in the file. If it could not be fetched, the response was
     * sent instead. */
    void (*on_fetched)(void *self);
    void *self;
    char place[1280]; /* BUCKET/KEY */
};

/* The request names such an object. */
bool s3_source_is_given(const json_t *body);
/* What AWS's model says of its members; `prefix`: what stands before their
 * names, as "code.". */
void s3_source_check(struct checks *checks, const json_t *place,
                     const char *prefix);
/* Keeps, in a configuration or a layer, what GetFunction tells of where its
 * code is from: `SourceKMSKeyArn`, and the object if `S3ObjectStorageMode` is
 * REFERENCE. The code itself is copied all the same. False: memory is short. */
bool s3_source_keep(json_t *configuration, const json_t *body);
/* Adds it to what shows the code. */
void s3_source_show(json_t *shown, const json_t *configuration);
/* Fetches it into the file. request, on_fetched and self are set by the caller.
 * False: the response was sent. */
bool s3_source_fetch(struct s3_source *source, const json_t *body,
                     const char *region, char *file, struct event_loop *loop);
/* Safe if it has ended. */
void s3_source_stop(struct s3_source *source);

#endif
