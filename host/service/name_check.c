#include "host/service/name_check.h"

#include <regex.h>
#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "common/compiler.h"
#include "host/http/http_request.h"
#include "host/http/request_path.h"
#include "host/service/service_error.h"

#define PLACE                                                                  \
    "(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))"  \
    "?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?"
#define PLACE_PATTERN                                                          \
    "(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))"  \
    "?-[a-z]+-[0-9]:)?([0-9]{12}:)?(function:)?"

/* What a parameter must be: as AWS shows it, and for regcomp(), with both ends.
 */
struct rule {
    size_t most;
    const char *shown;
    const char *pattern;
};

/* AWS's names of the shapes. */
static const struct rule function_name = {
    140, PLACE "([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?",
    "^" PLACE_PATTERN "[a-zA-Z0-9_-]+(:(\\$LATEST|[a-zA-Z0-9_-]+))?$"};
static const struct rule namespaced_function_name = {
    256,
    PLACE "([a-zA-Z0-9-_\\.]+)(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?",
    "^" PLACE_PATTERN
    "[a-zA-Z0-9_.-]+(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9_-]+))?$"};
static const struct rule unqualified_function_name = {
    140, PLACE "([a-zA-Z0-9-_]+)", "^" PLACE_PATTERN "[a-zA-Z0-9_-]+$"};

static const struct rule any_qualifier = {
    FUNCTION_QUALIFIER_MAX, "\\$(LATEST(\\.PUBLISHED)?)|[a-zA-Z0-9-_$]+",
    "^[a-zA-Z0-9_$.-]+$"};
static const struct rule url_qualifier = {FUNCTION_QUALIFIER_MAX,
                                          "((?!^\\d+$)^[0-9a-zA-Z-_]+$)",
                                          "^[0-9]*[a-zA-Z_-][0-9a-zA-Z_-]*$"};
static const struct rule version_or_alias = {
    FUNCTION_QUALIFIER_MAX, "(|[a-zA-Z0-9$_-]+)", "^[a-zA-Z0-9$_-]*$"};
static const struct rule published_qualifier = {
    FUNCTION_QUALIFIER_MAX, "(\\$LATEST\\.PUBLISHED|[0-9]+)",
    "^(\\$LATEST\\.PUBLISHED|[0-9]+)$"};

/* By what stands after the name in the path. NULL as method: any. The first
 * that fits. */
static const struct shapes {
    const char *operation;
    const char *method;
    const struct rule *name;
    const struct rule *qualifier;
} shapes[] = {
    {"url", NULL, &function_name, &url_qualifier},
    {"urls", NULL, &function_name, &url_qualifier},
    {"provisioned-concurrency", NULL, &function_name, &version_or_alias},
    {"concurrency", NULL, &function_name, &any_qualifier},
    {"aliases", NULL, &function_name, &any_qualifier},
    {"code", NULL, &function_name, &any_qualifier},
    {"versions", "POST", &function_name, &any_qualifier},
    {"configuration", "PUT", &function_name, &any_qualifier},
    {"recursion-config", NULL, &unqualified_function_name, &any_qualifier},
    {"function-scaling-config", NULL, &unqualified_function_name,
     &published_qualifier},
};

static const struct shapes others = {NULL, NULL, &namespaced_function_name,
                                     &any_qualifier};

static const struct shapes *shapes_of(const struct http_request *req,
                                      const struct request_path *path)
{
    for (size_t i = 0; path->count > 3 && i < COUNT(shapes); i++)
        if (!strcmp(shapes[i].operation, path->segment[3]) &&
            (!shapes[i].method || !strcmp(shapes[i].method, req->method)))
            return &shapes[i];
    return &others;
}

static bool fits(const char *text, const char *pattern)
{
    regex_t compiled;

    if (regcomp(&compiled, pattern, REG_EXTENDED | REG_NOSUB) != 0)
        return true;
    bool ok = regexec(&compiled, text, 0, NULL, 0) == 0;
    regfree(&compiled);
    return ok;
}

struct faults {
    struct buf text;
    unsigned count;
};

static void add(struct faults *faults, const char *value, const char *member,
                const char *constraint)
{
    (void)!buf_printf(&faults->text,
                      "%sValue '%s' at '%s' failed to satisfy constraint: %s",
                      faults->count > 0 ? "; " : "", value, member, constraint);
    faults->count++;
}

static void judge(struct faults *faults, const char *value, const char *member,
                  const struct rule *rule)
{
    char constraint[512];

    if (strlen(value) > rule->most) {
        (void)snprintf(constraint, sizeof constraint,
                       "Member must have length less than or equal to %zu",
                       rule->most);
        add(faults, value, member, constraint);
    }
    if (!fits(value, rule->pattern)) {
        (void)snprintf(constraint, sizeof constraint,
                       "Member must satisfy regular expression pattern: %s",
                       rule->shown);
        add(faults, value, member, constraint);
    }
}

