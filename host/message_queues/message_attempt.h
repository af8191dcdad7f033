/* message_attempt.h - ReceiveRequestAttemptId of FIFO queues: who has not got
 * the answer of a receive gets the same messages by the same id, within five
 * minutes and as long as nobody has changed them. */
#ifndef DAYFLY_HOST_MESSAGE_QUEUES_MESSAGE_ATTEMPT_H
#define DAYFLY_HOST_MESSAGE_QUEUES_MESSAGE_ATTEMPT_H

#include <stdbool.h>
#include <stdint.h>

#include "common/compiler.h"
#include "common/error.h"

struct database;
struct message_fetch;

/* Gives the fetch the messages of its attempt again, with their receipts, for
 * another visibility timeout; or sets `spent`; or neither: it is the first, or
 * the timeout is over. */
bool message_attempt_repeat(struct message_fetch *fetch, struct database *db,
                            int64_t now_ms, struct error *err) MUST_CHECK;
/* Keeps what the attempt has received, if it is anything. */
bool message_attempt_note(const struct message_fetch *fetch,
                          struct database *db, int64_t now_ms,
                          struct error *err) MUST_CHECK;

#endif
