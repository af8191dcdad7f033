#include "host/hooks/hook.h"

#include <stdio.h>
#include <string.h>

#include "common/buf.h"

const char *hook_text(const struct hook *hook, const char *member)
{
    const char *text =
        json_string_value(json_object_get(hook->document, member));

    return text ? text : "";
}

struct hook *hook_new(const char *name, const char *function, json_t *document,
                      bool from_folder)
{
    struct hook *hook = mem_new(1, sizeof *hook);

    if (!hook || !document || !function_name_parse(&hook->function, function)) {
        mem_free(hook);
        json_decref(document);
        return NULL;
    }
    (void)snprintf(hook->name, sizeof hook->name, "%s", name);
    hook->document = document;
    hook->from_folder = from_folder;
    if (!hook_kind_find(&hook->kind,
                        hook_text(hook, from_folder ? "kind" : "Kind"))) {
        hook_free(hook);
        return NULL;
    }
    hook->deploy = from_folder ? json_object_get(document, "deploy") : NULL;
    return hook;
}

void hook_free(struct hook *hook)
{
    if (!hook)
        return;
    json_decref(hook->document);
    mem_free(hook);
}
