/* mapping_poll.h - brings the messages of queues to functions, and removes
 * those that were worked on. Without a thread: it is woken when a message can
 * be received. */
#ifndef DAYFLY_HOST_MAPPINGS_MAPPING_POLL_H
#define DAYFLY_HOST_MAPPINGS_MAPPING_POLL_H

#include <stdbool.h>

struct mapping;
struct mappings;

/* After mappings_open; begins all. */
void mapping_poll_start(struct mappings *mappings);
/* Takes no more messages; gives back those that no function has yet. May be
 * called again, and before mappings_open. */
void mapping_poll_stop(struct mappings *mappings);
/* After that: no message is on its way, and what became of each is on the
 * disk. */
bool mapping_poll_has_ended(const struct mappings *mappings);
/* Begins or goes on; does nothing if there is nothing to do. */
void mapping_poll(struct mapping *mapping);
/* It is leaving: what it has gathered goes back. */
void mapping_poll_reset(struct mapping *mapping);
/* It is new, or was changed. Does nothing before mapping_poll_start. */
void mapping_poll_renew(struct mapping *mapping);

#endif
