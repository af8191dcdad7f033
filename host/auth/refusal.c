#include "host/auth/refusal.h"

#include <stdarg.h>
#include <stdio.h>

bool refusal_set(struct refusal *refusal, enum service_error_kind kind,
                 const char *fmt, ...)
{
    va_list args;

    refusal->kind = kind;
    va_start(args, fmt);
    (void)vsnprintf(refusal->text, sizeof refusal->text, fmt, args);
    va_end(args);
    return false;
}
