/* Whatever a caller says of itself, in the header or in the query: the parts
 * fit, and a request has one canonical form. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "common/buf.h"
#include "host/auth/authorization.h"
#include "host/auth/canonical.h"
#include "host/auth/signature_date.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool ok)
{
    if (!ok)
        __builtin_trap();
}

static void check(const struct authorization *a)
{
    must(strlen(a->key) < sizeof a->key &&
         strlen(a->secret) < sizeof a->secret);
    must(a->form == AUTHORIZATION_BEARER ||
         (*a->key && !strchr(a->key, '/') && !strchr(a->region, '/')));
    must(strlen(a->signed_headers) < sizeof a->signed_headers);
}

static void sign(const struct authorization *a, const char *target,
                 struct buf *text)
{
    const struct http_header header = {.name = "Host",
                                       .name_size = 4,
                                       .value = target,
                                       .value_size = strlen(target)};
    const struct canonical_source source = {.method = "GET",
                                            .target = target,
                                            .headers = &header,
                                            .header_count = 1,
                                            .signed_headers = a->signed_headers,
                                            .payload_hash = ""};

    if (canonical_request(text, &source))
        must(text->size >= strlen("GET\n/\n\n\n\n") && !strchr(text->data, 1));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    AUTO(struct buf, buf_free) input = BUF(65536);
    AUTO(struct buf, buf_free) text = BUF(262144);
    struct authorization a = {.expires_s = 0};
    struct refusal refusal = {.text = ""};
    char date[SIGNATURE_DATE_SIZE];
    int64_t at;

    if (!buf_add(&input, bytes, size))
        return 0;
    if (authorization_read(&a, input.data, &refusal))
        check(&a);
    else
        must(*refusal.text);
    if (authorization_is_presigned(input.data) &&
        authorization_read_query(&a, input.data, &refusal)) {
        check(&a);
        must(a.expires_s > 0 && a.expires_s <= AUTHORIZATION_EXPIRES_MAX_S);
    }
    if (signature_date_read(input.data, date, &at))
        must(strlen(date) == SIGNATURE_DATE_SIZE - 1);
    if (!strchr(input.data, 1))
        sign(&a, input.data, &text);
    return 0;
}
