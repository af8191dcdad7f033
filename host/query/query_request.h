/* query_request.h - AWS's Query protocol, which clients of SQS spoke before AWS
 * JSON and those of STS still do: parameters in a form, answers in XML. */
#ifndef DAYFLY_HOST_QUERY_QUERY_REQUEST_H
#define DAYFLY_HOST_QUERY_QUERY_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

struct http_request;

enum { QUERY_ACTION_SIZE = 128 };

struct query_text {
    const char *data;
    size_t size;
};

/* By method, path, headers and query, so before there is a body: a form that is
 * posted to "/" or to "/ACCOUNT/NAME", or a query there with an Action. */
bool query_request_is(const struct http_request *req);
/* Its path is "/ACCOUNT/NAME". */
bool query_request_is_of_resource(const struct http_request *req);
/* It says that it is signed for this service. */
bool query_request_is_signed_for(const struct http_request *req,
                                 const char *service);
/* The parameters as received: the body of a form, else the query. */
struct query_text query_request_text(const struct http_request *req);
/* The parameter Action, truncated; "": there is none, or not yet. */
void query_request_action(const struct http_request *req,
                          char action[QUERY_ACTION_SIZE]);

#endif
