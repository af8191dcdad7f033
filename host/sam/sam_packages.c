#include "host/sam/sam_packages.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "host/cfn/cfn_note.h"
#include "host/cfn/cfn_resource.h"

enum { PATHS_MAX_BYTES = 64 * 1024 };

struct paths {
    struct buf python;
    struct buf node;
    json_t *layers;
};

bool sam_is_folder(const char *path)
{
    struct stat is;

    return stat(path, &is) == 0 && S_ISDIR(is.st_mode);
}

bool sam_path(const struct cfn_values *v, const char *path, char to[PATH_MAX])
{
    const char *slash = strrchr(v->path, '/');
    size_t size = strlen(path);

    while (size > 1 && path[size - 1] == '/')
        size--;
    while (*path == '.' && path[1] == '/' && size > 2) {
        path += 2;
        size -= 2;
    }
    if (*path == '/' || !slash)
        return snprintf(to, PATH_MAX, "%.*s", (int)size, path) < PATH_MAX;
    if (size == 0 || (size == 1 && *path == '.') || !strcmp(path, "./"))
        return snprintf(to, PATH_MAX, "%.*s", (int)(slash - v->path), v->path) <
               PATH_MAX;
    return snprintf(to, PATH_MAX, "%.*s/%.*s", (int)(slash - v->path), v->path,
                    (int)size, path) < PATH_MAX;
}

static void add(struct buf *to, const char *folder, const char *below)
{
    char path[PATH_MAX];

    if (snprintf(path, sizeof path, "%s%s", folder, below) < PATH_MAX &&
        sam_is_folder(path))
        (void)!buf_printf(to, "%s%s", to->size ? ":" : "", path);
}

/* A layer as it is unpacked to /opt; or its source, of which `sam build` makes
 * that folder. */
static void add_layer(struct paths *to, const char *folder)
{
    size_t had = to->python.size;

    add(&to->python, folder, "/python");
    if (to->python.size == had)
        add(&to->python, folder, "");
    add(&to->node, folder, "/nodejs/node_modules");
    add(&to->node, folder, "/node_modules");
}

static void add_built(struct cfn_values *v, struct paths *to, const char *id,
                      bool is_layer)
{
    char folder[PATH_MAX];
    char path[SAM_ID_SIZE + 32];

    (void)snprintf(path, sizeof path, ".aws-sam/build/%s", id);
    if (!sam_path(v, path, folder) || !sam_is_folder(folder))
        return;
    if (is_layer)
        add_layer(to, folder);
    else
        add(&to->python, folder, "");
    if (!is_layer)
        add(&to->node, folder, "/node_modules");
}

static void read_layer(struct cfn_values *v, struct paths *to,
                       const struct yaml_node *layer)
{
    struct error unknown = ERROR_NONE;
    struct cfn_call call;

    if (!cfn_resolve(v, layer, &layer, &unknown))
        cfn_note(v, NULL, "%s; the layer is not used", unknown.text);
    if (!layer || *unknown.text)
        return;
    const char *id = cfn_call_of(&call, layer) && !strcmp(call.name, "Ref") &&
                             call.argument->kind == YAML_TEXT
                         ? call.argument->text
                         : "";
    const struct yaml_node *resource = cfn_resource(v, id);
    const struct cfn_properties p =
        cfn_properties_of(v, resource, "LayerVersion");
    struct error why = ERROR_NONE;
    char content[PATH_MAX] = "";
    char folder[PATH_MAX] = "";

    if (resource && strlen(id) < SAM_ID_SIZE &&
        cfn_property_text(v, &p, "ContentUri", content, sizeof content, &why) &&
        *content && sam_path(v, content, folder) && sam_is_folder(folder)) {
        add_built(v, to, id, true);
        add_layer(to, folder);
        (void)json_array_append_new(to->layers, json_string(folder));
        return;
    }
    cfn_note(v, layer,
             "the layer is no LayerVersion of this template with a folder as "
             "ContentUri, and is not used%s%.200s",
             *why.text ? ": " : "", why.text);
}

static void read_layers(struct cfn_values *v, struct paths *to,
                        const struct yaml_node *list)
{
    for (size_t i = 0; list && list->kind == YAML_LIST && i < list->count; i++)
        read_layer(v, to, list->items[i].value);
}

/* What the function's own variable has comes first. */
static bool put(json_t *env, const char *name, struct buf *paths)
{
    const char *own = json_string_value(json_object_get(env, name));
    AUTO(struct buf, buf_free) all = BUF(2 * PATHS_MAX_BYTES);

    return paths->size == 0 ||
           (buf_printf(&all, "%s%s%s", own ? own : "", own && *own ? ":" : "",
                       paths->data) &&
            json_object_set_new(env, name, json_string(all.data)) == 0);
}

bool sam_packages_add(struct cfn_values *v, struct sam_function *fn,
                      const struct cfn_properties *p, json_t *env,
                      struct error *err)
{
    struct paths to = {.python = BUF(PATHS_MAX_BYTES),
                       .node = BUF(PATHS_MAX_BYTES),
                       .layers = json_array()};

    fn->layers = to.layers;
    add_built(v, &to, fn->id, false);
    read_layers(v, &to, cfn_member(v, p->global, "Layers"));
    read_layers(v, &to, cfn_member(v, p->own, "Layers"));
    bool ok =
        put(env, "PYTHONPATH", &to.python) && put(env, "NODE_PATH", &to.node);
    buf_free(&to.python);
    buf_free(&to.node);
    return ok || error_set(err, "out of memory");
}