/* "$LATEST" and names without `$` and `.` need no regular expression. */
static bool is_simple(const char *qualifier, const struct rule *rule)
{
    return (rule == &any_qualifier || rule == &version_or_alias) &&
           function_qualifier_is_plain(qualifier);
}

/* A name that AWS's pattern allows, and no function can have. */
static void reply_no_name(struct http_request *req,
                          const struct request_path *path, const char *region)
{
    const char *name = path->segment[2];
    const char *last = strrchr(name, ':');
    bool invokes = path->count > 3 && !strcmp(path->segment[3], "invocations");

    service_error_send(req, SERVICE_NOT_FOUND,
                       "Function not found: arn:aws:lambda:%s:"
                       "000000000000:function:%s%s",
                       region, last ? last + 1 : name,
                       invokes ? ":" FUNCTION_LATEST : "");
}

/* A qualifier can be part of the name or of the query; if it is in both, they
 * must be equal. */
static bool join(struct http_request *req, const char *query,
                 const char *region, struct function_name *n)
{
    if (*n->qualifier && *query && strcmp(n->qualifier, query) != 0) {
        service_error_send(
            req, SERVICE_INVALID_PARAMETER,
            "The derived qualifier from the function name does not "
            "match the specified qualifier.");
        return false;
    }
    if (*query)
        (void)snprintf(n->qualifier, sizeof n->qualifier, "%.*s",
                       (int)sizeof n->qualifier - 1, query);
    if (!*n->region || !strcmp(n->region, region))
        return true;
    service_error_send(req, SERVICE_NOT_FOUND,
                       "Functions from '%s' are not reachable in this region "
                       "('%s')",
                       n->region, region);
    return false;
}

/* False: there were some, and the response was sent. */
static bool send_faults(struct faults *faults, struct http_request *req)
{
    bool none = faults->count == 0;

    if (!none)
        service_error_send(req, SERVICE_VALIDATION,
                           "%u validation error%s detected: %s", faults->count,
                           faults->count == 1 ? "" : "s", faults->text.data);
    buf_free(&faults->text);
    return none;
}

bool name_check(struct http_request *req, const struct request_path *path,
                const char *region, struct function_name *n)
{
    const struct shapes *shape = shapes_of(req, path);
    const char *name = path->segment[2];
    struct faults faults = {.text = BUF(16 * 1024)};
    char query[1024] = "";
    bool parsed = function_name_parse(n, name);

    if (!parsed)
        judge(&faults, name, "functionName", shape->name);
    if (request_path_has_query(path, "Qualifier") &&
        !request_path_query(path, "Qualifier", query, sizeof query))
        (void)snprintf(query, sizeof query, "?");
    if (*query && !is_simple(query, shape->qualifier))
        judge(&faults, query, "qualifier", shape->qualifier);
    if (!send_faults(&faults, req))
        return false;
    if (parsed)
        return join(req, query, region, n);
    reply_no_name(req, path, region);
    return false;
}

/* The account of an ARN must be the host's; a name without one has none. */
static bool check_account(struct http_request *req, const char *name)
{
    char account[64];

    if (sscanf(name, "arn:%*[^:]:lambda:%*[^:]:%63[^:]:", account) != 1 ||
        !strcmp(account, "000000000000"))
        return true;
    service_error_send(req, SERVICE_ACCESS_DENIED, "%s", "");
    return false;
}

bool name_check_new(struct http_request *req, const char *name,
                    const char *region, struct function_name *n)
{
    struct faults faults = {.text = BUF(16 * 1024)};

    if (!*name)
        add(&faults, name, "functionName",
            "Member must have length greater than or equal to 1");
    judge(&faults, name, "functionName", &function_name);
    if (!send_faults(&faults, req))
        return false;
    if (!function_name_parse(n, name)) {
        service_error_send(req, SERVICE_INVALID_PARAMETER,
                           "1 validation error detected: Value '%s' at "
                           "'functionName' failed to satisfy constraint: "
                           "Member must have length less than or equal to %d",
                           name, FUNCTION_NAME_MAX);
        return false;
    }
    if (*n->qualifier) {
        service_error_send(req, SERVICE_INVALID_PARAMETER,
                           "A new function has no version and no alias: leave "
                           "out ':%s' of '%s'",
                           n->qualifier, name);
        return false;
    }
    return join(req, "", region, n) && check_account(req, name);
}
