/* entry.h - the function of the catalog that a request means, and the answers
 * if there is none, or another than the caller thinks. */
#ifndef DAYFLY_HOST_MANAGEMENT_ENTRY_H
#define DAYFLY_HOST_MANAGEMENT_ENTRY_H

#include <jansson.h>
#include <stdbool.h>

#include "host/catalog/catalog.h"
#include "host/functions/function_name.h"

struct http_request;
struct management;
struct request_path;
struct service_context;

/* By the path; its qualifier is in n. NULL: the response was sent. */
struct catalog_entry *entry_find(struct service_context *service,
                                 struct http_request *req,
                                 const struct request_path *path,
                                 struct function_name *n);
struct catalog_entry *entry_find_parsed(const struct management *m,
                                        struct http_request *req,
                                        const struct function_name *n);
/* By the path of a request whose body was streamed. NULL: the response was
 * sent. */
struct catalog_entry *entry_find_streamed(const struct management *m,
                                          struct http_request *req);
/* By a function of the catalog, also one that has not started yet, or by a
 * folder. */
bool entry_name_is_taken(const struct management *m, const char *name);
/* False: `RevisionId` of the request is another one, and the response was sent.
 */
bool entry_check_revision(const json_t *configuration, const json_t *request,
                          struct http_request *req);
/* False: an update is on its way, and the response was sent. */
bool entry_check_settled(const json_t *configuration, struct http_request *req);
/* A version or an alias is deleted: what belongs to it goes with it, but for
 * the URL of an alias, which stays as on AWS. */
void entry_forget_qualifier(struct catalog_entry *entry, const char *qualifier);
/* The body of the request as an object, to be released; an empty one if there
 * is no body. NULL: the response was sent. */
json_t *entry_read_body(struct http_request *req);
/* Stores the entry. False: it is as it was, and the response was sent. */
bool entry_save(struct management *m, struct catalog_entry *entry,
                struct http_request *req);

#endif
