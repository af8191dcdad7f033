/* cfn_values.h - what the values of a template are on this machine: parameters,
 * pseudo parameters, conditions, mappings and the functions of CloudFormation.
 *
 * Resources are not made here, so a reference to one has the value that is
 * known before: its name, and an ARN of the host's region and account. Each
 * such value is a note, for the user to replace it. */
#ifndef DAYFLY_HOST_CFN_CFN_VALUES_H
#define DAYFLY_HOST_CFN_CFN_VALUES_H

#include <jansson.h>

#include "common/buf.h"
#include "host/yaml/yaml_tree.h"

enum {
    CFN_VALUE_MAX_BYTES = 64 * 1024,
    CFN_NESTING_MAX = 32, /* of functions and conditions in each other */
    CFN_STEPS_MAX = 100 * 1000,
};

#define CFN_ACCOUNT "000000000000"

/* What is the same for all templates of a host. */
struct cfn_setting {
    const char *region;
    /* "NAME=VALUE" each, then NULL: they replace the defaults of parameters.
     * NULL: none. */
    const char *const *parameters;
    const char *account; /* of AWS; NULL: CFN_ACCOUNT, that of a host */
    bool deploys;        /* else the functions are served */
};

struct cfn_values {
    const struct cfn_language *language; /* cfn_calls.h */
    const char *path;                    /* borrowed: of the template */
    const struct yaml_node *root;        /* borrowed */
    const struct cfn_setting *setting;
    json_t *notes; /* borrowed: a list of texts */
    int nesting;
    int steps; /* taken, of CFN_STEPS_MAX */
};

/* The account of ARNs. */
const char *cfn_account(const struct cfn_values *v);

/* A function of CloudFormation in a node: `!Sub x` or `{Fn::Sub: x}`. */
struct cfn_call {
    const char *name; /* "Ref", "Fn::Sub", ... */
    const struct yaml_node *argument;
    bool is_short; /* the tag of the argument names the function */
};

/* What the functions are, for the units below them. */
struct cfn_language {
    /* Appends the value of a call as text. */
    bool (*text)(struct cfn_values *v, const struct cfn_call *call,
                 const struct yaml_node *at, struct buf *out,
                 struct error *err);
    /* The node in the place of a call; NULL: there is no value. `is_final`: it
     * is the call itself, which gives no node. */
    bool (*node)(struct cfn_values *v, const struct cfn_call *call,
                 const struct yaml_node *at, const struct yaml_node **out,
                 bool *is_final, struct error *err);
};

/* False: the node is a value. */
bool cfn_call_of(struct cfn_call *call, const struct yaml_node *node);

/* The node in the place of Fn::If and Fn::FindInMap; NULL: AWS::NoValue, or
 * `node` is NULL. Other functions stay. */
bool cfn_resolve(struct cfn_values *v, const struct yaml_node *node,
                 const struct yaml_node **out, struct error *err) MUST_CHECK;
/* Appends the value as text. False: it is a list or a mapping, or cannot be
 * known here; err says where and why. */
bool cfn_text(struct cfn_values *v, const struct yaml_node *node,
              struct buf *out, struct error *err) MUST_CHECK;
/* A list's values; a text is split at its commas. To be released. NULL: err. */
json_t *cfn_list(struct cfn_values *v, const struct yaml_node *node,
                 struct error *err);
/* The n-th of a call's list of `count` arguments. NULL: err is set. */
const struct yaml_node *cfn_argument(const struct cfn_values *v,
                                     const struct cfn_call *call,
                                     const struct yaml_node *at, size_t n,
                                     size_t count, struct error *err);
/* A call of two: the first one as text, the node of the second. */
bool cfn_two_arguments(struct cfn_values *v, const struct cfn_call *call,
                       const struct yaml_node *at, struct buf *first,
                       const struct yaml_node **second,
                       struct error *err) MUST_CHECK;
/* One more function, condition or name within others; v->nesting is to be
 * lowered afterwards. False: too deep, a circle, or too many of them. */
bool cfn_enter(struct cfn_values *v, const struct yaml_node *at,
               struct error *err) MUST_CHECK;

#endif
