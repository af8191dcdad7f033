#include "host/cli/serve_env.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/buf.h"
#include "host/cli/cli_util.h"
#include "host/functions/env_file.h"
#include "host/functions/function_name.h"
#include "host/runtime/runtime_env.h"

enum { NAMES_MAX_BYTES = 16 * 1024, NAME_MAX_BYTES = 64, MISTAKES_MAX = 2 };

bool serve_env_add(struct env_list *list, const char *text, struct error *err)
{
    const char *equals = strchr(text, '=');
    char name[ENV_NAME_SIZE];

    if (equals && (size_t)(equals - text) < sizeof name) {
        (void)snprintf(name, sizeof name, "%.*s", (int)(equals - text), text);
        return env_list_set(list, name, equals + 1, err);
    }
    const char *value = equals ? NULL : getenv(text);
    if (!env_list_set(list, text, value ? value : "", err))
        return false;
    if (value)
        return true;
    env_list_remove(list, text);
    cli_note(
        "--env %s: the variable is not set here, so functions do not "
        "get it",
        text);
    return true;
}

bool serve_env_add_file(struct env_list *list, const char *path,
                        struct error *err)
{
    return env_file_load(list, path, true, err);
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* How many letters must be changed, added or left out. */
static size_t distance(const char *a, const char *b)
{
    size_t row[NAME_MAX_BYTES];
    size_t size = strlen(b);

    for (size_t i = 0; i <= size; i++)
        row[i] = i;
    for (; *a; a++) {
        size_t diagonal = row[0]++;
        for (size_t i = 0; i < size; i++) {
            size_t same = diagonal + (*a == b[i] ? 0 : 1);
            diagonal = row[i + 1];
            row[i + 1] = least(same, least(row[i], diagonal) + 1);
        }
    }
    return row[size];
}

/* The setting that is meant by a name that is none; NULL: this may be any
 * variable. */
static const char *meant_by(const char *name)
{
    const char *found = NULL;
    const char *setting;

    for (size_t i = 0; (setting = runtime_env_setting_name(i)); i++) {
        size_t letters = distance(name, setting);
        if (letters == 0)
            return NULL;
        if (letters <= MISTAKES_MAX)
            found = setting;
    }
    return found;
}

static bool check_region(struct error *err)
{
    const char *variable = "AWS_REGION";
    const char *name = getenv(variable);

    if (!name || !*name) {
        variable = "AWS_DEFAULT_REGION";
        name = getenv(variable);
    }
    return !name || !*name || function_qualifier_is_plain(name) ||
           error_set(err,
                     "%s is \"%.64s\"; it must have letters, digits, - and _ "
                     "only",
                     variable, name);
}

bool serve_env_check(struct error *err)
{
    for (char **pair = environ; pair && *pair; pair++) {
        char name[NAME_MAX_BYTES];
        size_t size = strcspn(*pair, "=");
        if (strncmp(*pair, "DAYFLY_", 7) != 0 || size >= sizeof name)
            continue;
        (void)snprintf(name, sizeof name, "%.*s", (int)size, *pair);
        const char *meant = meant_by(name);
        if (meant)
            return error_set(err,
                             "the environment has %s, which is no setting: "
                             "do you mean %s?",
                             name, meant);
    }
    return check_region(err);
}

static void add_name(struct buf *names, const char *name)
{
    (void)!buf_printf(names, "%s%s", names->size > 0 ? ", " : "", name);
}

static void add_names(struct buf *names, const struct env_list *list)
{
    for (size_t i = 0; list && i < list->count; i++)
        add_name(names, list->items[i].name);
}

/* The files that its own variables come from. */
static void print_own(struct buf *names, const struct function *fn)
{
    AUTO(struct buf, buf_free) files = BUF(NAMES_MAX_BYTES);
    char path[PATH_MAX + sizeof "/" ENV_FILE_NAME];

    (void)snprintf(path, sizeof path, "%s/" ENV_FILE_NAME, fn->folder);
    if (fn->project_env && strcmp(fn->project_env, path) != 0 &&
        access(fn->project_env, F_OK) == 0)
        add_name(&files, fn->project_env);
    if (access(path, F_OK) == 0)
        (void)!buf_printf(&files, "%s%s", files.size > 0 ? " and " : "", path);
    cli_print("%s gets %s from %s", fn->name, names->data, files.data);
}

void serve_env_print(const struct function_registry *registry)
{
    AUTO(struct buf, buf_free) names = BUF(NAMES_MAX_BYTES);
    const char *name;

    for (size_t at = 0; (name = runtime_env_setting(&at));)
        add_name(&names, name);
    add_names(&names, registry->setup.given_env);
    if (names.size > 0)
        cli_print("All functions get %s", names.data);
    for (size_t i = 0; i < registry->count; i++) {
        const struct function *fn = registry->functions[i];
        buf_clear(&names);
        add_names(&names, &fn->own_env);
        if (names.size > 0)
            print_own(&names, fn);
    }
}
