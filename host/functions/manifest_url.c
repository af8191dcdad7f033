#include "host/functions/manifest_url.h"

#include <string.h>

#include "host/front/cors.h"

static bool read_invoke_mode(struct manifest *m, const json_t *mode)
{
    const char *text = json_string_value(mode);

    if (!mode || (text && !strcmp(text, "BUFFERED")))
        return true;
    m->url = URL_STREAM;
    return text && !strcmp(text, "RESPONSE_STREAM");
}

static bool read_auth_type(struct manifest *m, const json_t *type)
{
    const char *text = json_string_value(type);

    if (!type)
        return true;
    m->url_auth = text && !strcmp(text, "NONE") ? URL_AUTH_NONE : URL_AUTH_IAM;
    return text && (m->url_auth == URL_AUTH_NONE || !strcmp(text, "AWS_IAM"));
}

bool manifest_url_read(struct manifest *m, const json_t *value,
                       struct error *err)
{
    const json_t *mode = json_object_get(value, "invokeMode");
    const json_t *type = json_object_get(value, "authType");
    json_t *cors = json_object_get(value, "cors");

    if (json_is_false(value)) {
        m->url = URL_OFF;
        return true;
    }
    if (!json_is_object(value) ||
        json_object_size(value) !=
            (mode ? 1U : 0U) + (type ? 1U : 0U) + (cors ? 1U : 0U) ||
        !read_invoke_mode(m, mode) || !read_auth_type(m, type))
        return error_set(
            err,
            "\"url\" must be false, or an object of \"invokeMode\" "
            "(\"BUFFERED\" or \"RESPONSE_STREAM\"), \"authType\" (\"NONE\" or "
            "\"AWS_IAM\") and \"cors\"; without it the function has a buffered "
            "URL");
    if (cors && !cors_check(cors, "url", err))
        return false;
    m->cors = cors ? json_incref(cors) : NULL;
    return true;
}
