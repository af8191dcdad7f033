#include "host/management/layer_refs.h"

#include <string.h>

#include "host/archive/code_store.h"
#include "host/base/log_writer.h"
#include "host/catalog/layer_name.h"
#include "host/dispatch/dispatcher.h"
#include "host/management/configuration.h"
#include "host/management/management.h"
#include "host/service/service_error.h"

static const char layers[] = "Layers";
static const char contents[] = "layer_code";
static const char unpacked[] = "layer_unpacked"; /* bytes of all of them */

static const char *text_at(const json_t *list, size_t at)
{
    const char *text = json_string_value(json_array_get(list, at));

    return text ? text : "";
}

/* NULL: it has none here. */
static const json_t *version_of(const struct management *m, const char *arn,
                                struct layer_name *n)
{
    return layer_name_parse(n, arn) && layer_name_is_own(n)
               ? layer_catalog_version(&m->layers, n->name, n->version)
               : NULL;
}

static bool check_place(const struct management *m, const char *arn,
                        struct http_request *req)
{
    struct layer_name n;

    if (version_of(m, arn, &n) && !strcmp(n.region, m->region))
        return true;
    if (strcmp(n.region, m->region) != 0 && *n.region)
        service_error_send(req, SERVICE_INVALID_PARAMETER,
                           "Layers are not in the same region as the function. "
                           "Layers are expected to be in region %s.",
                           m->region);
    else if (layer_name_is_own(&n))
        service_error_send(req, SERVICE_INVALID_PARAMETER,
                           "Layer version %s does not exist.", arn);
    else
        return true;
    return false;
}

/* Not two versions of one layer. */
static bool check_single(const json_t *list, size_t at,
                         struct http_request *req)
{
    struct layer_name n;
    struct layer_name other;

    if (!layer_name_parse(&n, text_at(list, at)))
        return true;
    for (size_t i = 0; i < at; i++) {
        if (!layer_name_parse(&other, text_at(list, i)) ||
            strcmp(n.name, other.name) != 0 ||
            strcmp(n.account, other.account) != 0)
            continue;
        service_error_send(
            req, SERVICE_INVALID_PARAMETER,
            "Two different versions of the same layer are not allowed to be "
            "referenced in the same function. %s and %s are versions of the "
            "same layer.",
            text_at(list, i), text_at(list, at));
        return false;
    }
    return true;
}

bool layer_refs_check(const struct management *m, const json_t *request,
                      struct http_request *req)
{
    const json_t *list = json_object_get(request, layers);

    for (size_t i = 0; i < json_array_size(list); i++)
        if (!check_place(m, text_at(list, i), req) ||
            !check_single(list, i, req))
            return false;
    return true;
}

static json_int_t bytes_of(const struct management *m, const json_t *list)
{
    json_int_t bytes = 0;

    for (size_t i = 0; i < json_array_size(list); i++) {
        struct layer_name n;
        bytes += json_integer_value(
            json_object_get(version_of(m, text_at(list, i), &n), "unpacked"));
    }
    return bytes;
}

bool layer_refs_check_size(const struct management *m,
                           const json_t *configuration, const json_t *request,
                           int64_t code, struct http_request *req)
{
    const json_t *list = json_object_get(request, layers);
    json_int_t bytes =
        code +
        (list ? bytes_of(m, list)
              : json_integer_value(json_object_get(configuration, unpacked)));

    if (bytes <= UNPACK_MAX_BYTES)
        return true;
    service_error_send(req, SERVICE_INVALID_PARAMETER,
                       "Function code combined with layers exceeds the maximum "
                       "allowed size of %lld bytes. The actual size is %lld "
                       "bytes.",
                       (long long)UNPACK_MAX_BYTES, (long long)bytes);
    return false;
}

static void log_foreign(const struct management *m, const char *name,
                        const char *arn)
{
    AUTO(struct buf, buf_free) line = BUF(1024);

    if (buf_printf(&line,
                   "dayfly: %s has the layer %.300s, which is not published "
                   "here, and runs without it",
                   name, arn))
        log_writer_line(m->dispatcher->context.log, NULL, line.data, line.size);
}

static bool add(const struct management *m, const char *arn, json_t *shown,
                json_t *code)
{
    struct layer_name n;
    const json_t *version = version_of(m, arn, &n);
    json_t *size = json_object_get(version, "CodeSize");
    json_t *sha256 = json_object_get(version, "sha256");
    json_t *item =
        json_pack("{s:s, s:I}", "Arn", arn, "CodeSize",
                  version ? json_integer_value(size) : (json_int_t)0);

    return json_array_append_new(shown, item) == 0 &&
           (!sha256 || json_array_append(code, sha256) == 0);
}

bool layer_refs_set(const struct management *m, json_t *configuration,
                    const json_t *request)
{
    const json_t *list = json_object_get(request, layers);
    json_t *shown = json_array();
    json_t *code = json_array();
    bool ok = shown && code;

    for (size_t i = 0; ok && i < json_array_size(list); i++) {
        const char *arn = text_at(list, i);
        struct layer_name n;
        ok = add(m, arn, shown, code);
        if (!version_of(m, arn, &n))
            log_foreign(m, configuration_text(configuration, "FunctionName"),
                        arn);
    }
    if (ok && list && json_array_size(list) == 0) {
        (void)json_object_del(configuration, layers);
        (void)json_object_del(configuration, contents);
        (void)json_object_del(configuration, unpacked);
    } else if (ok && list) {
        ok = json_object_set(configuration, layers, shown) == 0 &&
             json_object_set(configuration, contents, code) == 0 &&
             json_object_set_new(configuration, unpacked,
                                 json_integer(bytes_of(m, list))) == 0;
    }
    json_decref(shown);
    json_decref(code);
    return ok;
}
