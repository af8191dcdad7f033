#include "host/front/front_error.h"

#include <stdarg.h>
#include <stdio.h>

#include "common/json/json_member.h"

static int line_of(const struct manifest_file *file, const char *key,
                   const char *member)
{
    struct json_member outer;
    struct json_member inner;
    int line = 1;

    if (!member ||
        !json_find_member(file->text.data, file->text.size, key, &outer) ||
        !json_find_member(outer.value, outer.value_size, member, &inner))
        return manifest_file_line(file, key);
    for (const char *c = file->text.data; c < inner.name; c++)
        line += *c == '\n';
    return line;
}

bool front_error(const struct manifest_file *file, const char *key,
                 const char *member, struct error *err, const char *fmt, ...)
{
    char what[700];
    va_list args;

    va_start(args, fmt);
    (void)vsnprintf(what, sizeof what, fmt, args);
    va_end(args);
    return error_set(err, "%s:%d: %s", file->path, line_of(file, key, member),
                     what);
}
