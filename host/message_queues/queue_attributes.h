/* queue_attributes.h - the attributes that a queue can be given: which there
 * are, and what they may be. Pure. */
#ifndef DAYFLY_HOST_MESSAGE_QUEUES_QUEUE_ATTRIBUTES_H
#define DAYFLY_HOST_MESSAGE_QUEUES_QUEUE_ATTRIBUTES_H

#include <stdbool.h>
#include <stddef.h>

enum queue_attribute_fault {
    QUEUE_ATTRIBUTE_OK,
    QUEUE_ATTRIBUTE_UNKNOWN, /* there is none, or this queue has none */
    QUEUE_ATTRIBUTE_FIXED,   /* it is what the queue was made as */
    QUEUE_ATTRIBUTE_BAD,
};

/* `is_new`: the queue is being made. Of RedrivePolicy, RedriveAllowPolicy and
 * Policy any text is right here. */
enum queue_attribute_fault queue_attributes_check(const char *queue,
                                                  bool is_new, const char *name,
                                                  const char *value);
bool queue_attributes_is_known(const char *name);
/* The value as it is kept and shown: "true" for "True". */
const char *queue_attributes_plain(const char *name, const char *value);
/* All of these in turn; NULL ends them. */
const char *queue_attributes_name(size_t at);
/* 1 to QUEUE_NAME_MAX letters, digits, - and _, of which ".fifo" may be the
 * end. */
bool queue_attributes_is_name(const char *queue);
/* By its name. */
bool queue_attributes_is_fifo(const char *queue);

#endif
