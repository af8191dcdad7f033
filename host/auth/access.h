/* access.h - which right a request needs. */
#ifndef DAYFLY_HOST_AUTH_ACCESS_H
#define DAYFLY_HOST_AUTH_ACCESS_H

#include <stdbool.h>

#include "host/functions/function_name.h"

enum access_kind {
    ACCESS_OPEN, /* none */
    ACCESS_ANY,  /* a valid key */
    ACCESS_READ,
    ACCESS_INVOKE,
    ACCESS_ADMIN,
};

struct access {
    enum access_kind kind;
    const char *service; /* that the signature must be for; NULL: any */
    const char *action;  /* its name in IAM, without "lambda:" */
    char function[FUNCTION_NAME_MAX + 1]; /* "": it is about none */
    bool is_url;                          /* the request is to a function URL */
};

#endif
