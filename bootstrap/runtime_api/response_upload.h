/* response_upload.h - one answer as the body and headers of a POST: whole with
 * its length, or chunked while it grows, with trailers for a late failure. The
 * other room that knows libcurl; it owns no handle. */
#ifndef DAYFLY_BOOTSTRAP_RUNTIME_API_RESPONSE_UPLOAD_H
#define DAYFLY_BOOTSTRAP_RUNTIME_API_RESPONSE_UPLOAD_H

#include <curl/curl.h>
#include <stdbool.h>

#include "bootstrap/event/invocation.h"
#include "bootstrap/event/response.h"
#include "bootstrap/runtime_api/http_client.h"
#include "common/log.h"

enum { DEFERRED_ID_SIZE = 128 };

struct response_upload {
    struct response *response; /* borrowed */
    bool paused;               /* libcurl waits for more of a live body */
    bool send_peaks; /* peak memory is told: with the answer if it is known by
                   then, else with the question for the next event */
    char deferred_id[DEFERRED_ID_SIZE]; /* of the event whose peak is owed; "":
                                         * none
                                         */
    int64_t deferred_kib;               /* that peak, 0: not known */
};

/* Sets the handle up for this answer. inv NULL: an init error, which belongs to
 * no event. The list grows and stays the caller's. */
bool response_upload_begin(struct response_upload *upload, CURL *easy,
                           struct curl_slist **headers,
                           const struct invocation *inv, struct response *resp);
/* Adds to the headers of that question what is owed: "KIB ID". */
bool response_upload_add_deferred(const struct response_upload *upload,
                                  CURL *easy, struct curl_slist **headers,
                                  struct error *err) MUST_CHECK;
/* A live body may have grown or ended: let libcurl look again. */
void response_upload_resume(struct response_upload *upload, CURL *easy);

/* What the server answered to it (`said`: its body). False: it is out of reach,
 * f says why. 400, 403, 410, 413: the platform has settled the event itself
 * (runtime-api 1.2), so it is not ours any more; that is logged. */
bool response_upload_result(const struct http_result *end,
                            const struct buf *said, struct log *log,
                            struct error *err) MUST_CHECK;

#endif
