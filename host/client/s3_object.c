#include "host/client/s3_object.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/client/api_client.h"

void s3_target_open(struct api_target *target, const char *region)
{
    *target = (struct api_target){.endpoint = getenv("DAYFLY_S3_ENDPOINT"),
                                  .is_aws = true};
    if (target->endpoint && !*target->endpoint)
        target->endpoint = NULL;
    (void)snprintf(target->region, sizeof target->region, "%s", region);
}

/* A key is a path: its slashes stay. */
static bool add_key(struct buf *path, const char *key)
{
    char part[2048];
    bool ok = true;

    while (ok && *key) {
        size_t size = strcspn(key, "/");
        if (size >= sizeof part)
            return false;
        (void)snprintf(part, sizeof part, "%.*s", (int)size, key);
        ok = (size == 0 || api_client_escape(path, part)) &&
             (!key[size] || buf_add_str(path, "/"));
        key += size + (key[size] == '/');
    }
    return ok;
}

bool s3_object_path(struct buf *path, const char *bucket, const char *key,
                    const char *version)
{
    return buf_add_str(path, "/") && api_client_escape(path, bucket) &&
           buf_add_str(path, "/") && add_key(path, key) &&
           (!*version || (buf_add_str(path, "?versionId=") &&
                          api_client_escape(path, version)));
}
