/* sam_artifact.h - which files of a template's function or layer are deployed:
 * what `sam build` has made of it, else its folder. */
#ifndef DAYFLY_HOST_SAM_SAM_ARTIFACT_H
#define DAYFLY_HOST_SAM_SAM_ARTIFACT_H

#include <limits.h>

#include "host/cfn/cfn_property.h"

struct sam_artifact {
    const struct yaml_node *id; /* the key of the resource */
    struct cfn_properties p;
    const char *property; /* CodeUri, Code or ContentUri */
};

/* The code is a folder or an archive of this machine. False: it is an image, in
 * the template or in S3, and err says so. */
bool sam_artifact_is_here(struct cfn_values *v, const struct sam_artifact *a,
                          struct error *err) MUST_CHECK;
/* Sets the path. `is_program`: a program named bootstrap has to be in it.
 * `is_compiled`: only a build makes it. False: it is not there, not built, or
 * the source is newer; err says what to do. */
bool sam_artifact_find(struct cfn_values *v, const struct sam_artifact *a,
                       bool is_program, bool is_compiled, char path[PATH_MAX],
                       struct error *err) MUST_CHECK;

#endif
