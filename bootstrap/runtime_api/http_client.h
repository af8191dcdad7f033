/* http_client.h - one HTTP/1.1 request at a time to one server, over one
 * connection that is kept open. Uses libcurl; knows nothing about events. */
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

/* Called while a response is received. */
struct http_callbacks {
    /* A header block begins: what came before is void. May be NULL. */
    void (*on_head)(void *self);
    void (*on_header)(void *self, const struct http_header *h); /* or NULL */
    /* Returns false to abort the request. */
    bool (*on_body)(void *self, const char *bytes, size_t size);
    void *self;
};

/* Each kind of request has a handle of its own, with the options that are the
 * same for all its requests set once. */
enum http_method { HTTP_GET, HTTP_POST, HTTP_METHODS };

struct http_client {
    CURLM *multi;
    CURL *handles[HTTP_METHODS]; /* NULL: made for the next request */
    CURL *easy;                  /* the one of the current or last request */
    bool active;                 /* a request is in progress */
    struct curl_slist *headers;  /* of that request */
    char base[HTTP_BASE_SIZE];
    char socket[40]; /* path to connect to instead; "": none */
    struct http_response response;
    struct http_callbacks callbacks;
    /* The easy handle has sent trailers. libcurl before 8.7 keeps that state
     * and writes in front of its buffer in the next chunked upload, so the
     * handle is replaced before the next request. The connection belongs to the
     * multi handle and stays open. */
    bool needs_new_handle;
    int64_t give_up_ms;               /* 0: never */
    char error_text[CURL_ERROR_SIZE]; /* libcurl's text for the last error */
};

struct http_result {
    const char *error; /* why the request failed; NULL: it did not. Valid until
                          the next http_client_reset */
    long status;       /* HTTP status; 0: none was received */
};

/* channel: the number of an inherited descriptor that leads to the server's
 * UNIX socket (O_PATH), or NULL. From now on, programs that this process starts
 * do not inherit it. Without it, or if something else has the number (a wrapper
 * has closed it), connections go to the authority. */
bool http_client_open(struct http_client *http, const char *authority,
                      const char *channel, const char *prefix,
                      struct error *err) MUST_CHECK;
/* Prepares the next request. The caller then sets more options of http->easy,
 * which stay set for the next request of the same method, and calls
 * http_client_send. http->headers are sent with this request only. */
bool http_client_reset(struct http_client *http, enum http_method method,
                       const char *path, struct http_callbacks to,
                       struct error *err) MUST_CHECK;
void http_client_send(struct http_client *http);
/* Aborts the request at this moment (monotonic ms; 0: never). Later calls for
 * the same request have no effect. */
void http_client_give_up(struct http_client *http, int64_t mono_ms);
/* Makes progress without waiting. True: the request has ended. */
bool http_client_perform(struct http_client *http, struct http_result *end);
/* Waits for the server or a descriptor of the set, and fills in its revents. */
bool http_client_wait(struct http_client *http, struct poll_set *set,
                      struct error *err) MUST_CHECK;
/* Fills in the revents of the set without waiting. */
void poll_set_refresh(struct poll_set *set);
void http_client_close(struct http_client *http);

#endif
