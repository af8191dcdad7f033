/* access.h - which right a request needs. */
#ifndef DAYFLY_HOST_AUTH_ACCESS_H
#define DAYFLY_HOST_AUTH_ACCESS_H

#include <stdbool.h>

#include "host/functions/function_name.h"

struct http_request;

enum access_kind {
    ACCESS_OPEN, /* none */
    ACCESS_ANY,  /* a valid key */
    ACCESS_READ,
    ACCESS_INVOKE,
    ACCESS_ADMIN,
};

enum { ACCESS_OPERATION_SIZE = 128 };

struct access {
    enum access_kind kind;
    const char *service; /* that the signature must be for; NULL: any */
    const char *action;  /* its name in IAM, without "lambda:" */
    /* Of other services: with that of the service, such as "logs:GetLogEvents".
     * "": it is Lambda's. */
    char operation[ACCESS_OPERATION_SIZE];
    char function[FUNCTION_NAME_MAX + 1]; /* "": it is about none */
    bool is_url;                          /* the request is to a function URL */
    /* It is about queues, whose names are known when the body is: calls `each`
     * for them. NULL: it is not. */
    void (*each_queue)(const struct http_request *req,
                       void (*each)(void *self, const char *queue), void *self);
};

#endif
