#include "host/auth/caller_check.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/clock.h"
#include "host/auth/authorization.h"
#include "host/auth/canonical.h"
#include "host/auth/key_right.h"
#include "host/auth/signature_date.h"
#include "host/http/http_request.h"

enum { CANONICAL_MAX_BYTES = 512 * 1024 };

/* What is asked, and by whom. */
struct question {
    const struct caller_check *check;
    const struct http_request *req;
    const struct access *access;
    struct authorization authorization;
    const struct access_key *key;
    char date[SIGNATURE_DATE_SIZE];
    bool is_whole; /* the body is there */
};

static const char *query_of(const struct http_request *req)
{
    const char *mark = strchr(req->target, '?');

    return mark ? mark + 1 : "";
}

static bool read_authorization(struct question *q, struct refusal *refusal)
{
    const char *header = http_request_header(q->req, "Authorization");

    if (header)
        return authorization_read(&q->authorization, header, refusal);
    if (authorization_is_presigned(query_of(q->req)))
        return authorization_read_query(&q->authorization, query_of(q->req),
                                        refusal);
    if (q->access->is_url)
        return refusal_set(refusal, SERVICE_ACCESS_DENIED,
                           "this function URL needs a signature (AuthType "
                           "AWS_IAM) or a bearer token");
    return refusal_set(refusal, SERVICE_MISSING_TOKEN,
                       "Missing Authentication Token");
}

static bool unknown(struct refusal *refusal)
{
    return refusal_set(refusal, SERVICE_UNRECOGNIZED_CLIENT,
                       "The security token included in the request is "
                       "invalid.");
}

/* Keys of this host have no session tokens. */
static bool find_key(struct question *q, struct refusal *refusal)
{
    q->key = key_list_find(&q->check->keys.list, q->authorization.key);
    if (!q->key || http_request_header(q->req, "X-Amz-Security-Token") ||
        strstr(query_of(q->req), "X-Amz-Security-Token=")) {
        (void)unknown(refusal);
        return false;
    }
    if (q->authorization.form == AUTHORIZATION_BEARER &&
        !digest_same(q->authorization.secret, q->key->secret))
        return unknown(refusal);
    return true;
}

static bool check_date(struct question *q, struct refusal *refusal)
{
    const struct authorization *a = &q->authorization;
    const char *text = a->date;
    int64_t at_s;

    if (a->form == AUTHORIZATION_SIGNED) {
        text = http_request_header(q->req, "X-Amz-Date");
        if (!text)
            text = http_request_header(q->req, "Date");
    }
    if (!text || !signature_date_read(text, q->date, &at_s))
        return refusal_set(
            refusal, SERVICE_INCOMPLETE_SIGNATURE,
            "Date must be in ISO-8601 'basic format'. Got '%.100s'. See "
            "http://en.wikipedia.org/wiki/ISO_8601",
            text ? text : "");
    if (strncmp(a->day, q->date, strlen("YYYYMMDD")) != 0 ||
        strlen(a->day) != strlen("YYYYMMDD"))
        return refusal_set(refusal, SERVICE_INVALID_SIGNATURE,
                           "Date in Credential scope does not match YYYYMMDD "
                           "from ISO-8601 version of date from HTTP: '%s' != "
                           "'%.8s', from '%s'.",
                           a->day, q->date, q->date);
    return signature_date_check(at_s, a->expires_s, clock_wall_ms() / 1000,
                                refusal);
}

struct unsigned_search {
    const struct authorization *authorization;
    char name[64];
};

/* Such a header changes what a request means. Headers that proxies add do not
 * begin so, but for one of CloudFront's. */
static void find_unsigned(void *self, const struct http_header *h)
{
    struct unsigned_search *search = self;
    static const char begin[] = "x-amz-";
    static const char cloud_front[] = "x-amz-cf-id";

    if (h->name_size < strlen(begin) ||
        strncasecmp(h->name, begin, strlen(begin)) != 0 ||
        (h->name_size == strlen(cloud_front) &&
         !strncasecmp(h->name, cloud_front, h->name_size)) ||
        authorization_signs(search->authorization, h->name, h->name_size))
        return;
    (void)snprintf(search->name, sizeof search->name, "%.*s", (int)h->name_size,
                   h->name);
}

static bool check_scope(const struct question *q, struct refusal *refusal)
{
    const struct authorization *a = &q->authorization;
    struct unsigned_search search = {.authorization = a};

    if (q->access->service && strcmp(a->service, q->access->service) != 0)
        return refusal_set(
            refusal, SERVICE_INVALID_SIGNATURE,
            "Credential should be scoped to correct service: '%s'. ",
            q->access->service);
    if (!authorization_signs(a, "host", strlen("host")))
        return refusal_set(refusal, SERVICE_INVALID_SIGNATURE,
                           "'Host' or ':authority' must be a 'SignedHeader' in "
                           "the AWS Authorization.");
    http_request_each_header(q->req, find_unsigned, &search);
    if (*search.name)
        return refusal_set(refusal, SERVICE_INVALID_SIGNATURE,
                           "'%s' must be a 'SignedHeader' in the AWS "
                           "Authorization.",
                           search.name);
    return true;
}

