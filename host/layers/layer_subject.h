/* layer_subject.h - the layer, and perhaps its version, that a request means.
 */
#ifndef DAYFLY_HOST_LAYERS_LAYER_SUBJECT_H
#define DAYFLY_HOST_LAYERS_LAYER_SUBJECT_H

#include <jansson.h>
#include <stdbool.h>

#include "host/catalog/layer_name.h"

struct checks;
struct http_request;
struct request_path;
struct service_context;

struct layer_subject {
    struct layer_name name;
    json_t *version; /* borrowed; NULL: there is none, or none was named */
};

/* By the third segment of the path, and by the fifth if it has one. False: they
 * are not valid, and the response was sent. */
bool layer_subject_read(struct layer_subject *s,
                        const struct service_context *service,
                        struct http_request *req,
                        const struct request_path *path);
/* False: the name is not valid, and the response was sent. */
bool layer_subject_check_name(struct layer_name *n, const char *text,
                              struct http_request *req);
/* Add a fault if `member` is no runtime, or no architecture, that the API
 * knows. The value is a text or a list; NULL: not given. */
void layer_subject_check_runtimes(struct checks *checks, const json_t *value,
                                  const char *member);
void layer_subject_check_architectures(struct checks *checks,
                                       const json_t *value, const char *member);

#endif
