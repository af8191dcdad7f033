#include "host/cfn/cfn_sub.h"

#include <stdio.h>
#include <string.h>

#include "host/cfn/cfn_note.h"
#include "host/cfn/cfn_ref.h"
#include "host/cfn/cfn_resource.h"

static bool add(const struct cfn_values *v, const struct yaml_node *at,
                struct buf *out, const char *text, size_t size,
                struct error *err)
{
    return buf_add(out, text, size) ||
           cfn_error(v, at, err, "the value has more than %zu bytes", out->max);
}

/* What ${name} stands for. */
static bool put_name(struct cfn_values *v, const struct yaml_node *at,
                     const struct yaml_node *names, char *name, struct buf *out,
                     struct error *err)
{
    const struct yaml_node *own = yaml_get(names, name);
    char *dot = strchr(name, '.');

    if (own)
        return cfn_text(v, own, out, err);
    if (!dot)
        return cfn_ref(v, at, name, out, err);
    *dot = '\0';
    return cfn_resource_attribute(v, at, name, dot + 1, out, err);
}

static bool put_text(struct cfn_values *v, const struct yaml_node *at,
                     const char *text, const struct yaml_node *names,
                     struct buf *out, struct error *err)
{
    char name[256];

    for (const char *mark; (mark = strstr(text, "${"));) {
        const char *end = strchr(mark, '}');
        if (!end)
            break;
        size_t size = (size_t)(end - mark) - 2;
        if (!add(v, at, out, text, (size_t)(mark - text), err))
            return false;
        text = end + 1;
        if (mark[2] == '!') {
            if (!add(v, at, out, "${", 2, err) ||
                !add(v, at, out, mark + 3, size, err))
                return false;
            continue;
        }
        if (size >= sizeof name)
            return cfn_error(v, at, err, "a name in ${} is too long");
        (void)snprintf(name, sizeof name, "%.*s", (int)size, mark + 2);
        if (!put_name(v, at, names, name, out, err))
            return false;
    }
    return add(v, at, out, text, strlen(text), err);
}

bool cfn_sub(struct cfn_values *v, const struct cfn_call *call,
             const struct yaml_node *at, struct buf *out, struct error *err)
{
    const struct yaml_node *text = call->argument;
    const struct yaml_node *names = NULL;

    if (text->kind == YAML_LIST && text->count == 2) {
        names = text->items[1].value;
        text = text->items[0].value;
        if (names->kind != YAML_MAP || *text->tag)
            text = NULL;
    }
    if (!text || text->kind != YAML_TEXT)
        return cfn_error(v, at, err,
                         "Fn::Sub needs a text, or a list of a text and a "
                         "mapping");
    return put_text(v, at, text->text, names, out, err);
}
