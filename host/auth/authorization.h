/* authorization.h - what a request says of its caller: the header Authorization
 * (AWS Signature Version 4, or Bearer), or a presigned query. Pure. */
#ifndef DAYFLY_HOST_AUTH_AUTHORIZATION_H
#define DAYFLY_HOST_AUTH_AUTHORIZATION_H

#include <stdbool.h>
#include <stddef.h>

#include "host/auth/refusal.h"

enum {
    AUTHORIZATION_PART = 128,
    AUTHORIZATION_HEADERS = 4096,
    AUTHORIZATION_EXPIRES_MAX_S = 604800,
};

enum authorization_form {
    AUTHORIZATION_SIGNED,    /* in the header */
    AUTHORIZATION_PRESIGNED, /* in the query */
    AUTHORIZATION_BEARER,
};

struct authorization {
    enum authorization_form form;
    char key[AUTHORIZATION_PART]; /* the access key id */
    /* Bearer: what follows the key id. */
    char secret[AUTHORIZATION_PART];
    /* The rest is of a signature. */
    char day[AUTHORIZATION_PART]; /* of the scope, as region and service */
    char region[AUTHORIZATION_PART];
    char service[AUTHORIZATION_PART];
    char signed_headers[AUTHORIZATION_HEADERS]; /* names with ";" between */
    char signature[AUTHORIZATION_PART];
    /* Presigned only. */
    char date[AUTHORIZATION_PART]; /* X-Amz-Date */
    long expires_s;
};

/* `text`: the header's value. False: refusal says why. */
bool authorization_read(struct authorization *a, const char *text,
                        struct refusal *refusal);
/* `query`: as received, without "?". */
bool authorization_is_presigned(const char *query);
bool authorization_read_query(struct authorization *a, const char *query,
                              struct refusal *refusal);
/* The names of the signed headers have this one, in lower case. */
bool authorization_signs(const struct authorization *a, const char *name,
                         size_t size);

#endif
