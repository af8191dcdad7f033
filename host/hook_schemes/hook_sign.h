/* hook_sign.h - signs a request as its sender would. */
#ifndef DAYFLY_HOST_HOOK_SCHEMES_HOOK_SIGN_H
#define DAYFLY_HOST_HOOK_SCHEMES_HOOK_SIGN_H

#include <stdbool.h>
#include <stdint.h>

#include "common/buf.h"
#include "host/hook_schemes/hook_kind.h"

enum { HOOK_SIGN_LINES = 4, HOOK_SIGN_LINE_SIZE = 400 };

struct hook_sign {
    char lines[HOOK_SIGN_LINES][HOOK_SIGN_LINE_SIZE]; /* "Name: value" */
    size_t count;
};

/* The headers of a new delivery. False: memory is short, or the secret is not
 * one of this kind. */
bool hook_sign(struct hook_sign *sign, enum hook_kind kind, const char *secret,
               const struct buf *body, int64_t now_s) MUST_CHECK;
/* Names another kind of event in the header that says it. False: the kind of
 * webhook has none, or it is no word. */
bool hook_sign_event(struct hook_sign *sign, const char *event) MUST_CHECK;

#endif
