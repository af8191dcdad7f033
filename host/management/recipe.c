#include "host/management/recipe.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "host/dispatch/dispatcher.h"
#include "host/logbook/log_group_key.h"
#include "host/management/configuration.h"
#include "host/management/lookup.h"
#include "host/management/management.h"
#include "host/management/own_user.h"

/* "nodejs22.x" and "python3.12" run on what there is; NULL: the code brings its
 * own bootstrap, or the handler's file says what runs it. */
static const char *interpreter_of(const char *runtime)
{
    if (!strncmp(runtime, "nodejs", strlen("nodejs")))
        return "node";
    return !strncmp(runtime, "python", strlen("python")) ? "python3" : NULL;
}

/* A URL of the version sends its response as it is produced: a web handler is
 * then to produce it so. */
static bool has_stream(const struct management *m, const char *name,
                       const char *version)
{
    const struct catalog_entry *entry = catalog_find(&m->catalog, name);
    const char *qualifier;
    json_t *config;

    if (!entry)
        return false;
    json_object_foreach(json_object_get(entry->document, "urls"), qualifier,
                        config)
    {
        const char *meant = lookup_version(entry, qualifier);
        if (meant && !strcmp(meant, version) &&
            !strcmp(configuration_text(config, "InvokeMode"),
                    "RESPONSE_STREAM"))
            return true;
    }
    return false;
}

/* With those that the platform makes of LoggingConfig. NULL: out of memory. */
static json_t *variables_of(const json_t *configuration)
{
    static const char *const names[][2] = {
        {"LogFormat", "AWS_LAMBDA_LOG_FORMAT"},
        {"ApplicationLogLevel", "AWS_LAMBDA_LOG_LEVEL"}};
    const json_t *logging = json_object_get(configuration, "LoggingConfig");
    json_t *given = json_object_get(
        json_object_get(configuration, "Environment"), "Variables");
    json_t *made = given ? json_copy(given) : json_object();

    if (strcmp(configuration_text(logging, "LogFormat"), "JSON") != 0)
        return made;
    for (size_t i = 0; i < COUNT(names); i++)
        (void)json_object_set(made, names[i][1],
                              json_object_get(logging, names[i][0]));
    return made;
}

/* As dayfly.json has it. NULL: out of memory. */
static json_t *settings_of(const struct management *m, const char *name,
                           const json_t *configuration)
{
    const char *version = configuration_text(configuration, "Version");
    json_t *made =
        json_pack("{s:s, s:O, s:O, s:b, s:o}", "handler",
                  configuration_text(configuration, "Handler"), "timeout",
                  json_object_get(configuration, "Timeout"), "memory",
                  json_object_get(configuration, "MemorySize"), "url", 0, "env",
                  variables_of(configuration));

    if (made && has_stream(m, name, version))
        (void)json_object_set_new(
            made, "url", json_pack("{s:s}", "invokeMode", "RESPONSE_STREAM"));
    return made;
}

/* The folders of its layers, in their order. */
static json_t *folders_of(const struct management *m,
                          const json_t *configuration)
{
    const json_t *code = json_object_get(configuration, "layer_code");
    json_t *folders = json_array();
    char folder[PATH_MAX];

    for (size_t i = 0; i < json_array_size(code); i++) {
        code_store_folder(&m->code, json_string_value(json_array_get(code, i)),
                          folder);
        (void)json_array_append_new(folders, json_string(folder));
    }
    return folders;
}

/* The last layer wins. False: out of memory. */
static bool set_layers(struct function *fn, const json_t *folders,
                       struct error *err)
{
    AUTO(struct buf, buf_free) all = BUF((size_t)8 * PATH_MAX);

    for (size_t i = json_array_size(folders); i > 0; i--)
        (void)!buf_printf(&all, "%s%s", all.size > 0 ? ":" : "",
                          json_string_value(json_array_get(folders, i - 1)));
    return all.size == 0 || function_set_layers(fn, all.data, err);
}

