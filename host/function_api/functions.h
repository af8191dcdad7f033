/* functions.h - CreateFunction, UpdateFunctionCode and
 * UpdateFunctionConfiguration. */
#ifndef DAYFLY_HOST_FUNCTION_API_FUNCTIONS_H
#define DAYFLY_HOST_FUNCTION_API_FUNCTIONS_H

struct change_operation;
struct http_request;
struct request_path;
struct service_context;

extern const struct change_operation functions_create;
extern const struct change_operation functions_update_code;

void functions_update_configuration(struct service_context *service,
                                    struct http_request *req,
                                    const struct request_path *path);

#endif
