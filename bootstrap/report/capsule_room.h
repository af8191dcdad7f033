/* capsule_make_room.h - room for one more file in the folder of capsules. */
#ifndef DAYFLY_BOOTSTRAP_REPORT_CAPSULE_ROOM_H
#define DAYFLY_BOOTSTRAP_REPORT_CAPSULE_ROOM_H

#include <stddef.h>

#include "common/error.h"

/* Removes the oldest capsules of the folder until one more of this size keeps
 * to both limits. False: f says why it cannot. */
bool capsule_make_room(const char *folder, size_t size, size_t files_most,
                       size_t bytes_most, struct error *err) MUST_CHECK;

#endif
