/* releases.h - one version number for all functions of an alias: what
 * `dayfly deploy` moves together, and `dayfly rollback` moves back.
 *
 *   POST /_dayfly/releases {"alias", "functions": name to version, "note"?}
 *   GET  /_dayfly/releases?Alias=NAME
 *   POST /_dayfly/releases/NUMBER/restore {"alias"} */
#ifndef DAYFLY_HOST_RELEASES_RELEASES_H
#define DAYFLY_HOST_RELEASES_RELEASES_H

struct http_request;
struct request_path;
struct service_context;

/* Moves the alias of all these functions at once, and stores what the alias of
 * each function then has as a release with the next number. Refused if the code
 * of one does not start. */
void releases_create(struct service_context *service, struct http_request *req,
                     const struct request_path *path);
/* {"Releases": array, the last one first}. */
void releases_list(struct service_context *service, struct http_request *req,
                   const struct request_path *path);
/* Moves the alias of the release's functions back, at once. Functions that are
 * no longer there are left out; refused if none is left. The event source
 * mappings of their queues follow. Answer: the release, and "queues", an array
 * of sentences on those that have changed. */
void releases_restore(struct service_context *service, struct http_request *req,
                      const struct request_path *path);

#endif
