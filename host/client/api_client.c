#include "host/client/api_client.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/clock.h"
#include "host/base/tls_trust.h"
#include "host/client/api_target.h"
#include "host/client/peer_watch.h"
#include "host/client/request_signature.h"

static size_t take_body(char *bytes, size_t one, size_t size, void *self)
{
    struct api_response *resp = self;

    return one == 1 && buf_add(&resp->body, bytes, size) ? size : 0;
}

/* The value of the header `name`, of *size bytes; NULL if the line is another
 * header. *size is the length of the line before. */
static const char *value_of(const char *line, size_t *size, const char *name)
{
    size_t skip = strlen(name);

    if (*size <= skip || strncasecmp(line, name, skip) != 0 ||
        line[skip] != ':')
        return NULL;
    const char *value = line + skip + 1;
    size_t left = *size - skip - 1;
    while (left > 0 && *value == ' ') {
        value++;
        left--;
    }
    while (left > 0 && (value[left - 1] == '\n' || value[left - 1] == '\r'))
        left--;
    *size = left;
    return value;
}

static bool take_text(const char *line, size_t size, const char *name,
                      char *text, size_t room)
{
    const char *value = value_of(line, &size, name);

    if (value)
        (void)snprintf(text, room, "%.*s", (int)size, value);
    return value;
}

static size_t take_header(char *line, size_t one, size_t size, void *self)
{
    struct api_response *resp = self;
    size_t length = size;
    const char *log = value_of(line, &length, "X-Amz-Log-Result");

    (void)one;
    (void)(take_text(line, size, "x-amzn-ErrorType", resp->error_type,
                     sizeof resp->error_type) ||
           take_text(line, size, "X-Amz-Function-Error", resp->function_error,
                     sizeof resp->function_error) ||
           take_text(line, size, "Dayfly-Start-Error", resp->start_error,
                     sizeof resp->start_error));
    return !log || buf_add(&resp->log, log, length) ? size : 0;
}

static bool add_header(struct curl_slist **list, const char *line)
{
    struct curl_slist *more = curl_slist_append(*list, line);

    if (more)
        *list = more;
    return more != NULL;
}

static bool add_headers(struct curl_slist **list,
                        const struct api_request *request)
{
    AUTO(struct buf, buf_free) line = BUF(16 * 1024);
    bool ok = true;

    if (request->operation)
        ok = ok &&
             add_header(list, "Content-Type: application/x-amz-json-1.1") &&
             buf_printf(&line, "X-Amz-Target: %s", request->operation) &&
             add_header(list, line.data);
    else if (request->body)
        ok = ok &&
             buf_printf(&line, "Content-Type: %s",
                        request->type ? request->type : "application/json") &&
             add_header(list, line.data);
    buf_clear(&line);
    for (const char *const *more = request->headers; more && *more; more++)
        ok = ok && add_header(list, *more);
    if (request->wants_log)
        ok = ok && add_header(list, "X-Amz-Log-Type: Tail");
    return ok;
}

static const char *method_of(const struct api_request *request)
{
    const char *usual = request->body ? "POST" : "GET";

    return request->method ? request->method : usual;
}

static bool add_signature(struct curl_slist **list,
                          const struct api_target *target,
                          const struct api_request *request, const char *url,
                          struct error *err)
{
    AUTO(struct buf, buf_free) more = BUF(64 * 1024);
    const char *lines[SIGNED_LINES_MAX];
    struct signing s = {.keys = &target->keys,
                        .region = target->region,
                        .service =
                            request->service ? request->service : "lambda",
                        .method = method_of(request),
                        .url = url,
                        .lines = lines,
                        .body = request->body,
                        .now_ms = clock_wall_ms()};

    for (const struct curl_slist *at = *list; at; at = at->next) {
        if (s.count == SIGNED_LINES_MAX)
            return error_set(err, "the request has too many headers");
        lines[s.count++] = at->data;
    }
    if (!request_signature(&more, &s, err))
        return false;
    for (size_t at = 0; at < more.size; at += strlen(more.data + at) + 1)
        if (!add_header(list, more.data + at))
            return error_set(err, "out of memory");
    return true;
}

static void set_body(CURL *curl, const struct api_request *request)
{
    if (request->body) {
        (void)curl_easy_setopt(curl, CURLOPT_POST, 1L);
        (void)curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
                               (curl_off_t)request->body->size);
        (void)curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request->body->data);
    }
    if (request->method)
        (void)curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request->method);
}

