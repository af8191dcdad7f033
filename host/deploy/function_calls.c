#include "host/deploy/function_calls.h"

#include "host/deploy/deploy.h"
#include "host/deploy/deploy_upload.h"

/* More than any zip file that is sent in a request, in base64. */
enum { BODY_MAX_BYTES = 71 * 1024 * 1024 };

static bool add_path(struct buf *path, const char *api, const char *name,
                     const char *rest, struct error *err)
{
    return buf_printf(path, "%s/functions/%s%s", api, name, rest) ||
           error_set(err, "out of memory");
}

enum api_result function_calls_get(json_t **answer, const struct deploy *d,
                                   const char *api, const char *name,
                                   const char *rest, struct error *err)
{
    AUTO(struct buf, buf_free) path = BUF(16 * 1024);

    *answer = NULL;
    if (!add_path(&path, api, name, rest, err))
        return API_FAILED;
    return api_json_send(answer, &d->target,
                         &(struct api_request){.path = path.data}, err);
}

bool function_calls_send(json_t **answer, const struct deploy *d,
                         const char *method, const char *api, const char *name,
                         const char *rest, json_t *body, struct error *err)
{
    AUTO(struct buf, buf_free) path = BUF(16 * 1024);

    *answer = NULL;
    if (!add_path(&path, api, name, rest, err)) {
        json_decref(body);
        return false;
    }
    const struct api_request request = {.method = method, .path = path.data};
    return api_json_send_object(answer, &d->target, &request, body, err) ==
           API_DONE;
}

bool function_calls_send_zip(json_t **answer, const struct deploy *d,
                             const char *method, const char *path, json_t *body,
                             const char *member, const struct function_zip *zip,
                             struct error *err)
{
    AUTO(struct buf, buf_free) text = BUF(BODY_MAX_BYTES);

    *answer = NULL;
    if (!deploy_upload_add(&text, d, body, member, zip, err))
        return false;
    const struct api_request request = {
        .method = method, .path = path, .body = &text};
    return api_json_send(answer, &d->target, &request, err) == API_DONE;
}
