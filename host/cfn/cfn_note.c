#include "host/cfn/cfn_note.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool cfn_error(const struct cfn_values *v, const struct yaml_node *at,
               struct error *err, const char *fmt, ...)
{
    char what[700];
    va_list args;

    va_start(args, fmt);
    (void)vsnprintf(what, sizeof what, fmt, args);
    va_end(args);
    return error_set(err, "%s:%d:%d: %s", v->path, at->line, at->column, what);
}

static bool has_note(const json_t *notes, const char *text)
{
    for (size_t i = 0; i < json_array_size(notes); i++)
        if (!strcmp(json_string_value(json_array_get(notes, i)), text))
            return true;
    return false;
}

void cfn_note(const struct cfn_values *v, const struct yaml_node *at,
              const char *fmt, ...)
{
    char what[700];
    struct error note = ERROR_NONE;
    va_list args;

    va_start(args, fmt);
    (void)vsnprintf(what, sizeof what, fmt, args);
    va_end(args);
    /* What an error says begins with a place. */
    size_t size = strlen(v->path);
    if (!at && !strncmp(what, v->path, size) && what[size] == ':')
        (void)error_set(&note, "%s", what);
    else if (at)
        (void)cfn_error(v, at, &note, "%s", what);
    else
        (void)error_set(&note, "%s: %s", v->path, what);
    if (json_array_size(v->notes) < CFN_NOTES_MAX &&
        !has_note(v->notes, note.text))
        (void)json_array_append_new(v->notes, json_string(note.text));
}
