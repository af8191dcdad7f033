#include "host/layers/layer_subject.h"

#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "host/catalog/runtime_names.h"
#include "host/http/request_path.h"
#include "host/management/checks.h"
#include "host/management/management.h"
#include "host/service/service_context.h"
#include "host/service/service_error.h"

static const char *const architectures[] = {"x86_64", "arm64", NULL};
static const char *const families[] = {"nodejs", "python", "java",     "dotnet",
                                       "go",     "ruby",   "provided", NULL};

bool layer_subject_check_name(struct layer_name *n, const char *text,
                              struct http_request *req)
{
    struct checks checks = CHECKS;

    if (!layer_name_parse(n, text))
        checks_add(&checks, text, "layerName",
                   "Member must satisfy regular expression pattern: %s",
                   "(arn:[a-zA-Z0-9-]+:lambda:[a-zA-Z0-9-]+:\\d{12}:layer:"
                   "[a-zA-Z0-9-_]+)|[a-zA-Z0-9-_]+");
    return !checks_send(&checks, req);
}

bool layer_subject_read(struct layer_subject *s,
                        const struct service_context *service,
                        struct http_request *req,
                        const struct request_path *path)
{
    char *end;

    s->version = NULL;
    if (!layer_subject_check_name(&s->name, path->segment[2], req))
        return false;
    if (path->count < 5)
        return true;
    s->name.version = strtoll(path->segment[4], &end, 10);
    if (*end || s->name.version < 1) {
        service_error_send(req, SERVICE_INVALID_PARAMETER,
                           "Layer Version Cannot be less than 1");
        return false;
    }
    s->version = layer_catalog_version(&service->management->layers,
                                       s->name.name, s->name.version);
    return true;
}

enum { RUNTIMES_MAX = 15, ARCHITECTURES_MAX = 2 };

static bool is_runtime(const char *text)
{
    for (size_t i = 0; families[i]; i++) {
        size_t size = strlen(families[i]);
        if (!strncmp(text, families[i], size) &&
            !text[size + strspn(text + size,
                                "0123456789.abcdefghijklmnopqrst"
                                "uvwxyz-")])
            return true;
    }
    return false;
}

static bool is_architecture(const char *text)
{
    return !strcmp(text, architectures[0]) || !strcmp(text, architectures[1]);
}

/* What a request may have as one value, and as a list. */
struct set {
    const char *member;
    const char *one;
    const char *list;
    size_t most;
    bool (*is_item)(const char *text);
};

#define ENUM "Member must satisfy enum value set: "

static void check(struct checks *checks, const json_t *value,
                  const struct set *set)
{
    AUTO(struct buf, buf_free) shown = BUF(8192);
    const char *one = json_string_value(value);
    bool good = true;

    for (size_t i = 0; i < json_array_size(value); i++) {
        const char *text = json_string_value(json_array_get(value, i));
        good = good && text && set->is_item(text);
    }
    checks_show_list(&shown, value);
    if (json_array_size(value) > set->most)
        checks_add(checks, shown.data, set->member,
                   "Member must have length less than or equal to %zu",
                   set->most);
    if (one && !set->is_item(one))
        checks_add(checks, one, set->member, "%s", set->one);
    else if (!good)
        checks_add(checks, shown.data, set->member, "%s", set->list);
}

void layer_subject_check_runtimes(struct checks *checks, const json_t *value,
                                  const char *member)
{
    const struct set set = {member, ENUM "[" RUNTIME_NAMES_KNOWN "]",
                            ENUM "[" RUNTIME_NAMES_SETTABLE "]", RUNTIMES_MAX,
                            is_runtime};

    check(checks, value, &set);
}

void layer_subject_check_architectures(struct checks *checks,
                                       const json_t *value, const char *member)
{
    const struct set set = {member, ENUM "[x86_64, arm64]",
                            "Member must satisfy constraint: [" ENUM
                            "[x86_64, arm64], Member must not be null]",
                            ARCHITECTURES_MAX, is_architecture};

    check(checks, value, &set);
}
