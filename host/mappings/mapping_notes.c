#include "host/mappings/mapping_notes.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "host/base/log_writer.h"
#include "host/dispatch/dispatcher.h"
#include "host/management/management.h"
#include "host/mappings/mappings.h"

enum { LINE_SIZE = 2048 };

static void log_line(const struct mappings *mappings, const char *line)
{
    log_writer_line(mappings->management->dispatcher->context.log, NULL, line,
                    strlen(line));
}

void mapping_notes_begin(struct mapping_notes *notes, struct mappings *mappings)
{
    *notes =
        (struct mapping_notes){.mappings = mappings, .lines = json_object()};
}

void mapping_notes_add(struct mapping_notes *notes, const char *fmt, ...)
{
    char line[LINE_SIZE];
    va_list args;

    va_start(args, fmt);
    (void)vsnprintf(line, sizeof line, fmt, args);
    va_end(args);
    if (!json_object_get(notes->mappings->told, line) &&
        !json_object_get(notes->lines, line))
        log_line(notes->mappings, line);
    (void)json_object_set_new(notes->lines, line, json_true());
}

void mapping_notes_end(struct mapping_notes *notes)
{
    json_decref(notes->mappings->told);
    notes->mappings->told = notes->lines;
}

void mapping_notes_log(const struct mappings *mappings, const char *fmt, ...)
{
    char line[LINE_SIZE];
    va_list args;

    va_start(args, fmt);
    (void)vsnprintf(line, sizeof line, fmt, args);
    va_end(args);
    log_line(mappings, line);
}
