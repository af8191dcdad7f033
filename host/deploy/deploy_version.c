#include "host/deploy/deploy_version.h"

#include <stdio.h>
#include <string.h>

#include "host/client/release_list.h"
#include "host/deploy/deploy.h"
#include "host/deploy/deploy_step.h"
#include "host/deploy/deployed.h"
#include "host/deploy/function_calls.h"

/* Keeps the last of the page's versions that has a number. */
static void take_last(json_t **last, const json_t *page)
{
    const json_t *list = json_object_get(page, "Versions");

    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *version = json_array_get(list, i);
        if (!strcmp(api_json_text(version, "Version"), "$LATEST"))
            continue;
        json_decref(*last);
        *last = json_incref(version);
    }
}

/* *last: NULL if no version was published. */
static bool find_last(json_t **last, const struct deployed *one,
                      const struct deploy *d, struct error *err)
{
    AUTO(struct buf, buf_free) rest = BUF(8192);
    json_t *page = NULL;
    bool more = buf_add_str(&rest, "/versions");

    *last = NULL;
    while (more) {
        if (function_calls_get(&page, d, CALLS_2015, one->name, rest.data,
                               err) != API_DONE)
            return false;
        take_last(last, page);
        const char *marker = api_json_text(page, "NextMarker");
        buf_clear(&rest);
        more = *marker && buf_add_str(&rest, "/versions?Marker=") &&
               api_client_escape(&rest, marker);
        json_decref(page);
    }
    return true;
}

static bool is_as(const json_t *version, const json_t *latest)
{
    static const char *const members[] = {
        "CodeSha256", "Handler", "Runtime",     "Timeout",
        "MemorySize", "Layers",  "Environment", "Role"};

    for (size_t i = 0; i < COUNT(members); i++) {
        const json_t *a = json_object_get(version, members[i]);
        const json_t *b = json_object_get(latest, members[i]);
        if ((a || b) && !json_equal(a, b))
            return false;
    }
    return true;
}

static void set_version(struct deployed *one, const json_t *version)
{
    (void)snprintf(one->version, sizeof one->version, "%s",
                   api_json_text(version, "Version"));
}

static bool publish(struct deployed *one, struct deploy *d, struct error *err)
{
    char description[64] = "";
    json_t *answer;

    if (d->release > 0)
        (void)snprintf(description, sizeof description,
                       RELEASE_DESCRIPTION "%u", d->release);
    if (!deploy_step(d, one->name, "publish a version%s%s",
                     *description ? ": " : "", description))
        return true;
    bool ok = function_calls_send(
        &answer, d, "POST", CALLS_2015, one->name, "/versions",
        json_pack("{s:s,s:s}", "CodeSha256", one->zip.sha256, "Description",
                  description),
        err);
    if (ok)
        set_version(one, answer);
    json_decref(answer);
    return ok;
}

static bool find_or_publish(struct deployed *one, struct deploy *d,
                            struct error *err)
{
    json_t *last = NULL;

    /* A dry run has made nothing that could be asked. */
    if (one->is_changed && d->is_dry)
        return publish(one, d, err);
    if (!find_last(&last, one, d, err))
        return false;
    bool is_last = last && is_as(last, one->found);
    if (is_last)
        set_version(one, last);
    json_decref(last);
    return is_last || publish(one, d, err);
}

bool deploy_version_publish(struct deployed *one, struct deploy *d,
                            struct error *err)
{
    return find_or_publish(one, d, err) || error_prefix(err, "%s", one->name);
}

bool deploy_version_find_alias(struct deployed *one, const struct deploy *d,
                               struct error *err)
{
    AUTO(struct buf, buf_free) rest = BUF(512);
    json_t *alias = NULL;

    if (!one->found)
        return true;
    if (!buf_printf(&rest, "/aliases/%s", d->alias))
        return error_set(err, "out of memory");
    switch (
        function_calls_get(&alias, d, CALLS_2015, one->name, rest.data, err)) {
    case API_DONE:
        (void)snprintf(one->alias_has, sizeof one->alias_has, "%s",
                       api_json_text(alias, "FunctionVersion"));
        json_decref(alias);
        return true;
    case API_ABSENT:
        *err = (struct error)ERROR_NONE;
        return true;
    case API_FAILED:
    default:
        return error_prefix(err, "%s", one->name);
    }
}
