/* sam_code.h - the code of a function: its folder, its handler, and which
 * program runs it. */
#ifndef DAYFLY_HOST_SAM_SAM_CODE_H
#define DAYFLY_HOST_SAM_SAM_CODE_H

#include "host/cfn/cfn_property.h"
#include "host/sam/sam_template.h"

/* Sets the folder, from CodeUri or Code. False: it is none on this machine. */
bool sam_code_folder(struct cfn_values *v, struct sam_function *fn,
                     const struct yaml_node *id, const struct cfn_properties *p,
                     bool is_lambda, struct error *err) MUST_CHECK;
/* Sets `handler` and `interpreter` of the settings, and the program. False: the
 * function cannot be run here. */
bool sam_code_read(struct cfn_values *v, struct sam_function *fn,
                   const struct cfn_properties *p, bool is_lambda,
                   struct error *err) MUST_CHECK;

#endif
