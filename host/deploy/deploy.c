#include "host/deploy/deploy.h"

#include <string.h>

#include "common/buf.h"
#include "host/deploy/deploy_code.h"
#include "host/deploy/deploy_layers.h"
#include "host/deploy/deploy_queues.h"
#include "host/deploy/deploy_release.h"
#include "host/deploy/deploy_step.h"
#include "host/deploy/deploy_templates.h"
#include "host/deploy/deploy_url.h"
#include "host/deploy/deploy_version.h"
#include "host/deploy/deployed.h"
#include "host/client/release_list.h"
#include "host/functions/function_registry.h"

struct batch {
    struct deploy *d;
    const struct deploy_templates *templates;
    struct deployed *all; /* owned */
    size_t count;
};

static bool each(struct batch *b,
                 bool (*does)(struct deployed *one, struct deploy *d,
                              struct error *err),
                 struct error *err)
{
    bool ok = true;

    for (size_t i = 0; ok && i < b->count; i++)
        ok = does(&b->all[i], b->d, err);
    return ok;
}

static bool has_name(const struct batch *b, const char *name)
{
    for (size_t i = 0; i < b->count; i++)
        if (!strcmp(b->all[i].name, name))
            return true;
    return false;
}

/* A command that a webhook runs is for the owner of the host to give. Schedules
 * follow one alias, as a host does not know which of several callers mean. */
static void show_limits(const struct deploy *d, const struct function *fn)
{
    if (fn->manifest.hooks)
        deploy_say(d, fn->name,
                   "leaves out \"hooks\" of dayfly.json, which are of served "
                   "folders: `dayfly hook create` makes them");
    if (!d->target.is_aws && json_array_size(fn->manifest.schedules) > 0 &&
        strcmp(d->alias, DEPLOY_ALIAS) != 0)
        deploy_say(d, fn->name,
                   "its schedules call the alias " DEPLOY_ALIAS
                   ", or $LATEST if there is none, not %s: a rollback of %s "
                   "does not change what they run",
                   d->alias, d->alias);
}

/* A mistake in one folder stops all, before anything is sent. */
static bool pack_folders(struct batch *b,
                         const struct function_registry *registry,
                         struct error *err)
{
    for (size_t i = 0; i < registry->count; i++) {
        b->count++;
        if (!deployed_open(&b->all[i], registry->functions[i], b->d, err))
            return false;
        show_limits(b->d, registry->functions[i]);
    }
    return true;
}

static bool pack_template(struct batch *b, const struct sam_deployment *t,
                          struct error *err)
{
    for (size_t i = 0; i < t->count; i++) {
        const struct sam_deployed *fn = &t->functions[i];
        if (has_name(b, fn->name))
            return error_set(err,
                             "two functions are named %s; rename one of them",
                             fn->name);
        if (!deployed_open_template(&b->all[b->count++], fn, b->d, err))
            return false;
    }
    return true;
}

static bool pack_all(struct batch *b, const struct function_registry *registry,
                     struct error *err)
{
    size_t count = registry->count;

    for (size_t i = 0; i < b->templates->count; i++)
        count += b->templates->all[i].count;
    b->all = mem_new(count + 1, sizeof *b->all);
    if (!b->all)
        return error_set(err, "out of memory");
    if (count == 0)
        return error_set(err,
                         "the template names no function that can be deployed");
    bool ok = pack_folders(b, registry, err);
    for (size_t i = 0; ok && i < b->templates->count; i++)
        ok = pack_template(b, &b->templates->all[i], err);
    return ok;
}

static bool find(struct deployed *one, struct deploy *d, struct error *err)
{
    return deploy_code_find(one, d, err) || error_prefix(err, "%s", one->name);
}

static bool find_alias(struct deployed *one, struct deploy *d,
                       struct error *err)
{
    return deploy_version_find_alias(one, d, err);
}

/* AWS has no releases: their number is one more than what versions say. */
static bool find_release(struct deploy *d, struct error *err)
{
    json_t *releases = NULL;

    if (!d->target.is_aws)
        return true;
    if (!release_list_read(&releases, &d->target, d->alias, err))
        return false;
    d->release = release_list_last(releases) + 1;
    json_decref(releases);
    return true;
}

/* Names to versions, of those whose alias has another one. */
static json_t *moves_of(struct batch *b)
{
    json_t *moves = json_object();

    for (size_t i = 0; i < b->count; i++) {
        const struct deployed *one = &b->all[i];
        if (!*one->version || strcmp(one->version, one->alias_has) != 0)
            (void)json_object_set_new(
                moves, one->name,
                json_string(*one->version ? one->version : "new"));
    }
    return moves;
}

static bool release(struct batch *b, struct error *err)
{
    AUTO(struct buf, buf_free) text = BUF(1500);
    json_t *moves = moves_of(b);
    const char *name;
    json_t *version;
    bool ok = moves || error_set(err, "out of memory");

    json_object_foreach(moves, name, version)
    {
        (void)!buf_printf(&text, "%s%s %s", text.size > 0 ? ", " : "", name,
                          json_string_value(version));
    }
    if (ok && json_object_size(moves) > 0 &&
        deploy_step(b->d, b->d->alias, "becomes %s", text.data))
        ok = deploy_release_make(b->d, moves, err);
    json_decref(moves);
    return ok;
}

static bool run(struct batch *b, struct error *err)
{
    return deploy_layers_send(b->d, b->all, b->count, err) &&
           each(b, find, err) && find_release(b->d, err) &&
           each(b, deploy_code_send, err) &&
           each(b, deploy_version_publish, err) && each(b, find_alias, err) &&
           release(b, err) && each(b, deploy_url_send, err) &&
           deploy_queues_send(b->d, b->templates, b->all, b->count, err);
}

bool deploy_run(struct deploy *d, const struct function_registry *registry,
                struct error *err)
{
    struct deploy_templates templates;
    struct batch b = {.d = d, .templates = &templates};

    if (!deploy_templates_open(&templates, d, registry, err))
        return false;
    bool ok = pack_all(&b, registry, err) && run(&b, err);
    for (size_t i = 0; i < b.count; i++)
        deployed_close(&b.all[i]);
    mem_free(b.all);
    deploy_templates_close(&templates);
    return ok;
}
