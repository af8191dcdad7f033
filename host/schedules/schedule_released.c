#include "host/schedules/schedule_released.h"

#include <string.h>

#include "host/functions/function.h"
#include "host/management/configuration.h"
#include "host/management/management.h"
#include "host/management/recipe.h"
#include "host/schedules/scheduler.h"

static const json_t *version_of_alias(const struct catalog_entry *entry)
{
    const json_t *alias = catalog_alias(entry, SCHEDULE_RELEASED_ALIAS);

    return alias ? catalog_version(entry,
                                   configuration_text(alias, "FunctionVersion"))
                 : NULL;
}

static bool is_same_code(const struct catalog_entry *entry,
                         const json_t *version)
{
    return !strcmp(configuration_text(catalog_latest(entry), "CodeSha256"),
                   configuration_text(version, "CodeSha256"));
}

void schedule_released_open(struct schedule_released *released,
                            const struct scheduler *sc,
                            const struct function *latest)
{
    const struct catalog_entry *entry =
        catalog_find(&sc->management->catalog, latest->name);
    const json_t *version = entry ? version_of_alias(entry) : NULL;
    struct error ignored = ERROR_NONE;

    *released = (struct schedule_released){.function = latest, .qualifier = ""};
    if (!version)
        return;
    released->qualifier = SCHEDULE_RELEASED_ALIAS;
    if (is_same_code(entry, version))
        return;
    released->owned =
        recipe_make(sc->management, latest->name, version, &ignored);
    if (released->owned)
        released->function = released->owned;
}

void schedule_released_close(struct schedule_released *released)
{
    function_release(released->owned);
}
