#include "host/deploy/function_calls.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "common/base64.h"
#include "common/fd.h"
#include "host/deploy/deploy.h"

/* Of a zip file that is sent in a request, as on AWS. */
enum { ZIP_MAX_BYTES = 52428800, BODY_MAX_BYTES = 70167211, PIECE = 65536 };

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

static bool read_file(struct buf *out, const char *path, struct error *err)
{
    AUTO(int, fd_close) fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd < 0 ? -1 : 1;

    while (got > 0) {
        if (!buf_reserve(out, PIECE))
            return error_set(
                err,
                "%s has more than %d MB, which AWS takes only from "
                "S3: name what it does not need in .dayflyignore",
                path, ZIP_MAX_BYTES / 1000000);
        got = fd_read(fd, buf_tail(out), PIECE);
        if (got > 0)
            buf_commit(out, (size_t)got);
    }
    return got == 0 || error_set_errno(err, "cannot read %s", path);
}

/* {"Code":{"ZipFile":"…"},REST */
static bool add_body(struct buf *out, const struct buf *zip, const char *member,
                     const char *rest)
{
    bool is_inner = member != NULL;

    return buf_printf(out, "{%s%s%s\"ZipFile\":\"", is_inner ? "\"" : "",
                      is_inner ? member : "", is_inner ? "\":{" : "") &&
           base64_encode(out, zip->data, zip->size) &&
           buf_printf(out, "\"%s%s%s", is_inner ? "}" : "",
                      rest[1] == '}' ? "" : ",", rest + 1);
}

bool function_calls_send_zip(json_t **answer, const struct deploy *d,
                             const char *method, const char *path, json_t *body,
                             const char *member, const char *zip,
                             struct error *err)
{
    AUTO(struct buf, buf_free) bytes = BUF(ZIP_MAX_BYTES + PIECE);
    AUTO(struct buf, buf_free) text = BUF(BODY_MAX_BYTES + PIECE);
    char *rest = body ? json_dumps(body, JSON_COMPACT) : NULL;

    *answer = NULL;
    json_decref(body);
    bool ok =
        rest ? read_file(&bytes, zip, err) : error_set(err, "out of memory");
    if (ok && !add_body(&text, &bytes, member, rest))
        ok = error_set(err, "out of memory");
    mem_free(rest);
    const struct api_request request = {
        .method = method, .path = path, .body = &text};
    return ok && api_json_send(answer, &d->target, &request, err) == API_DONE;
}
