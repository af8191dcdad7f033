#include "host/deploy/deploy_templates.h"

#include <string.h>

#include "common/buf.h"
#include "host/client/api_client.h"
#include "host/client/xml_text.h"
#include "host/deploy/deploy.h"
#include "host/deploy/deploy_step.h"
#include "host/functions/function_registry.h"

enum { ACCOUNT_SIZE = 32 };

/* ARNs of the template's resources contain it. */
static bool find_account(const struct deploy *d, char account[ACCOUNT_SIZE],
                         struct error *err)
{
    AUTO(struct api_response, api_response_free) resp = API_RESPONSE;
    const struct api_request request = {
        .path = "/?Action=GetCallerIdentity&Version=2011-06-15",
        .service = "sts",
        .is_short = true};
    char message[512];

    if (!api_client_send(&resp, &d->target, &request, err))
        return false;
    xml_text(&resp.body, "Account", account, ACCOUNT_SIZE);
    if (resp.status == 200 && *account)
        return true;
    xml_text(&resp.body, "Message", message, sizeof message);
    return error_set(err, "cannot ask AWS whose keys these are: %s",
                     *message ? message : "it gave no reason");
}

static void show_notes(const struct deploy *d, const struct sam_deployment *t)
{
    for (size_t i = 0; i < json_array_size(t->notes); i++)
        deploy_say(d, "Note", "%s",
                   json_string_value(json_array_get(t->notes, i)));
}

/* A release is of one alias. */
static bool set_alias(struct deploy *d, const struct deploy_templates *t,
                      struct error *err)
{
    const char *said = NULL;

    for (size_t i = 0; i < t->count; i++)
        for (size_t k = 0; k < t->all[i].count; k++) {
            const char *alias = t->all[i].functions[k].alias;
            if (*alias && said && strcmp(alias, said) != 0)
                return error_set(err,
                                 "AutoPublishAlias is %s and %s; a release is "
                                 "of one alias: name it with --alias",
                                 said, alias);
            if (*alias)
                said = alias;
        }
    d->alias = said ? said : DEPLOY_ALIAS;
    return true;
}

static bool load(struct deploy_templates *t, const struct deploy *d,
                 const struct function_registry *registry, struct error *err)
{
    char account[ACCOUNT_SIZE] = "";
    struct cfn_setting setting = {.region = d->target.region,
                                  .parameters = d->parameters,
                                  .deploys = true};

    for (size_t i = 0; i < registry->root_count; i++) {
        const struct served_template *one = registry->roots[i].template;
        if (!one)
            continue;
        if (d->target.is_aws && !*account && !find_account(d, account, err))
            return false;
        setting.account = *account ? account : NULL;
        if (!sam_deployment_load(&t->all[t->count], one->path, &setting,
                                 d->target.is_aws, err))
            return false;
        show_notes(d, &t->all[t->count++]);
    }
    return true;
}

bool deploy_templates_open(struct deploy_templates *t, struct deploy *d,
                           const struct function_registry *registry,
                           struct error *err)
{
    *t = (struct deploy_templates){
        .all = mem_new(registry->root_count + 1, sizeof *t->all)};
    if (!t->all)
        return error_set(err, "out of memory");
    if (load(t, d, registry, err) && (d->alias || set_alias(d, t, err)))
        return true;
    deploy_templates_close(t);
    return false;
}

void deploy_templates_close(struct deploy_templates *t)
{
    for (size_t i = 0; i < t->count; i++)
        sam_deployment_free(&t->all[i]);
    mem_free(t->all);
    *t = (struct deploy_templates){.all = NULL};
}
