/* change.h - a request that brings code: its zip file is written to the disk
 * while it arrives, then unpacked in a process of its own; only then is the
 * operation done. */
#ifndef DAYFLY_HOST_MANAGEMENT_CHANGE_H
#define DAYFLY_HOST_MANAGEMENT_CHANGE_H

#include <jansson.h>
#include <stdbool.h>

#include "host/archive/code_job.h"
#include "host/functions/function_name.h"
#include "host/management/s3_source.h"
#include "host/management/zip_field.h"

struct change;
struct http_request;
struct management;
struct service_context;

/* What such an operation does with its request. */
struct change_operation {
    const char *name; /* as AWS calls it */
    /* Checks the request, before its code is unpacked. False: it is not valid,
     * and the response was sent. */
    bool (*check)(struct change *change);
    /* Does it; sends the response. */
    void (*finish)(struct change *change);
    /* Before that, once, for an update of the function that began meanwhile. */
    bool waits;
};

struct change {
    struct service_context *service;
    struct management *management;
    const struct change_operation *operation;
    struct http_request *request; /* NULL: the caller has left */
    char name[FUNCTION_ARN_SIZE]; /* of the path, as given; "" */
    json_t *body;                 /* owned: the request, without the file */
    struct zip_field field;
    int file; /* of the zip */
    struct s3_source source;
    struct code_job job;
    struct code code;
    bool has_waited;
    struct change *next;
};

/* For the handler's on_headers: begins to take the body. False: there is no
 * memory or no file; the body is kept in the request. */
bool change_begin(struct service_context *service, struct http_request *req,
                  const struct change_operation *operation, const char *name);
/* For its on_body, with what the request's user_data has. */
size_t change_add(struct http_request *req, const char *bytes, size_t size);
/* For its on_request. */
void change_received(struct http_request *req);
/* Gives all up. */
void changes_close(struct management *m);

#endif
