/* api_client.h - one HTTP request to a running `dayfly serve`. */
#ifndef DAYFLY_HOST_CLI_API_CLIENT_H
#define DAYFLY_HOST_CLI_API_CLIENT_H

#include <stdbool.h>

#include "common/buf.h"
#include "common/error.h"

struct api_response {
    long status;
    char error_type[128];    /* x-amzn-ErrorType; "" when absent */
    char function_error[32]; /* X-Amz-Function-Error; "" when absent */
    struct buf log;          /* X-Amz-Log-Result, as sent */
    struct buf body;
};

#define API_RESPONSE                                                           \
    {                                                                          \
        .log = BUF(64 * 1024), .body = BUF(256 * 1024 * 1024)                  \
    }

/* GET, or POST when there is a body. False: f says why there was no answer,
 * and how to get one. Waits as long as it takes. */
bool api_client_send(struct api_response *resp, const char *endpoint,
                     const char *path, const struct buf *body, bool wants_log,
                     struct error *err);
void api_response_free(struct api_response *resp);

/* The sentence in the body of a service's error, into `text`. */
void api_client_error_message(const struct api_response *resp, char *text,
                              size_t room);

#endif
