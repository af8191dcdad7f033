#include "host/client/s3_put.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "common/fd.h"
#include "host/client/api_client.h"
#include "host/client/api_target.h"
#include "host/client/s3_object.h"
#include "host/client/xml_text.h"

static bool send_bytes(const struct api_target *target, const char *path,
                       const struct buf *bytes, struct error *err)
{
    AUTO(struct api_response, api_response_free) resp = API_RESPONSE;
    char code[128];
    char message[512];
    const struct api_request request = {.method = "PUT",
                                        .path = path,
                                        .service = "s3",
                                        .type = "application/zip",
                                        .body = bytes,
                                        .is_short = true};

    if (!api_client_send(&resp, target, &request, err))
        return false;
    if (resp.status >= 200 && resp.status <= 299)
        return true;
    xml_text(&resp.body, "Code", code, sizeof code);
    xml_text(&resp.body, "Message", message, sizeof message);
    if (!*code)
        (void)snprintf(code, sizeof code, "HTTP status %ld", resp.status);
    return error_set(err, "S3: %s%s%s", code, *message ? ": " : "", message);
}

bool s3_put(const struct api_target *target, const char *bucket,
            const char *key, const char *file, struct error *err)
{
    AUTO(struct buf, buf_free) path = BUF(8192);
    AUTO(int, fd_close) fd = open(file, O_RDONLY | O_CLOEXEC);
    struct stat st;

    if (!s3_object_path(&path, bucket, key, ""))
        return error_set(err, "the key %s is too long", key);
    if (fd < 0 || fstat(fd, &st) != 0)
        return error_set_errno(err, "cannot read %s", file);
    char *map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (map == MAP_FAILED)
        return error_set_errno(err, "cannot read %s", file);
    const struct buf bytes = {.data = map, .size = (size_t)st.st_size};
    bool ok = send_bytes(target, path.data, &bytes, err);
    (void)munmap(map, (size_t)st.st_size);
    return ok;
}
