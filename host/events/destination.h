/* destination.h - where the outcome of an event, or a failed event itself, can
 * be sent: the values of DestinationConfig and of DeadLetterConfig. Pure. */
#ifndef DAYFLY_HOST_EVENTS_DESTINATION_H
#define DAYFLY_HOST_EVENTS_DESTINATION_H

enum { DESTINATION_SIZE = 2048 }; /* with the NUL */

enum destination_kind {
    DESTINATION_NONE, /* "" */
    DESTINATION_FUNCTION,
    DESTINATION_QUEUE,   /* of this host, by the ARN of SQS */
    DESTINATION_WEBHOOK, /* an http or https URL */
    DESTINATION_OTHER,   /* nothing that this host can reach */
};

enum destination_kind destination_kind_of(const char *text);
/* The last part of an ARN of a queue: its name. */
const char *destination_queue_name(const char *arn);

#endif
