/* sam_configuration.h - the properties of a template's function as the Lambda
 * API has them. */
#ifndef DAYFLY_HOST_SAM_SAM_CONFIGURATION_H
#define DAYFLY_HOST_SAM_SAM_CONFIGURATION_H

#include "host/cfn/cfn_property.h"
#include "host/sam/sam_deployment.h"

/* Sets configuration, URL and alias. What cannot be known is left out, and a
 * note says so. False: a value is wrong. */
bool sam_configuration_read(struct cfn_values *v, struct sam_deployed *fn,
                            const struct cfn_properties *p,
                            struct error *err) MUST_CHECK;
/* The function has the property, and its deployment heeds it. */
bool sam_configuration_has(const char *property);

/* FunctionUrlConfig as `url` of dayfly.json. *url: to be released; NULL: there
 * is none. False: a value is wrong. */
bool sam_url_read(struct cfn_values *v, const struct cfn_properties *p,
                  json_t **url, struct error *err) MUST_CHECK;
/* Its AuthType; "" if it says none. */
const char *sam_url_auth(const json_t *url);

#endif
