#include "host/client/api_client.h"

#include <curl/curl.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static size_t take_body(char *bytes, size_t one, size_t size, void *self)
{
    struct api_response *resp = self;

    (void)one;
    return buf_add(&resp->body, bytes, size) ? size : 0;
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

static size_t take_header(char *line, size_t one, size_t size, void *self)
{
    struct api_response *resp = self;
    size_t length = size;
    const char *value;

    (void)one;
    if ((value = value_of(line, &length, "x-amzn-ErrorType")))
        (void)snprintf(resp->error_type, sizeof resp->error_type, "%.*s",
                       (int)length, value);
    else if ((value = value_of(line, &length, "X-Amz-Function-Error")))
        (void)snprintf(resp->function_error, sizeof resp->function_error,
                       "%.*s", (int)length, value);
    else if ((value = value_of(line, &length, "X-Amz-Log-Result")) &&
             !buf_add(&resp->log, value, length))
        return 0;
    return size;
}

static struct curl_slist *headers_for(bool post, bool wants_log)
{
    struct curl_slist *list = NULL;

    /* Otherwise curl waits for "100 Continue" before it sends a long body. */
    list = curl_slist_append(list, "Expect:");
    if (post)
        list = curl_slist_append(list, "Content-Type: application/json");
    if (wants_log)
        list = curl_slist_append(list, "X-Amz-Log-Type: Tail");
    return list;
}

static void set_options(CURL *curl, struct api_response *resp,
                        const struct buf *body)
{
    (void)curl_easy_setopt(curl, CURLOPT_PROXY, "");
    (void)curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    (void)curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    (void)curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, 5000L);
    (void)curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    (void)curl_easy_setopt(curl, CURLOPT_WRITEDATA, resp);
    (void)curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
    (void)curl_easy_setopt(curl, CURLOPT_HEADERDATA, resp);
    if (body) {
        (void)curl_easy_setopt(curl, CURLOPT_POST, 1L);
        (void)curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
                               (curl_off_t)body->size);
        (void)curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body->data);
    }
}

static bool perform(CURL *curl, const char *endpoint, struct error *err)
{
    char detail[CURL_ERROR_SIZE] = "";

    (void)curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, detail);
    CURLcode code = curl_easy_perform(curl);
    if (code == CURLE_OK)
        return true;
    if (code == CURLE_COULDNT_CONNECT)
        return error_set(err,
                         "cannot connect to %s: start the server with `dayfly "
                         "serve DIR`, or set its address with --endpoint",
                         endpoint);
    return error_set(err, "%s: %s", endpoint,
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

bool api_client_send(struct api_response *resp, const char *endpoint,
                     const char *path, const struct buf *body, bool wants_log,
                     struct error *err)
{
    AUTO(struct buf, buf_free) url = BUF(16 * 1024);

    if (!check_endpoint(endpoint, err))
        return false;
    CURL *curl = curl_easy_init();
    struct curl_slist *headers = headers_for(body != NULL, wants_log);
    size_t size = strlen(endpoint);

    while (size > 0 && endpoint[size - 1] == '/')
        size--;
    bool ok = curl && headers &&
              buf_printf(&url, "%.*s%s", (int)size, endpoint, path);
    if (ok) {
        set_options(curl, resp, body);
        (void)curl_easy_setopt(curl, CURLOPT_URL, url.data);
        (void)curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
        ok = perform(curl, endpoint, err);
        (void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &resp->status);
    } else {
        (void)error_set(err, "out of memory");
    }
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    return ok;
}

void api_response_free(struct api_response *resp)
{
    buf_free(&resp->log);
    buf_free(&resp->body);
}

void api_client_error_message(const struct api_response *resp, char *text,
                              size_t room)
{
    json_t *root = json_loadb(resp->body.data, resp->body.size, 0, NULL);
    json_t *message = json_object_get(root, "Message");

    if (!message)
        message = json_object_get(root, "message");
    if (json_is_string(message))
        (void)snprintf(text, room, "%s", json_string_value(message));
    else
        (void)snprintf(text, room, "HTTP status %ld", resp->status);
    json_decref(root);
}
