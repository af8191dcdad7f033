#include "common/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool error_set(struct error *err, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    (void)vsnprintf(err->text, sizeof err->text, fmt, args);
    va_end(args);
    return false;
}

bool error_set_errno(struct error *err, const char *fmt, ...)
{
    char what[768];
    va_list args;

    /* The text is a constant, or in glibc of this thread alone. */
    const char *reason = strerror(errno);

    va_start(args, fmt);
    (void)vsnprintf(what, sizeof what, fmt, args);
    va_end(args);
    return error_set(err, "%s: %s", what, reason);
}

bool error_prefix(struct error *err, const char *fmt, ...)
{
    struct error inner = *err;
    char where[256];
    va_list args;

    va_start(args, fmt);
    (void)vsnprintf(where, sizeof where, fmt, args);
    va_end(args);
    return error_set(err, "%s: %s", where, inner.text);
}
