/* hook_claim.h - what the headers of a request to a webhook say: which
 * signatures it has, and what they were made of. Pure. */
#ifndef DAYFLY_HOST_HOOK_SCHEMES_HOOK_CLAIM_H
#define DAYFLY_HOST_HOOK_SCHEMES_HOOK_CLAIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host/hook_schemes/hook_kind.h"

enum {
    HOOK_SIGNATURES_MAX = 16, /* that are looked at */
    HOOK_SIGNATURE_SIZE = 72, /* the text of one, with the NUL */
    HOOK_BEFORE_SIZE = 512,
    HOOK_ID_MAX = 256,
    HOOK_WINDOW_S = 300, /* a request may be so old, or so early */
};

struct hook_request {
    /* NULL: there is no such header. */
    const char *(*header)(const void *self, const char *name);
    const void *self;
    const char *body;
    size_t size;
    int64_t now_s; /* wall clock */
};

enum hook_verdict {
    HOOK_VALID,
    HOOK_NO_SIGNATURE,
    HOOK_NO_TIME,
    HOOK_MALFORMED,
    HOOK_OUTDATED,
    HOOK_WRONG,
    HOOK_VERDICTS,
};

/* For the host's log: "the signature is wrong". */
const char *hook_verdict_text(enum hook_verdict verdict);

struct hook_claim {
    char before[HOOK_BEFORE_SIZE]; /* what was signed in front of the body */
    char signatures[HOOK_SIGNATURES_MAX][HOOK_SIGNATURE_SIZE];
    size_t count;
    const char *token; /* the secret itself, borrowed; NULL: it is signed */
    bool is_base64;    /* else hexadecimal */
};

/* HOOK_VALID: the claim can be checked. `standard`: of GitLab, which has two
 * ways. */
enum hook_verdict hook_claim_read(struct hook_claim *claim, enum hook_kind kind,
                                  bool standard,
                                  const struct hook_request *request);

#endif
