#include "host/service/service_context.h"

#include <string.h>

#include "host/service/service_error.h"

static const struct route {
    const char *method;
    const char *path;
    void (*serve)(struct api *api, struct request *r, const struct target *t);
} routes[] = {
    {"POST", "2015-03-31/functions/*/invocations", invoke_api_post},
    {"POST", "2014-11-13/functions/*/invoke-async", invoke_api_async},
    {"POST", "2014-11-13/functions/*/invoke-async/", invoke_api_async},
    {"POST", "2021-11-15/functions/*/response-streaming-invocations",
     stream_api_post},
    {"GET", "2021-10-31/functions/*/url", url_config_api_get},
    {"GET", "2021-10-31/functions/*/urls", url_config_api_list},
    {"GET", "2015-03-31/functions", functions_api_list},
    {"GET", "2015-03-31/functions/", functions_api_list},
    {"GET", "2015-03-31/functions/*", functions_api_get},
    {"GET", "2015-03-31/functions/*/configuration",
     functions_api_configuration},
};

static void whole(void *self, struct request *r)
{
    struct target t;
    bool known = false;

    if (url_api_serve(self, r))
        return;
    if (!target_parse(&t, r->target)) {
        aws_refuse(r, AWS_INVALID_PARAMETER,
                   "The path is too long, or not a path of this API.");
        return;
    }
    for (size_t i = 0; i < COUNT(routes); i++) {
        if (!target_is(&t, routes[i].path))
            continue;
        known = true;
        if (!strcmp(routes[i].method, r->method)) {
            routes[i].serve(self, r, &t);
            return;
        }
    }
    if (known)
        aws_refuse(r, AWS_METHOD, "%s is not served at this path.", r->method);
    else
        aws_refuse(r, AWS_UNKNOWN_PATH,
                   "This version of dayfly does not serve this path. Functions "
                   "are invoked by POST "
                   "/2015-03-31/functions/NAME/invocations.");
}

static void broken(void *self, struct request *r)
{
    (void)self;
    (void)r;
}

static void gone(void *self, struct request *r)
{
    (void)self;
    if (r->over)
        r->over(r);
}

static void refuse(void *self, struct request *r, unsigned status,
                   const char *sentence)
{
    if (url_api_refuse(self, r, status, sentence))
        return;
    switch (status) {
    case 403:
        aws_refuse(r, AWS_ACCESS_DENIED, "%s", sentence);
        break;
    case 413:
        aws_refuse(r, AWS_TOO_LARGE, "%s", sentence);
        break;
    case 431:
        aws_refuse(r, AWS_HEADERS_TOO_LARGE, "%s", sentence);
        break;
    default:
        aws_refuse(r, AWS_INVALID_PARAMETER, "%s", sentence);
    }
}

void api_serve(struct api *api)
{
    api->service = (struct service){
        .self = api,
        .own_host = api->own_host,
        .body_most = PAYLOAD_MOST_BYTES,
        .whole = whole,
        .broken = broken,
        .gone = gone,
        .refuse = refuse,
    };
}

/* The qualifier may stand in the name, in the query, or in both if they
 * agree. */
static bool join_qualifier(struct request *r, const struct target *t,
                           struct function_name *n)
{
    char query[FUNCTION_QUALIFIER_MOST + 1];

    if (!target_asks(t, "Qualifier"))
        return true;
    bool sound = target_query(t, "Qualifier", query, sizeof query);
    if (sound && !*query)
        return true;
    if (!sound || !function_qualifier_is_plain(query)) {
        aws_refuse(r, AWS_VALIDATION,
                   "1 validation error detected: Value at 'qualifier' failed "
                   "to satisfy constraint: Member must satisfy regular "
                   "expression pattern: (|[a-zA-Z0-9$_-]+)");
        return false;
    }
    if (*n->qualifier && strcmp(n->qualifier, query) != 0) {
        aws_refuse(r, AWS_INVALID_PARAMETER,
                   "The derived qualifier from the function name does not "
                   "match the specified qualifier.");
        return false;
    }
    memcpy(n->qualifier, query, sizeof query);
    return true;
}

/* Sound, and of the version there is. False: that was answered. */
static bool read_name(struct api *api, struct request *r,
                      const struct target *t, struct function_name *n,
                      char arn[FUNCTION_ARN_SIZE])
{
    if (!function_name_parse(n, t->segment[2])) {
        aws_refuse(r, AWS_VALIDATION,
                   "1 validation error detected: Value '%.200s' at "
                   "'functionName' failed to satisfy constraint: Member must "
                   "be a name of 1 to 64 letters, digits, - and _, or an ARN "
                   "with such a name",
                   t->segment[2]);
        return false;
    }
    if (!join_qualifier(r, t, n))
        return false;
    function_arn(arn, api->region, n->name, n->qualifier);
    if (!*n->qualifier || !strcmp(n->qualifier, API_VERSION))
        return true;
    api_answer_not_found(r, arn);
    return false;
}

static void answer_unknown(const struct api *api, struct request *r,
                           const struct function_name *n)
{
    char arn[FUNCTION_ARN_SIZE];

    function_arn(arn, api->region, n->name, API_VERSION);
    api_answer_not_found(r, arn);
}

void api_answer_not_found(struct request *r, const char *arn)
{
    aws_refuse(r, AWS_NOT_FOUND, "Function not found: %s", arn);
}

struct lane *api_lane(struct api *api, struct request *r,
                      const struct target *t, char arn[FUNCTION_ARN_SIZE])
{
    struct function_name n;

    if (!read_name(api, r, t, &n, arn))
        return NULL;
    struct lane *lane = roster_find(api->roster, n.name);
    if (!lane)
        answer_unknown(api, r, &n);
    return lane;
}

const struct function *api_function(struct api *api, struct request *r,
                                    const struct target *t)
{
    struct function_name n;
    char arn[FUNCTION_ARN_SIZE];

    if (!read_name(api, r, t, &n, arn))
        return NULL;
    const struct lane *lane = roster_find(api->roster, n.name);
    if (lane && roster_has(api->roster, lane->fn))
        return lane->fn;
    answer_unknown(api, r, &n);
    return NULL;
}

void api_answer_dry_run(struct request *r)
{
    char id[UUID_SIZE];
    const struct field fields[] = {{"x-amzn-RequestId", id}};

    uuid_make(id);
    request_answer(r, 204, fields, COUNT(fields),
                   (struct payload){.bytes = ""});
}
