/* sam_function.h - a function of a template: AWS::Serverless::Function, or an
 * AWS::Lambda::Function whose code is a folder. */
#ifndef DAYFLY_HOST_SAM_SAM_FUNCTION_H
#define DAYFLY_HOST_SAM_SAM_FUNCTION_H

#include "host/sam/sam_template.h"

bool sam_function_is(const struct yaml_node *resource);
/* 1 to 64 letters, digits, - and _. */
bool sam_function_name_is_plain(const char *text);
/* Adds the function, with its error if it has one, or a note why it is not
 * served. False: out of memory, or more than SAM_FUNCTIONS_MAX. */
bool sam_function_read(struct sam_template *t, struct cfn_values *v,
                       const struct yaml_item *resource,
                       struct error *err) MUST_CHECK;

#endif
