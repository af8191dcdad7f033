/* api_client.h - sends one HTTP request to a running `dayfly serve`. */
#ifndef DAYFLY_HOST_CLIENT_API_CLIENT_H
#define DAYFLY_HOST_CLIENT_API_CLIENT_H

#include <stdbool.h>

#include "common/buf.h"
#include "common/error.h"

struct api_response {
    long status;
    char error_type[128];    /* x-amzn-ErrorType; "" if absent */
    char function_error[32]; /* X-Amz-Function-Error; "" if absent */
    struct buf log;          /* X-Amz-Log-Result, in base64 */
    struct buf body;
};

#define API_RESPONSE                                                           \
    {                                                                          \
        .log = BUF(64 * 1024), .body = BUF(256 * 1024 * 1024)                  \
    }

/* Sends a POST request with the body, or a GET request if it is NULL, and waits
 * for the response without a time limit. `wants_log`: ask for the end of the
 * log. */
bool api_client_send(struct api_response *resp, const char *endpoint,
                     const char *path, const struct buf *body, bool wants_log,
                     struct error *err);
void api_response_free(struct api_response *resp);

/* The message of an error response. */
void api_client_error_message(const struct api_response *resp, char *text,
                              size_t room);

#endif
