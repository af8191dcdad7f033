/* Writes an object to S3 and reads it back, signed by libcurl itself: neither
 * an SDK nor a signing library. Keys and region come from the environment, as
 * Lambda gives them to every function; AWS_ENDPOINT_URL_S3 leads to another S3.
 *
 *     cc -O2 -o handler handler.c -lcurl -ljansson */
#include <curl/curl.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { URL_SIZE = 2048, BODY_MOST = 1024 * 1024 };

struct answer {
    char *text;
    size_t size;
};

static const char *told(const char *name, const char *otherwise)
{
    const char *value = getenv(name);

    return value && *value ? value : otherwise;
}

static size_t take(char *bytes, size_t one, size_t count, void *to)
{
    struct answer *a = to;
    char *more = a->size + one * count > BODY_MOST
                     ? NULL
                     : realloc(a->text, a->size + one * count + 1);

    if (!more)
        return 0;
    a->text = more;
    memcpy(a->text + a->size, bytes, one * count);
    a->size += one * count;
    a->text[a->size] = '\0';
    return one * count;
}

static void sign(CURL *call)
{
    static char who[512];
    static char how[128];

    (void)snprintf(who, sizeof who, "%s:%s", told("AWS_ACCESS_KEY_ID", ""),
                   told("AWS_SECRET_ACCESS_KEY", ""));
    (void)snprintf(how, sizeof how, "aws:amz:%s:s3",
                   told("AWS_REGION", "us-east-1"));
    curl_easy_setopt(call, CURLOPT_USERPWD, who);
    curl_easy_setopt(call, CURLOPT_AWS_SIGV4, how);
}

static struct curl_slist *headers(void)
{
    char token[4096];
    struct curl_slist *list =
        curl_slist_append(NULL, "x-amz-content-sha256: UNSIGNED-PAYLOAD");

    list = curl_slist_append(list, "content-type: text/plain");
    (void)snprintf(token, sizeof token, "x-amz-security-token: %s",
                   told("AWS_SESSION_TOKEN", ""));
    return *told("AWS_SESSION_TOKEN", "") ? curl_slist_append(list, token)
                                          : list;
}

/* One request; `body` NULL: a GET. False: `why` says what went wrong. */
static bool ask(const char *url, const char *body, struct answer *a, char *why,
                size_t size)
{
    CURL *call = curl_easy_init();
    struct curl_slist *list = headers();
    long status = 0;

    curl_easy_setopt(call, CURLOPT_URL, url);
    curl_easy_setopt(call, CURLOPT_HTTPHEADER, list);
    curl_easy_setopt(call, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(call, CURLOPT_WRITEDATA, a);
    curl_easy_setopt(call, CURLOPT_TIMEOUT, 8L);
    if (body) {
        curl_easy_setopt(call, CURLOPT_POSTFIELDS, body);
        curl_easy_setopt(call, CURLOPT_CUSTOMREQUEST, "PUT");
    }
    sign(call);
    CURLcode code = curl_easy_perform(call);
    curl_easy_getinfo(call, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_cleanup(call);
    curl_slist_free_all(list);
    if (code == CURLE_OK && status == 200)
        return true;
    (void)snprintf(why, size, "%s %.200s: %s, status %ld: %.200s",
                   body ? "PUT" : "GET", url, curl_easy_strerror(code), status,
                   a->text ? a->text : "");
    return false;
}

static int say(json_t *answer, int status)
{
    (void)json_dumpf(answer, stdout, JSON_COMPACT);
    json_decref(answer);
    return status;
}

static bool url_of(char url[URL_SIZE], const char *bucket, const char *key)
{
    char home[256];
    int size = snprintf(home, sizeof home, "https://s3.%s.amazonaws.com",
                        told("AWS_REGION", "us-east-1"));

    return size < (int)sizeof home &&
           snprintf(url, URL_SIZE, "%s/%s/%s",
                    told("AWS_ENDPOINT_URL_S3", home), bucket, key) < URL_SIZE;
}

int main(void)
{
    const char *bucket, *key, *text;
    char url[URL_SIZE], why[1024] =
                            "the event must be {\"bucket\", \"key\", "
                            "\"text\"}, all of them strings";
    struct answer put = {0}, got = {0};
    json_t *event = json_loadf(stdin, 0, NULL);

    if (event &&
        json_unpack(event, "{s:s, s:s, s:s}", "bucket", &bucket, "key", &key,
                    "text", &text) == 0 &&
        url_of(url, bucket, key) && ask(url, text, &put, why, sizeof why) &&
        ask(url, NULL, &got, why, sizeof why))
        return say(json_pack("{s:s, s:s}", "wrote", url, "read",
                             got.text ? got.text : ""),
                   0);
    return say(
        json_pack("{s:s, s:s}", "errorType", "S3.Failed", "errorMessage", why),
        1);
}
