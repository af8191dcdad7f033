/* hook_delivery.h - what a request to a webhook is besides an event: the same
 * delivery again, or a greeting that its sender wants to have answered. The
 * request was checked. Pure. */
#ifndef DAYFLY_HOST_HOOK_SCHEMES_HOOK_DELIVERY_H
#define DAYFLY_HOST_HOOK_SCHEMES_HOOK_DELIVERY_H

#include <stdbool.h>

#include "common/buf.h"
#include "host/crypto/digest.h"
#include "host/hook_schemes/hook_claim.h"

/* The same for each attempt to bring the same delivery. False: its sender does
 * not say. */
bool hook_delivery_id(char id[DIGEST_TEXT_SIZE], enum hook_kind kind,
                      const struct hook_request *request);
/* True: it is one, and the answer was appended: JSON, or a text of Slack.
 * Memory that is short makes it an event. */
bool hook_delivery_greets(struct buf *answer, enum hook_kind kind,
                          const struct hook_request *request);

#endif
