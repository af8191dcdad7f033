/* provisioned_config.h - the provisioned concurrency of a qualifier as it is
 * shown: what was asked for, and how much of it is ready now. */
#ifndef DAYFLY_HOST_FUNCTION_SETTINGS_PROVISIONED_CONFIG_H
#define DAYFLY_HOST_FUNCTION_SETTINGS_PROVISIONED_CONFIG_H

#include <jansson.h>
#include <stdbool.h>

struct catalog_entry;
struct management;

/* Borrowed. NULL: the qualifier has none, or does not exist any more. */
json_t *provisioned_config_find(const struct catalog_entry *entry,
                                const char *qualifier);
/* As many processes as were asked for are ready, or one did not start. */
bool provisioned_config_is_settled(struct management *m,
                                   const struct catalog_entry *entry,
                                   const char *qualifier);
/* NULL: out of memory. */
json_t *provisioned_config_show(struct management *m,
                                const struct catalog_entry *entry,
                                const char *qualifier);
/* Of what was just asked for: nothing of it is ready. */
json_t *provisioned_config_show_begun(const json_t *config);

#endif
