/* response_upload.h - sets up libcurl to send one response by POST: with
 * Content-Length, or chunked while the body grows, with trailers for an error
 * that happens after the start of the stream. */
#ifndef DAYFLY_BOOTSTRAP_RUNTIME_API_RESPONSE_UPLOAD_H
#define DAYFLY_BOOTSTRAP_RUNTIME_API_RESPONSE_UPLOAD_H

#include <curl/curl.h>
#include <stdbool.h>

#include "bootstrap/event/event_source.h"
#include "bootstrap/event/invocation.h"
#include "bootstrap/event/response.h"
#include "bootstrap/runtime_api/http_client.h"
#include "common/log.h"

enum { DEFERRED_ID_SIZE = 128 };

struct response_upload {
    struct http_callbacks reply; /* take the server's reply */
    bool prepared; /* the request is set up, for a response as is expected */
    struct response *response; /* borrowed */
    bool paused; /* libcurl waits for more bytes of an open body */
    /* Report the peak memory of each event: with its response if it is known by
     * then, else with the request for the next event. Ask for the time to load
     * that `load` is about. */
    bool send_peaks;
    char deferred_id[DEFERRED_ID_SIZE]; /* event whose peak is not reported yet;
                                           "": none */
    int64_t deferred_kib;               /* that peak; 0: not known */
    enum code_load load;                /* of the process for the next event */
};

/* Sets up the request ahead, while the process works on the event, for what
 * most responses are: a whole result in JSON. */
void response_upload_prepare(struct response_upload *upload,
                             struct http_client *http,
                             const struct invocation *inv);
/* Sets up the request for this response, as far as it is not prepared. inv
 * NULL: an init error, which belongs to no event. */
bool response_upload_begin(struct response_upload *upload,
                           struct http_client *http,
                           const struct invocation *inv, struct response *resp,
                           struct error *err) MUST_CHECK;
/* Appends to the headers of the request for the next event the peak that is not
 * reported yet, as "KIB ID", and `load`. */
bool response_upload_add_deferred(struct response_upload *upload,
                                  struct curl_slist **headers,
                                  struct error *err) MUST_CHECK;
/* Call when an open body may have grown or been closed. */
void response_upload_resume(struct response_upload *upload, CURL *easy);

/* Judges the server's reply, whose body is `reply`. False: the response did not
 * arrive; err says why. A 4xx status is only logged: the platform has completed
 * the event itself. */
bool response_upload_result(const struct http_result *end,
                            const struct buf *reply, struct log *log,
                            struct error *err) MUST_CHECK;

#endif
