#include "host/management/recipe.h"

#include <stdio.h>
#include <string.h>

#include "host/dispatch/dispatcher.h"
#include "host/management/configuration.h"
#include "host/management/management.h"

/* "nodejs22.x" and "python3.12" run on what there is; NULL: the code brings its
 * own bootstrap, or the handler's file says what runs it. */
static const char *interpreter_of(const char *runtime)
{
    if (!strncmp(runtime, "nodejs", strlen("nodejs")))
        return "node";
    return !strncmp(runtime, "python", strlen("python")) ? "python3" : NULL;
}

/* As dayfly.json has it. NULL: out of memory. */
static json_t *settings_of(const json_t *configuration)
{
    const char *interpreter =
        interpreter_of(configuration_text(configuration, "Runtime"));
    json_t *variables = json_object_get(
        json_object_get(configuration, "Environment"), "Variables");
    json_t *made =
        json_pack("{s:s, s:O, s:O, s:b}", "handler",
                  configuration_text(configuration, "Handler"), "timeout",
                  json_object_get(configuration, "Timeout"), "memory",
                  json_object_get(configuration, "MemorySize"), "url", 0);

    if (made && interpreter)
        (void)json_object_set_new(made, "interpreter",
                                  json_string(interpreter));
    if (made && variables)
        (void)json_object_set(made, "env", variables);
    return made;
}

static void set_program(struct sam_function *recipe, const char *runtime)
{
    if (!interpreter_of(runtime) &&
        function_folder_has_program(recipe->folder, "bootstrap"))
        (void)snprintf(recipe->program, sizeof recipe->program,
                       "%.*s/bootstrap", PATH_MAX - 16, recipe->folder);
}

struct function *recipe_make(const struct management *m, const char *name,
                             const json_t *configuration, struct error *err)
{
    struct sam_function recipe = {.settings = settings_of(configuration)};
    const struct function_origin origin = {
        .name = name,
        .version = configuration_text(configuration, "Version"),
        .folder = recipe.folder,
        .setup = &m->dispatcher->registry->setup,
        .sam = &recipe};
    struct function *fn = NULL;

    (void)snprintf(recipe.name, sizeof recipe.name, "%s", name);
    code_store_folder(&m->code, configuration_text(configuration, "sha256"),
                      recipe.folder);
    set_program(&recipe, configuration_text(configuration, "Runtime"));
    if (recipe.settings)
        fn = function_read(&origin, err);
    else
        (void)error_set(err, "out of memory");
    json_decref(recipe.settings);
    if (fn)
        fn->stored = true;
    return fn;
}
