/* cfn_property.h - the properties of a resource, with those of Globals. */
#ifndef DAYFLY_HOST_CFN_CFN_PROPERTY_H
#define DAYFLY_HOST_CFN_CFN_PROPERTY_H

#include "host/cfn/cfn_values.h"

struct cfn_properties {
    const struct yaml_node *own;    /* or NULL */
    const struct yaml_node *global; /* or NULL */
};

/* `section`: of Globals, such as "Function"; NULL: none. */
struct cfn_properties cfn_properties_of(const struct cfn_values *v,
                                        const struct yaml_node *resource,
                                        const char *section);
/* The value of a key, in the place of Fn::If and the like. NULL: there is none,
 * or it is not known here, and a note says so. */
const struct yaml_node *
cfn_member(struct cfn_values *v, const struct yaml_node *map, const char *key);
/* The resource's own one, else that of Globals; NULL: neither. */
const struct yaml_node *cfn_property(const struct cfn_properties *p,
                                     const char *name);
/* As text; "" without one. False: it is not known here, or too long. */
bool cfn_property_text(struct cfn_values *v, const struct cfn_properties *p,
                       const char *name, char *to, size_t size,
                       struct error *err) MUST_CHECK;
/* Sets an integer of `to`, unless the property is missing. */
bool cfn_property_number(struct cfn_values *v, const struct cfn_properties *p,
                         const char *name, json_t *to, const char *key,
                         const int range[2], struct error *err) MUST_CHECK;
/* A whole number of a text: no sign, no leading zero. -1: it is none. */
long cfn_number(const char *text);

#endif
