/* http_client.h - one HTTP/1.1 request at a time to one server, over one
 * connection that is kept: libcurl, with the settings runtime-api 10 asks for.
 * Knows nothing of events. */
#ifndef DAYFLY_BOOTSTRAP_RUNTIME_API_HTTP_CLIENT_H
#define DAYFLY_BOOTSTRAP_RUNTIME_API_HTTP_CLIENT_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bootstrap/runtime_api/http_response.h"
#include "common/error.h"
#include "common/poll_set.h"

enum { HTTP_BASE_SIZE = 1024 };

/* What an answer brings, as it comes. `head`: a header block begins, all that
 * was told before is void. `bytes` false: enough, break off. The first two may
 * be NULL: not wanted. */
struct http_callbacks {
    void (*on_head)(void *self);
    void (*on_header)(void *self, const struct http_header *h);
    bool (*on_body)(void *self, const char *bytes, size_t size);
    void *self;
};

struct http_client {
    CURLM *multi;
    CURL *easy;
    bool active;                /* a request is under way */
    struct curl_slist *headers; /* of the request under way */
    char base[HTTP_BASE_SIZE];
    struct http_response response;
    struct http_callbacks callbacks;
    /* The handle has sent trailers. libcurl before 8.7 never forgets that, and
     * writes in front of its buffer in the next chunked upload: such a handle
     * is not used again. The connection is the multi handle's and stays. */
    bool needs_new_handle;
    int64_t give_up_ms;               /* 0: never */
    char error_text[CURL_ERROR_SIZE]; /* libcurl's own words for the last
                                         failure */
};

struct http_result {
    const char *error; /* why it did not end in order; NULL: it did. The
                           client's, until the next http_client_reset */
    long status;       /* 0: none came */
};

bool http_client_open(struct http_client *http, const char *authority,
                      const char *prefix, struct error *err) MUST_CHECK;
/* Forgets the last request; then set the handle up further and
 * http_client_send. */
bool http_client_reset(struct http_client *http, struct http_callbacks to,
                       struct error *err) MUST_CHECK;
void http_client_send(struct http_client *http, const char *path);
/* Breaks the request off at this moment (monotonic; 0: never). The first that
 * is named counts. */
void http_client_give_up(struct http_client *http, int64_t mono_ms);
/* Does what can be done without waiting. True: the request has ended. */
bool http_client_perform(struct http_client *http, struct http_result *end);
/* Waits for the server or one of w's descriptors; fills in what was found. */
bool http_client_wait(struct http_client *http, struct poll_set *set,
                      struct error *err) MUST_CHECK;
/* No more waiting: only fills in what is there now. */
void poll_set_refresh(struct poll_set *set);
void http_client_close(struct http_client *http);

#endif
