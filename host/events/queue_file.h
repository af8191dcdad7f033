/* queue_file.h - the file queue.db of the data folder: events that wait or have
 * failed, and messages of queues. */
#ifndef DAYFLY_HOST_EVENTS_QUEUE_FILE_H
#define DAYFLY_HOST_EVENTS_QUEUE_FILE_H

#include "host/store/database.h"

/* NULL: err says why. */
struct database *queue_file_open(const char *folder, struct error *err);

#endif
