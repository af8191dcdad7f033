/* sam_url.h - FunctionUrlConfig as `url` of dayfly.json. */
#ifndef DAYFLY_HOST_SAM_SAM_URL_H
#define DAYFLY_HOST_SAM_SAM_URL_H

#include "host/cfn/cfn_property.h"

/* *url: to be released; NULL: there is none. False: a value is wrong. */
bool sam_url_read(struct cfn_values *v, const struct cfn_properties *p,
                  json_t **url, struct error *err) MUST_CHECK;
/* Its AuthType; "" if it says none. */
const char *sam_url_auth(const json_t *url);

#endif
