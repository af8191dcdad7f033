#include "host/deploy/deploy_upload.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "common/base64.h"
#include "common/fd.h"
#include "host/client/s3_object.h"
#include "host/client/s3_put.h"
#include "host/deploy/deploy.h"
#include "host/deploy/deploy_step.h"
#include "host/pack/function_zip.h"

/* Of a zip file that is sent in a request, as on AWS. */
enum { ZIP_MAX_BYTES = 52428800, PIECE = 65536, MEGA = 1000000, KEY_SIZE = 80 };

static bool read_file(struct buf *out, const char *path, struct error *err)
{
    AUTO(int, fd_close) fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd < 0 ? -1 : 1;

    while (got > 0) {
        if (!buf_reserve(out, PIECE))
            return error_set(err, "%s grows while it is read", path);
        got = fd_read(fd, buf_tail(out), PIECE);
        if (got > 0)
            buf_commit(out, (size_t)got);
    }
    return got == 0 || error_set_errno(err, "cannot read %s", path);
}

/* {"Code":{"ZipFile":"…"},REST */
static bool add_bytes(struct buf *out, const struct buf *zip,
                      const char *member, const char *rest)
{
    bool is_inner = member != NULL;

    return buf_printf(out, "{%s%s%s\"ZipFile\":\"", is_inner ? "\"" : "",
                      is_inner ? member : "", is_inner ? "\":{" : "") &&
           base64_encode(out, zip->data, zip->size) &&
           buf_printf(out, "\"%s%s%s", is_inner ? "}" : "",
                      rest[1] == '}' ? "" : ",", rest + 1);
}

/* Named by its content: the same file is one object. */
static void key_of(const struct function_zip *zip, char key[KEY_SIZE])
{
    (void)snprintf(key, KEY_SIZE, "dayfly/%s.zip", zip->sha256);
    for (char *c = key + strlen("dayfly/"); *c; c++)
        if (*c == '/' || *c == '+' || *c == '=')
            *c = *c == '/' ? '_' : '-';
}

static bool put(const struct deploy *d, const struct function_zip *zip,
                const char *key, struct error *err)
{
    struct api_target s3;

    s3_target_open(&s3, d->target.region);
    s3.keys = d->target.keys;
    if (!s3.endpoint && d->target.is_aws)
        s3.endpoint = d->target.endpoint;
    return s3_put(&s3, d->s3_bucket, key, zip->path, err) ||
           error_prefix(err, "the bucket %s", d->s3_bucket);
}

static bool check_bucket(const struct deploy *d, const struct function_zip *zip,
                         struct error *err)
{
    return d->s3_bucket ||
           error_set(err,
                     "its zip file has %lld MB; more than %d MB are taken only "
                     "from S3: name a bucket with --s3-bucket, or name what "
                     "the function does not need in .dayflyignore",
                     (long long)zip->size / MEGA, ZIP_MAX_BYTES / MEGA);
}

/* The same with the place of the file in S3. */
static bool add_place(struct buf *out, const struct deploy *d, json_t *body,
                      const char *member, const struct function_zip *zip,
                      struct error *err)
{
    char key[KEY_SIZE];
    json_t *to = body;

    key_of(zip, key);
    if (!check_bucket(d, zip, err) || !put(d, zip, key, err))
        return false;
    if (member) {
        to = json_object();
        (void)json_object_set_new(body, member, to);
    }
    (void)json_object_set_new(to, "S3Bucket", json_string(d->s3_bucket));
    (void)json_object_set_new(to, "S3Key", json_string(key));
    char *text = json_dumps(body, JSON_COMPACT);
    bool ok = text && buf_add_str(out, text);
    mem_free(text);
    return ok || error_set(err, "out of memory");
}

bool deploy_upload_add(struct buf *out, const struct deploy *d, json_t *body,
                       const char *member, const struct function_zip *zip,
                       struct error *err)
{
    AUTO(struct buf, buf_free) bytes = BUF(ZIP_MAX_BYTES + PIECE);

    if (!body)
        return error_set(err, "out of memory");
    if (zip->size > ZIP_MAX_BYTES) {
        bool ok = add_place(out, d, body, member, zip, err);
        json_decref(body);
        return ok;
    }
    char *rest = json_dumps(body, JSON_COMPACT);
    json_decref(body);
    bool ok = read_file(&bytes, zip->path, err) &&
              ((rest && add_bytes(out, &bytes, member, rest)) ||
               error_set(err, "out of memory"));
    mem_free(rest);
    return ok;
}
