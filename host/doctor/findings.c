#include "host/doctor/findings.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "host/cli/cli_util.h"
#include "host/doctor/end_of_life.h"

enum { TEXT_SIZE = 1024 };

static const char *const state_names[] = {
    [FINDING_YES] = "yes", [FINDING_NO] = "no", [FINDING_BAD] = "BAD"};

static bool set(json_t *row, const char *key, const char *text)
{
    json_t *value = json_string(text);

    return json_object_set_new(row, key, value ? value : json_string("?")) == 0;
}

void findings_add(struct findings *findings, const char *name,
                  enum finding state, const char *fmt, ...)
{
    char text[TEXT_SIZE];
    json_t *row = json_object();
    va_list args;

    va_start(args, fmt);
    (void)vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    if (!set(row, "name", name) || !set(row, "state", state_names[state]) ||
        !set(row, "text", text) || json_array_append(findings->rows, row) != 0)
        findings->incomplete = true;
    json_decref(row);
    findings->bad = findings->bad || state == FINDING_BAD;
}

static const char *text_of(const json_t *row, const char *key)
{
    return json_string_value(json_object_get(row, key));
}

void findings_print(const struct findings *findings)
{
    size_t at;
    const json_t *row;

    json_array_foreach(findings->rows, at, row)
    {
        cli_print("%-15s %-4s %s", text_of(row, "name"), text_of(row, "state"),
                  text_of(row, "text"));
    }
}

bool findings_print_json(const struct findings *findings)
{
    json_t *all = json_object();
    bool ok =
        json_object_set_new(all, "good", json_boolean(!findings->bad)) == 0 &&
        json_object_set(all, "rows", findings->rows) == 0 &&
        set(all, "endOfLifeTable", END_OF_LIFE_TABLE) &&
        json_dumpf(all, stdout, JSON_INDENT(2)) == 0 &&
        fputc('\n', stdout) != EOF;

    json_decref(all);
    return ok;
}
