/* queue_folders.h - the queues that functions and templates want
 * (queues_wanted.h) are made, and have the attributes that were given. Which
 * these are is in the member `given` of their documents, so that one which is
 * not given any more goes back to SQS's default. */
#ifndef DAYFLY_HOST_MAPPINGS_QUEUE_FOLDERS_H
#define DAYFLY_HOST_MAPPINGS_QUEUE_FOLDERS_H

struct mappings;

/* Makes and changes what differs from mappings->wanted; ends later:
 * mappings->changing. */
void queue_folders_apply(struct mappings *mappings);

#endif
