/* hook_check.h - is a request to a webhook signed by one of its secrets? Takes
 * the same time whichever byte of a signature is wrong. Pure. */
#ifndef DAYFLY_HOST_HOOK_SCHEMES_HOOK_CHECK_H
#define DAYFLY_HOST_HOOK_SCHEMES_HOOK_CHECK_H

#include "host/hook_schemes/hook_claim.h"
#include "host/hook_schemes/hook_secrets.h"

/* What the headers alone say, before there is a body: HOOK_VALID if it is worth
 * to be received. */
enum hook_verdict hook_check_headers(enum hook_kind kind,
                                     const struct hook_request *request);
enum hook_verdict hook_check(enum hook_kind kind,
                             const struct hook_secrets *secrets,
                             const struct hook_request *request);

#endif
