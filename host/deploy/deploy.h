/* deploy.h - brings functions of folders and of SAM templates to a host, or to
 * AWS: code, configuration, version, alias, URL. What is as it should be is
 * left alone; every step is shown before it is sent. */
#ifndef DAYFLY_HOST_DEPLOY_DEPLOY_H
#define DAYFLY_HOST_DEPLOY_DEPLOY_H

#include <stdbool.h>

#include "common/compiler.h"
#include "common/error.h"
#include "host/client/api_target.h"

struct function_registry;

/* That callers use unless another one is named. */
#define DEPLOY_ALIAS "live"

struct deploy {
    struct api_target target;
    const char *alias;     /* NULL: that of the templates, else DEPLOY_ALIAS */
    const char *role;      /* ARN; NULL: not given */
    const char *url_auth;  /* AWS_IAM or NONE; NULL: not given */
    const char *note;      /* of the release; NULL: not given */
    const char *layers;    /* folder of the layers' zip files */
    const char *s3_bucket; /* for large zip files; NULL: none */
    const char *const *parameters; /* of templates, as of cfn_setting */
    const char *arch;              /* x86_64 or arm64 */
    bool is_dry; /* shows the steps, and sends only what reads */
    /* Shows a line to the user. */
    void (*show)(const char *line);
    unsigned steps;   /* how many there were */
    unsigned release; /* its number on AWS; 0: not known */
};

/* All functions of the registry, and of the templates in its folders, as one
 * release: no alias moves before each function has its version. False: err says
 * why; what callers of the alias get has not changed unless err says so. */
bool deploy_run(struct deploy *d, const struct function_registry *registry,
                struct error *err) MUST_CHECK;

#endif
