#include "host/auth/code_link.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/clock.h"
#include "host/crypto/digest.h"
#include "host/http/http_request.h"
#include "host/service/service_context.h"

static void sign(const struct service_context *service, const char *sha256,
                 long long expires_s, char signature[DIGEST_TEXT_SIZE])
{
    unsigned char out[DIGEST_SIZE];
    char text[256];

    (void)snprintf(text, sizeof text, "%.128s %lld", sha256, expires_s);
    digest_hmac(service->link_key, sizeof service->link_key, text, strlen(text),
                out);
    digest_hex(out, signature);
}

static void base_of(const struct service_context *service,
                    const struct http_request *req, char *base, size_t room)
{
    const char *scheme = http_request_is_secure(req) ? "https" : "http";
    const char *host = http_request_host(req);

    if (host)
        (void)snprintf(base, room, "%s://%.512s", scheme, host);
    else
        (void)snprintf(base, room, "%s", service->base);
}

void code_link_make(const struct service_context *service,
                    const struct http_request *req, const char *sha256,
                    char link[CODE_LINK_SIZE])
{
    long long expires_s = clock_wall_ms() / 1000 + CODE_LINK_LASTS_S;
    char base[600];
    char signature[DIGEST_TEXT_SIZE];

    base_of(service, req, base, sizeof base);
    sign(service, sha256, expires_s, signature);
    (void)snprintf(link, CODE_LINK_SIZE,
                   "%s/_code/%.128s?expires=%lld&signature=%s", base, sha256,
                   expires_s, signature);
}

bool code_link_holds(const struct service_context *service,
                     const struct request_path *path)
{
    char expires[32];
    char given[DIGEST_TEXT_SIZE + 1];
    char wanted[DIGEST_TEXT_SIZE];

    if (path->count != 2 ||
        !request_path_query(path, "expires", expires, sizeof expires) ||
        !request_path_query(path, "signature", given, sizeof given))
        return false;
    long long expires_s = strtoll(expires, NULL, 10);
    sign(service, path->segment[1], expires_s, wanted);
    return digest_same(given, wanted) && clock_wall_ms() / 1000 <= expires_s;
}
