/* refusal.h - why a caller may not do what it asks for. */
#ifndef DAYFLY_HOST_AUTH_REFUSAL_H
#define DAYFLY_HOST_AUTH_REFUSAL_H

#include <stdbool.h>

#include "common/compiler.h"
#include "host/service/service_error.h"

struct refusal {
    enum service_error_kind kind;
    char text[1024];
};

/* Returns false, for `return refusal_set(...);`. */
bool refusal_set(struct refusal *refusal, enum service_error_kind kind,
                 const char *fmt, ...) PRINTF_LIKE(3, 4);

#endif
