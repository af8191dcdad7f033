/* subject.h - the function whose settings a request reads or changes, with the
 * qualifier that it gives. */
#ifndef DAYFLY_HOST_FUNCTION_SETTINGS_SUBJECT_H
#define DAYFLY_HOST_FUNCTION_SETTINGS_SUBJECT_H

#include <jansson.h>
#include <stdbool.h>

#include "host/catalog/catalog.h"
#include "host/functions/function_name.h"
#include "host/management/checks.h"

struct http_request;
struct management;
struct request_path;
struct service_context;

struct subject {
    struct management *management;
    struct function_name name;
    struct catalog_entry *entry; /* NULL: the catalog has no such function */
};

/* False: the path is not valid, or a request to change names a function of a
 * folder; the response was sent. */
bool subject_read(struct subject *s, struct service_context *service,
                  struct http_request *req, const struct request_path *path);
/* The same. The function, and the qualifier if there is one, are also there: in
 * the catalog, or as a folder. */
bool subject_read_existing(struct subject *s, struct service_context *service,
                           struct http_request *req,
                           const struct request_path *path);
/* The ARN with this qualifier unless it is "". */
void subject_arn(const struct subject *s, const char *qualifier,
                 char arn[FUNCTION_ARN_SIZE]);
/* 404, "Function not found" with the ARN with this qualifier. */
void subject_reply_unknown(const struct subject *s, struct http_request *req,
                           const char *qualifier);
/* It is $LATEST, a version or an alias of the function; "" counts as such. */
bool subject_has_qualifier(const struct subject *s);

/* The body of the request, an object, to be released; null members are left
 * out. NULL: it is not valid, and the response was sent. */
json_t *subject_read_body(struct http_request *req,
                          const struct checks_type types[], size_t count);

#endif
