#include "host/remote/release_restore.h"

#include "host/client/api_json.h"
#include "host/client/api_target.h"
#include "host/deploy/deploy.h"
#include "host/deploy/deploy_release.h"

static bool restore_on_host(const struct api_target *target, const char *alias,
                            const json_t *release, struct error *err)
{
    AUTO(struct buf, buf_free) path = BUF(256);
    json_t *answer = NULL;

    if (!buf_printf(&path, "/_dayfly/releases/%lld/restore",
                    api_json_number(release, "release")))
        return error_set(err, "out of memory");
    enum api_result result = api_json_send_object(
        &answer, target,
        &(struct api_request){.method = "POST", .path = path.data},
        json_pack("{s:s}", "alias", alias), err);
    json_decref(answer);
    return result == API_DONE;
}

bool release_restore(const struct api_target *target, const char *alias,
                     const json_t *release, struct error *err)
{
    const struct deploy d = {.target = *target, .alias = alias};

    return target->is_aws ? deploy_release_make(
                                &d, json_object_get(release, "functions"), err)
                          : restore_on_host(target, alias, release, err);
}
