#include "host/cfn/cfn_property.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/cfn/cfn_note.h"

struct cfn_properties cfn_properties_of(const struct cfn_values *v,
                                        const struct yaml_node *resource,
                                        const char *section)
{
    return (struct cfn_properties){
        .own = yaml_get(resource, "Properties"),
        .global =
            section ? yaml_get(yaml_get(v->root, "Globals"), section) : NULL};
}

const struct yaml_node *cfn_member(struct cfn_values *v,
                                   const struct yaml_node *map, const char *key)
{
    const struct yaml_node *node = yaml_get(map, key);
    struct error why = ERROR_NONE;

    if (!node || cfn_resolve(v, node, &node, &why))
        return node;
    cfn_note(v, NULL, "%s; %s is left out", why.text, key);
    return NULL;
}

const struct yaml_node *cfn_property(const struct cfn_properties *p,
                                     const char *name)
{
    const struct yaml_node *own = yaml_get(p->own, name);

    return own ? own : yaml_get(p->global, name);
}

bool cfn_property_text(struct cfn_values *v, const struct cfn_properties *p,
                       const char *name, char *to, size_t size,
                       struct error *err)
{
    AUTO(struct buf, buf_free) text = BUF(CFN_VALUE_MAX_BYTES);
    const struct yaml_node *node = cfn_property(p, name);

    *to = '\0';
    if (!node)
        return true;
    if (!cfn_text(v, node, &text, err))
        return false;
    if (text.size >= size || strpbrk(text.data, "\r\n"))
        return cfn_error(v, node, err,
                         "%s must be a text of at most %zu characters on one "
                         "line",
                         name, size - 1);
    (void)snprintf(to, size, "%s", text.data);
    return true;
}

long cfn_number(const char *text)
{
    size_t size = strlen(text);

    if (size == 0 || size > 9 || strspn(text, "0123456789") != size ||
        (*text == '0' && size > 1))
        return -1;
    return strtol(text, NULL, 10);
}

bool cfn_property_number(struct cfn_values *v, const struct cfn_properties *p,
                         const char *name, json_t *to, const char *key,
                         const int range[2], struct error *err)
{
    const struct yaml_node *node = cfn_property(p, name);
    char text[64];

    if (!cfn_property_text(v, p, name, text, sizeof text, err))
        return false;
    if (!node || !*text)
        return true;
    long number = cfn_number(text);
    if (number < range[0] || number > range[1])
        return cfn_error(v, node, err,
                         "%s is \"%s\"; it must be a whole number from %d to "
                         "%d, without a zero before it",
                         name, text, range[0], range[1]);
    return json_object_set_new(to, key, json_integer(number)) == 0 ||
           error_set(err, "out of memory");
}