struct header_list {
    struct http_header *headers; /* NULL: only count */
    size_t count;
};

static void collect(void *self, const struct http_header *h)
{
    struct header_list *list = self;

    if (list->headers)
        list->headers[list->count] = *h;
    list->count++;
}

/* A trusted proxy says which host the caller has asked. */
static void take_host(struct header_list *list, const struct http_request *req)
{
    const char *host = http_request_host(req);

    for (size_t i = 0; host && i < list->count; i++)
        if (list->headers[i].name_size == strlen("host") &&
            !strncasecmp(list->headers[i].name, "host", strlen("host"))) {
            list->headers[i].value = host;
            list->headers[i].value_size = strlen(host);
        }
}

/* False: memory is short. */
static bool sign(const struct question *q, const char *payload_hash,
                 char signature[DIGEST_TEXT_SIZE])
{
    const struct authorization *a = &q->authorization;
    const struct signature_scope scope = {.secret = q->key->secret,
                                          .date = q->date,
                                          .day = a->day,
                                          .region = a->region,
                                          .service = a->service};
    AUTO(struct buf, buf_free) text = BUF(CANONICAL_MAX_BYTES);
    struct header_list list = {.headers = NULL};

    http_request_each_header(q->req, collect, &list);
    list.headers = mem_new(list.count + 1, sizeof *list.headers);
    if (!list.headers)
        return false;
    list.count = 0;
    http_request_each_header(q->req, collect, &list);
    take_host(&list, q->req);
    const struct canonical_source source = {.method = q->req->method,
                                            .target = q->req->target,
                                            .headers = list.headers,
                                            .header_count = list.count,
                                            .signed_headers = a->signed_headers,
                                            .payload_hash = payload_hash};
    bool ok = canonical_request(&text, &source) &&
              canonical_sign(&scope, &text, signature);
    mem_free(list.headers);
    return ok;
}

static bool check_signature(const struct question *q, const char *payload_hash,
                            struct refusal *refusal)
{
    char signature[DIGEST_TEXT_SIZE];

    if (sign(q, payload_hash, signature) &&
        digest_same(q->authorization.signature, signature))
        return true;
    return refusal_set(
        refusal, SERVICE_INVALID_SIGNATURE,
        "The request signature we calculated does not match the signature you "
        "provided. Check your AWS Secret Access Key and signing method. "
        "Consult the service documentation for details.");
}

static bool check_right(const struct question *q, struct refusal *refusal)
{
    const struct key_right right = {.key = q->key,
                                    .access = q->access,
                                    .req = q->req,
                                    .region = q->check->region,
                                    .is_whole = q->is_whole};

    return key_right_check(&right, refusal);
}

/* All that can be said without the body. */
static bool ask(struct question *q, struct refusal *refusal)
{
    if (!read_authorization(q, refusal) || !find_key(q, refusal))
        return false;
    return q->authorization.form == AUTHORIZATION_BEARER ||
           (check_date(q, refusal) && check_scope(q, refusal));
}

bool caller_check_headers(const struct caller_check *check,
                          const struct http_request *req,
                          const struct access *access, struct refusal *refusal)
{
    struct question q = {.check = check, .req = req, .access = access};

    return !check->keys.required || access->kind == ACCESS_OPEN ||
           (ask(&q, refusal) && (q.authorization.form != AUTHORIZATION_BEARER ||
                                 check_right(&q, refusal)));
}

bool caller_check_whole(const struct caller_check *check,
                        const struct http_request *req,
                        const struct access *access,
                        const char payload_hash[DIGEST_TEXT_SIZE],
                        struct refusal *refusal)
{
    struct question q = {
        .check = check, .req = req, .access = access, .is_whole = true};

    if (!check->keys.required || access->kind == ACCESS_OPEN)
        return true;
    return ask(&q, refusal) &&
           (q.authorization.form == AUTHORIZATION_BEARER ||
            check_signature(&q, payload_hash, refusal)) &&
           check_right(&q, refusal);
}

bool caller_check_key(const struct caller_check *check,
                      const struct http_request *req, char id[KEY_ID_SIZE])
{
    const struct access access = {.kind = ACCESS_ANY};
    struct question q = {.check = check, .req = req, .access = &access};
    struct refusal ignored;

    if (!check->keys.required || !read_authorization(&q, &ignored))
        return false;
    (void)snprintf(id, KEY_ID_SIZE, "%s", q.authorization.key);
    return true;
}
