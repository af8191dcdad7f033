/* layer_refs.h - the layers of a function: what a request names, and what its
 * configuration has: `Layers` as it is shown, and, not shown, `layer_code`, the
 * names of their contents in the code store, and `layer_unpacked`, their bytes
 * there. A configuration keeps the contents when the version of the layer is
 * deleted. */
#ifndef DAYFLY_HOST_MANAGEMENT_LAYER_REFS_H
#define DAYFLY_HOST_MANAGEMENT_LAYER_REFS_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

struct http_request;
struct management;

/* `Layers` of the request can be a function's. Those of another account are
 * taken as they are: they have no content here. False: the response was sent.
 */
bool layer_refs_check(const struct management *m, const json_t *request,
                      struct http_request *req);
/* Code of so many bytes, unpacked, together with the layers of the request or,
 * if it names none, with those of the configuration (NULL: there is none) is
 * not too large. Layers and code that were stored before their bytes were
 * counted count as nothing. False: the response was sent. */
bool layer_refs_check_size(const struct management *m,
                           const json_t *configuration, const json_t *request,
                           int64_t code, struct http_request *req);
/* Takes over `Layers` of the request if it has it. False: out of memory. */
bool layer_refs_set(const struct management *m, json_t *configuration,
                    const json_t *request);

#endif
