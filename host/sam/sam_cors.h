/* sam_cors.h - CORS as templates have it, in the form of dayfly.json's key
 * `url.cors` (camelCase). */
#ifndef DAYFLY_HOST_SAM_SAM_CORS_H
#define DAYFLY_HOST_SAM_SAM_CORS_H

#include "host/cfn/cfn_values.h"

/* FunctionUrlConfig.Cors, and CorsConfiguration of an HTTP API, which may be
 * true: any page may call. `cors`: to be released; NULL if there is none. */
bool sam_cors_of_url(struct cfn_values *v, const struct yaml_node *node,
                     json_t **cors, struct error *err) MUST_CHECK;
/* Cors of a REST API: an origin, or a mapping, of texts in single quotes. */
bool sam_cors_of_rest_api(struct cfn_values *v, const struct yaml_node *node,
                          json_t **cors, struct error *err) MUST_CHECK;

#endif
