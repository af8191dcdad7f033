/* response_upload.h - one answer as the body and headers of a POST: whole with its length,
 * or chunked while it grows, with trailers for a late failure. The other room
 * that knows libcurl; it owns no handle. */
#ifndef DAYFLY_BOOTSTRAP_RUNTIME_API_RESPONSE_UPLOAD_H
#define DAYFLY_BOOTSTRAP_RUNTIME_API_RESPONSE_UPLOAD_H

#include <curl/curl.h>
#include <stdbool.h>

#include "bootstrap/event/response.h"
#include "common/log.h"
#include "bootstrap/runtime_api/http_client.h"
#include "bootstrap/event/invocation.h"

enum { OWED_ID_SIZE = 128 };

struct post {
    struct answer *answer; /* borrowed */
    bool paused;           /* libcurl waits for more of a live body */
    bool peaks; /* peak memory is told: with the answer if it is known by then,
                   else with the question for the next event */
    char owed_id[OWED_ID_SIZE]; /* of the event whose peak is owed; "": none */
    int64_t peak_kib;           /* that peak, 0: not known */
};

/* Sets the handle up for this answer. inv NULL: an init error, which belongs to
 * no event. The list grows and stays the caller's. */
bool post_begin(struct post *p, CURL *easy, struct curl_slist **headers,
                const struct invocation *inv, struct answer *a);
/* Adds to the headers of that question what is owed: "KIB ID". */
bool post_owed(const struct post *p, CURL *easy, struct curl_slist **headers,
               struct fault *f) MUST_CHECK;
/* A live body may have grown or ended: let libcurl look again. */
void post_go_on(struct post *p, CURL *easy);

/* What the server answered to it (`said`: its body). False: it is out of reach,
 * f says why. 400, 403, 410, 413: the platform has settled the event itself
 * (runtime-api 1.2), so it is not ours any more; that is logged. */
bool post_settled(const struct http_end *end, const struct buf *said,
                  struct log *log, struct fault *f) MUST_CHECK;

#endif