/* What the code's dayfly.json names is more exact than the runtime. */
static void set_interpreter(struct function *fn, const char *runtime)
{
    const char *interpreter = interpreter_of(runtime);

    if (interpreter && !*fn->manifest.interpreter)
        (void)snprintf(fn->manifest.interpreter,
                       sizeof fn->manifest.interpreter, "%s", interpreter);
}

static void set_log_group(struct function *fn, const json_t *configuration)
{
    const json_t *logging = json_object_get(configuration, "LoggingConfig");
    char key[LOG_GROUP_NAME_SIZE];

    if (log_group_key(configuration_text(logging, "LogGroup"), key) &&
        strcmp(key, fn->name) != 0)
        (void)snprintf(fn->log_group, sizeof fn->log_group, "%s", key);
}

static struct system_log system_log_of(const json_t *configuration)
{
    const json_t *logging = json_object_get(configuration, "LoggingConfig");
    struct system_log log;

    system_log_read(&log, configuration_text(logging, "LogFormat"),
                    configuration_text(logging, "SystemLogLevel"));
    return log;
}

static bool take_program(struct sam_function *recipe, const char *folder)
{
    if (!function_folder_has_file(folder, BOOTSTRAP_FILE))
        return false;
    (void)snprintf(recipe->program, sizeof recipe->program, "%.*s/bootstrap",
                   PATH_MAX - 16, folder);
    return true;
}

/* As on AWS: in the code, then in its layers; the first one, also if it is not
 * executable, so that its invocations say so. */
static void set_program(struct sam_function *recipe, const char *runtime)
{
    size_t i = json_array_size(recipe->layers);

    if (interpreter_of(runtime) || take_program(recipe, recipe->folder))
        return;
    while (i > 0 && !take_program(recipe, json_string_value(json_array_get(
                                              recipe->layers, i - 1))))
        i--;
}

/* Code that is lost, as from a copy of the data folder that is not whole, keeps
 * no other function from being served. An empty folder stands in for it. */
static void set_folder(struct management *m, struct sam_function *recipe,
                       const json_t *configuration, struct error *lost)
{
    struct stat st;

    code_store_folder(&m->code, configuration_text(configuration, "sha256"),
                      recipe->folder);
    if (stat(recipe->folder, &st) == 0 || errno != ENOENT)
        return;
    (void)error_set(lost,
                    "the code of %s is lost, there is no %s: update the "
                    "function's code, or restore the folder from a backup and "
                    "restart dayfly",
                    recipe->name, recipe->folder);
    code_store_path(&m->code, "tmp", "", recipe->folder);
}

struct function *recipe_make(struct management *m, const char *name,
                             const json_t *configuration, struct error *err)
{
    struct sam_function recipe = {.settings =
                                      settings_of(m, name, configuration),
                                  .layers = folders_of(m, configuration),
                                  .system_log = system_log_of(configuration)};
    const struct function_origin origin = {
        .name = name,
        .version = configuration_text(configuration, "Version"),
        .folder = recipe.folder,
        .setup = &m->dispatcher->registry->setup,
        .sam = &recipe};
    struct function *fn = NULL;
    struct error lost = ERROR_NONE;

    (void)snprintf(recipe.name, sizeof recipe.name, "%s", name);
    set_folder(m, &recipe, configuration, &lost);
    set_program(&recipe, configuration_text(configuration, "Runtime"));
    if (recipe.settings)
        fn = function_read(&origin, err);
    else
        (void)error_set(err, "out of memory");
    if (fn) {
        fn->stored = true;
        if (*lost.text)
            function_set_config_error(fn, lost.text);
        set_interpreter(fn, configuration_text(configuration, "Runtime"));
        set_log_group(fn, configuration);
        own_user_set(m, fn);
        if (!set_layers(fn, recipe.layers, err)) {
            function_release(fn);
            fn = NULL;
        }
    }
    json_decref(recipe.settings);
    json_decref(recipe.layers);
    return fn;
}