static void set_options(CURL *curl, struct api_response *resp,
                        const struct api_target *target)
{
    /* A host is on this machine or known by name; AWS may be behind a proxy. */
    if (!target->is_aws)
        (void)curl_easy_setopt(curl, CURLOPT_PROXY, "");
    (void)curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    tls_trust_set(curl);
    (void)curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    /* What is signed is what is sent. */
    (void)curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
    (void)curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    (void)curl_easy_setopt(curl, CURLOPT_WRITEDATA, resp);
    (void)curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
    (void)curl_easy_setopt(curl, CURLOPT_HEADERDATA, resp);
}

static bool perform(CURL *curl, const struct api_target *target,
                    const char *address, struct error *err)
{
    char detail[CURL_ERROR_SIZE] = "";

    (void)curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, detail);
    CURLcode code = curl_easy_perform(curl);
    if (code == CURLE_OK)
        return true;
    if (code == CURLE_COULDNT_CONNECT && !target->is_aws)
        return error_set(err,
                         "cannot connect to %s: start a host with `dayfly "
                         "serve DIR`, or set its address with --endpoint",
                         address);
    if (code == CURLE_UNSUPPORTED_PROTOCOL)
        return error_set(err,
                         "%s: this dayfly is built without TLS: use one that "
                         "is linked with the libcurl of the system (make "
                         "build)",
                         address);
    return error_set(err, "%s: %s", address,
                     *detail ? detail : curl_easy_strerror(code));
}

/* libcurl's own errors about an address do not say what it should be. */
static bool check_endpoint(const char *endpoint, struct error *err)
{
    CURLU *url = curl_url();
    char *scheme = NULL;
    bool ok = url &&
              curl_url_set(url, CURLUPART_URL, endpoint, CURLU_GUESS_SCHEME) ==
                  CURLUE_OK &&
              curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
              (!strcmp(scheme, "http") || !strcmp(scheme, "https"));

    curl_free(scheme);
    curl_url_cleanup(url);
    return ok || error_set(err,
                           "\"%.200s\" is not the address of a host; write it "
                           "like http://127.0.0.1:9000",
                           endpoint);
}

static bool make_headers(struct curl_slist **headers,
                         const struct api_target *target,
                         const struct api_request *request, const char *url,
                         struct error *err)
{
    bool is_signed = *target->keys.id && !request->is_open;

    if (!add_headers(headers, request))
        return error_set(err, "out of memory");
    if (is_signed && !add_signature(headers, target, request, url, err))
        return false;
    /* Otherwise curl waits for "100 Continue" before it sends a long body. */
    return add_header(headers, "Expect:") || error_set(err, "out of memory");
}

static bool send_to(CURL *curl, struct api_response *resp,
                    const struct api_target *target,
                    const struct api_request *request, struct error *err)
{
    AUTO(struct buf, buf_free) address = BUF(1024);
    AUTO(struct buf, buf_free) url = BUF(16 * 1024);
    struct curl_slist *headers = NULL;
    bool ok =
        (curl &&
         api_target_add_url(&address, target,
                            request->service ? request->service : "lambda") &&
         buf_printf(&url, "%s%s", address.data, request->path)) ||
        error_set(err, "out of memory");

    if (ok && make_headers(&headers, target, request, url.data, err)) {
        set_options(curl, resp, target);
        peer_watch_set(curl, request->is_short);
        set_body(curl, request);
        (void)curl_easy_setopt(curl, CURLOPT_URL, url.data);
        (void)curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
        ok = perform(curl, target, address.data, err);
        (void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &resp->status);
    } else {
        ok = false;
    }
    curl_slist_free_all(headers);
    return ok;
}

bool api_client_send(struct api_response *resp, const struct api_target *target,
                     const struct api_request *request, struct error *err)
{
    if (target->endpoint && !check_endpoint(target->endpoint, err))
        return false;
    CURL *curl = curl_easy_init();
    bool ok = send_to(curl, resp, target, request, err);

    curl_easy_cleanup(curl);
    return ok;
}

void api_response_free(struct api_response *resp)
{
    buf_free(&resp->log);
    buf_free(&resp->body);
}

bool api_client_escape(struct buf *to, const char *text)
{
    char *escaped = curl_easy_escape(NULL, text, 0);
    bool ok = escaped && buf_add_str(to, escaped);

    curl_free(escaped);
    return ok;
}
