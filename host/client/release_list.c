#include "host/client/release_list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/client/api_json.h"
#include "host/client/api_target.h"

unsigned release_list_last(const json_t *releases)
{
    return (unsigned)api_json_number(json_array_get(releases, 0), "release");
}

json_t *release_list_find(const json_t *releases, unsigned number)
{
    for (size_t i = 0; i < json_array_size(releases); i++) {
        json_t *one = json_array_get(releases, i);
        if (api_json_number(one, "release") == number)
            return one;
    }
    return NULL;
}

static bool read_host(json_t **releases, const struct api_target *target,
                      const char *alias, struct error *err)
{
    AUTO(struct buf, buf_free) path = BUF(512);
    json_t *answer = NULL;

    if (!buf_printf(&path, "/_dayfly/releases?Alias=%s", alias))
        return error_set(err, "out of memory");
    if (api_json_send(&answer, target, &(struct api_request){.path = path.data},
                      err) != API_DONE)
        return false;
    *releases = json_incref(json_object_get(answer, "Releases"));
    json_decref(answer);
    return json_is_array(*releases) ||
           error_set(err, "the answer has no list of releases");
}

/* The place of the number, which is added if it is not there. */
static json_t *release_at(json_t *releases, unsigned number)
{
    size_t at = 0;

    while (at < json_array_size(releases) &&
           api_json_number(json_array_get(releases, at), "release") > number)
        at++;
    json_t *there = json_array_get(releases, at);
    if (there && api_json_number(there, "release") == number)
        return there;
    (void)json_array_insert_new(releases, at,
                                json_pack("{s:i,s:{},s:s}", "release",
                                          (int)number, "functions", "time",
                                          ""));
    return json_array_get(releases, at);
}

/* Of the release that a version's description names; 0: none. */
static unsigned number_of(const char *description)
{
    const size_t size = strlen(RELEASE_DESCRIPTION);

    return !strncmp(description, RELEASE_DESCRIPTION, size)
               ? (unsigned)strtoul(description + size, NULL, 10)
               : 0;
}

static void take_page(json_t *releases, const json_t *page)
{
    const json_t *list = json_object_get(page, "Functions");

    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *version = json_array_get(list, i);
        unsigned number = number_of(api_json_text(version, "Description"));
        if (number == 0 ||
            !strcmp(api_json_text(version, "Version"), "$LATEST"))
            continue;
        json_t *release = release_at(releases, number);
        (void)json_object_set(json_object_get(release, "functions"),
                              api_json_text(version, "FunctionName"),
                              json_object_get(version, "Version"));
        (void)json_object_set(release, "time",
                              json_object_get(version, "LastModified"));
    }
}

/* What a release did not change is as the one before it left it. */
static void fill(json_t *releases)
{
    for (size_t i = json_array_size(releases); i-- > 1;) {
        const json_t *before = json_array_get(releases, i);
        json_t *one = json_array_get(releases, i - 1);
        json_t *all = json_copy(json_object_get(before, "functions"));
        (void)json_object_update(all, json_object_get(one, "functions"));
        (void)json_object_set_new(one, "functions", all);
    }
}

static bool read_aws(json_t **releases, const struct api_target *target,
                     struct error *err)
{
    AUTO(struct buf, buf_free) path = BUF(8192);
    bool more =
        buf_add_str(&path, "/2015-03-31/functions/?FunctionVersion=ALL");
    json_t *page;

    *releases = json_array();
    while (more) {
        if (api_json_send(&page, target,
                          &(struct api_request){.path = path.data},
                          err) != API_DONE)
            return false;
        take_page(*releases, page);
        const char *marker = api_json_text(page, "NextMarker");
        buf_clear(&path);
        more =
            *marker &&
            buf_add_str(&path,
                        "/2015-03-31/functions/?FunctionVersion=ALL&Marker=") &&
            api_client_escape(&path, marker);
        json_decref(page);
    }
    fill(*releases);
    return true;
}

bool release_list_read(json_t **releases, const struct api_target *target,
                       const char *alias, struct error *err)
{
    *releases = NULL;
    if (target->is_aws ? read_aws(releases, target, err)
                       : read_host(releases, target, alias, err))
        return true;
    json_decref(*releases);
    *releases = NULL;
    return false;
}

/* Adds what the alias of a function has to `has`. */
static bool ask(json_t *has, const struct api_target *target, const char *name,
                const char *alias, struct error *err)
{
    AUTO(struct buf, buf_free) path = BUF(512);
    json_t *answer = NULL;

    if (json_object_get(has, name))
        return true;
    if (!buf_printf(&path, "/2015-03-31/functions/%s/aliases/%s", name, alias))
        return error_set(err, "out of memory");
    enum api_result result = api_json_send(
        &answer, target, &(struct api_request){.path = path.data}, err);
    (void)json_object_set_new(
        has, name, json_string(api_json_text(answer, "FunctionVersion")));
    json_decref(answer);
    return result != API_FAILED;
}

bool release_list_current(unsigned *number, const json_t *releases,
                          const struct api_target *target, const char *alias,
                          struct error *err)
{
    json_t *has = json_object();
    bool ok = true;

    *number = 0;
    for (size_t i = 0; ok && *number == 0 && i < json_array_size(releases);
         i++) {
        const json_t *one = json_array_get(releases, i);
        json_t *functions = json_object_get(one, "functions");
        const char *name;
        json_t *version;
        bool all = true;
        json_object_foreach(functions, name, version)
        {
            ok = ok && ask(has, target, name, alias, err);
            all = all && json_equal(json_object_get(has, name), version);
        }
        if (ok && all)
            *number = (unsigned)api_json_number(one, "release");
    }
    json_decref(has);
    return ok;
}
