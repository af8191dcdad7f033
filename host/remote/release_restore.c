#include "host/remote/release_restore.h"

#include "common/buf.h"
#include "host/client/api_json.h"
#include "host/client/api_target.h"
#include "host/deploy/deploy.h"
#include "host/deploy/deploy_release.h"

static enum api_result ask(const struct api_target *target, const char *name,
                           struct error *err)
{
    AUTO(struct buf, buf_free) path = BUF(512);
    json_t *answer = NULL;

    if (!buf_printf(&path, "/2015-03-31/functions/%s/configuration", name)) {
        (void)error_set(err, "out of memory");
        return API_FAILED;
    }
    enum api_result result = api_json_send(
        &answer, target, &(struct api_request){.path = path.data}, err);
    json_decref(answer);
    return result;
}

bool release_drop_absent(const struct api_target *target, json_t *release,
                         struct buf *absent, struct error *err)
{
    json_t *functions = json_object_get(release, "functions");
    const char *name;
    json_t *version;
    void *next;

    json_object_foreach_safe(functions, next, name, version)
    {
        enum api_result result = ask(target, name, err);
        if (result == API_FAILED)
            return false;
        if (result == API_DONE)
            continue;
        *err = (struct error)ERROR_NONE;
        if (!buf_printf(absent, "%s%s", absent->size > 0 ? ", " : "", name))
            return error_set(err, "out of memory");
        (void)json_object_del(functions, name);
    }
    return true;
}

static bool restore_on_host(const struct api_target *target, const char *alias,
                            const json_t *release, json_t **said,
                            struct error *err)
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
    *said = json_incref(json_object_get(answer, "queues"));
    json_decref(answer);
    return result == API_DONE;
}

bool release_restore(const struct api_target *target, const char *alias,
                     const json_t *release, json_t **said, struct error *err)
{
    const struct deploy d = {.target = *target, .alias = alias};

    *said = NULL;
    return target->is_aws ? deploy_release_make(
                                &d, json_object_get(release, "functions"), err)
                          : restore_on_host(target, alias, release, said, err);
}
