#include "host/deploy/deploy_step.h"

#include <stdarg.h>
#include <stdio.h>

#include "host/deploy/deploy.h"

static void show(const struct deploy *d, const char *name, const char *fmt,
                 va_list args) PRINTF_LIKE(3, 0);

static void show(const struct deploy *d, const char *name, const char *fmt,
                 va_list args)
{
    char text[2048];
    char line[2200];

    (void)vsnprintf(text, sizeof text, fmt, args);
    (void)snprintf(line, sizeof line, "%s: %s", name, text);
    d->show(line);
}

bool deploy_step(struct deploy *d, const char *name, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    show(d, name, fmt, args);
    va_end(args);
    d->steps++;
    return !d->is_dry;
}

void deploy_say(const struct deploy *d, const char *name, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    show(d, name, fmt, args);
    va_end(args);
}
