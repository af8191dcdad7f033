#include "host/dispatch/template_notes.h"

#include <string.h>

#include "host/base/log_writer.h"
#include "host/dispatch/dispatcher_internal.h"

static bool has(const json_t *list, const char *text)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        if (!strcmp(json_string_value(json_array_get(list, i)), text))
            return true;
    return false;
}

static void tell(struct dispatcher *dispatcher, const char *note)
{
    AUTO(struct buf, buf_free) line = BUF(2048);

    if (buf_printf(&line, "dayfly: note: %s", note))
        log_writer_line(dispatcher->context.log, NULL, line.data, line.size);
}

static void tell_new(struct dispatcher *dispatcher, struct served_template *t)
{
    const json_t *notes = t->value.notes;

    for (size_t i = 0; i < json_array_size(notes); i++) {
        const char *note = json_string_value(json_array_get(notes, i));
        if (!has(t->told_notes, note))
            tell(dispatcher, note);
    }
}

static void tell_front(struct dispatcher *dispatcher,
                       const struct served_root *root)
{
    const struct front *front = &root->front.value;
    AUTO(struct buf, buf_free) line = BUF(2048);
    bool ok =
        root->front.error
            ? buf_printf(&line,
                         "dayfly: %s; the routes and static files that were "
                         "served before go on",
                         root->front.error)
            : buf_printf(&line,
                         "dayfly: %s/" MANIFEST_FILE_NAME
                         " has changed: %zu routes and %zu folders of static "
                         "files are served",
                         root->path, front->table.route_count,
                         front->mount_count);

    if (ok)
        log_writer_line(dispatcher->context.log, NULL, line.data, line.size);
}

static void front_changed(struct dispatcher *dispatcher,
                          struct served_root *root, bool is_begin)
{
    if (root->front.told == root->front.version)
        return;
    root->front.told = root->front.version;
    if (!is_begin)
        tell_front(dispatcher, root);
}

static void each_changed(struct dispatcher *dispatcher, bool is_begin)
{
    const struct function_registry *registry = dispatcher->registry;

    for (size_t i = 0; i < registry->root_count; i++) {
        struct served_template *t = registry->roots[i].template;
        front_changed(dispatcher, &registry->roots[i], is_begin);
        if (!t || t->told == t->version)
            continue;
        if (!is_begin)
            tell_new(dispatcher, t);
        json_decref(t->told_notes);
        t->told_notes = json_incref(t->value.notes);
        t->told = t->version;
    }
}

void template_notes_begin(struct dispatcher *dispatcher)
{
    each_changed(dispatcher, true);
}

void template_notes_tell(struct dispatcher *dispatcher)
{
    each_changed(dispatcher, false);
}
