#include "host/doctor/interpreters.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "common/buf.h"
#include "common/fd.h"
#include "host/doctor/end_of_life.h"
#include "host/doctor/findings.h"
#include "host/doctor/program_output.h"

enum { OUTPUT_MAX = 64 * 1024, WORD_SIZE = 64 };

/* The distribution of this machine, of os-release. */
struct distribution {
    char id[WORD_SIZE];
    char release[WORD_SIZE];
};

/* NAME=value or NAME="value", in a line of its own; "": there is none. */
static void read_value(const char *text, const char *name,
                       char value[WORD_SIZE])
{
    size_t size = strlen(name);

    value[0] = '\0';
    for (const char *at = text; at; at = strchr(at, '\n')) {
        at += *at == '\n';
        if (strncmp(at, name, size) != 0 || at[size] != '=')
            continue;
        at += size + 1;
        at += *at == '"';
        (void)snprintf(value, WORD_SIZE, "%.*s", (int)strcspn(at, "\"\n"), at);
        return;
    }
}

static void read_distribution(struct distribution *d)
{
    char text[4096] = "";

    (void)fd_read_file("/etc/os-release", text, sizeof text);
    read_value(text, "ID", d->id);
    read_value(text, "VERSION_ID", d->release);
}

/* The first in PATH is where packages of distributions put programs. */
static bool is_of_system(const char *program)
{
    const char *at = getenv("PATH");
    char path[PATH_MAX];

    while (at && *at) {
        int size = (int)strcspn(at, ":");
        (void)snprintf(path, sizeof path, "%.*s/%s", size, at, program);
        if (access(path, X_OK) == 0)
            return !strncmp(at, "/usr/bin", (size_t)size) ||
                   !strncmp(at, "/bin", (size_t)size);
        at += size + (at[size] == ':');
    }
    return false;
}

static void add_version(struct findings *findings, const char *program,
                        const char *version, const char *today)
{
    struct distribution d;
    char name[32];
    const char *last = end_of_life(program, version);

    read_distribution(&d);
    const char *packaged =
        is_of_system(program)
            ? end_of_life_packaged(d.id, d.release, program, version)
            : NULL;
    (void)snprintf(name, sizeof name, "%s-version", program);
    if (!last || strcmp(today, last) <= 0)
        findings_add(findings, name, FINDING_YES, "%s %s%s%s", program, version,
                     last ? ": mended until " : "", last ? last : "");
    else if (packaged && strcmp(today, packaged) <= 0)
        findings_add(findings, name, FINDING_YES,
                     "%s %s: mended by %s %s until %s, if it is the package of "
                     "that; by its makers until %s",
                     program, version, d.id, d.release, packaged, last);
    else
        findings_add(
            findings, name, FINDING_BAD,
            "%s %s: not mended since %s (by the table of " END_OF_LIFE_TABLE
            "); install a newer one",
            program, version, last);
}

void interpreters_look(struct findings *findings)
{
    static const char *const programs[] = {"node", "python3", "deno", "bun",
                                           "qjs"};
    char today[16] = "";
    time_t now = time(NULL);
    struct tm day;
    size_t found = 0;

    if (gmtime_r(&now, &day))
        (void)strftime(today, sizeof today, "%Y-%m-%d", &day);
    for (size_t i = 0; i < COUNT(programs); i++) {
        AUTO(struct buf, buf_free) output = BUF(OUTPUT_MAX);
        const char *const words[] = {programs[i], "--version", NULL};
        char version[WORD_SIZE];
        if (program_output(words, &output) != PROGRAM_DONE)
            continue;
        (void)snprintf(version, sizeof version, "%.*s",
                       (int)strcspn(output.data, "\n"), output.data);
        add_version(findings, programs[i], version, today);
        found++;
    }
    if (found == 0)
        findings_add(findings, "interpreters", FINDING_BAD,
                     "none of node, python3, deno, bun and qjs is in PATH");
}
