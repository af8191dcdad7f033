#include "host/doctor/end_of_life.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "common/compiler.h"

enum { ANY_MINOR = -1 };

static const struct {
    const char *program;
    long major;
    long minor;
    const char *last_day;
} table[] = {
    {"node", 14, ANY_MINOR, "2023-04-30"},
    {"node", 16, ANY_MINOR, "2023-09-11"},
    {"node", 18, ANY_MINOR, "2025-04-30"},
    {"node", 19, ANY_MINOR, "2023-06-01"},
    {"node", 20, ANY_MINOR, "2026-04-30"},
    {"node", 21, ANY_MINOR, "2024-06-01"},
    {"node", 22, ANY_MINOR, "2027-04-30"},
    {"node", 23, ANY_MINOR, "2025-06-01"},
    {"node", 24, ANY_MINOR, "2028-04-30"},
    {"node", 25, ANY_MINOR, "2026-06-01"},
    {"python3", 3, 8, "2024-10-31"},
    {"python3", 3, 9, "2025-10-31"},
    {"python3", 3, 10, "2026-10-31"},
    {"python3", 3, 11, "2027-10-31"},
    {"python3", 3, 12, "2028-10-31"},
    {"python3", 3, 13, "2029-10-31"},
    {"python3", 3, 14, "2030-10-31"},
};

/* Those that their makers have left, or will have before the distribution
 * does: Debian with its long term support. */
static const struct {
    const char *id;
    const char *release;
    const char *program;
    long major;
    long minor;
    const char *last_day;
} packages[] = {
    {"debian", "12", "node", 18, ANY_MINOR, "2028-06-30"},
    {"debian", "12", "python3", 3, 11, "2028-06-30"},
    {"debian", "13", "node", 20, ANY_MINOR, "2030-06-30"},
    {"debian", "13", "python3", 3, 13, "2030-06-30"},
    {"ubuntu", "22.04", "python3", 3, 10, "2027-04-30"},
    {"ubuntu", "24.04", "python3", 3, 12, "2029-04-30"},
};

static void read_version(const char *version, long *major, long *minor)
{
    char *rest;

    while (*version && !isdigit((unsigned char)*version))
        version++;
    *major = strtol(version, &rest, 10);
    *minor = *rest == '.' ? strtol(rest + 1, NULL, 10) : 0;
}

const char *end_of_life(const char *program, const char *version)
{
    long major;
    long minor;

    read_version(version, &major, &minor);
    for (size_t i = 0; i < COUNT(table); i++)
        if (!strcmp(table[i].program, program) && table[i].major == major &&
            (table[i].minor == ANY_MINOR || table[i].minor == minor))
            return table[i].last_day;
    return NULL;
}

const char *end_of_life_packaged(const char *id, const char *release,
                                 const char *program, const char *version)
{
    long major;
    long minor;

    read_version(version, &major, &minor);
    for (size_t i = 0; i < COUNT(packages); i++)
        if (!strcmp(packages[i].id, id) &&
            !strcmp(packages[i].release, release) &&
            !strcmp(packages[i].program, program) &&
            packages[i].major == major &&
            (packages[i].minor == ANY_MINOR || packages[i].minor == minor))
            return packages[i].last_day;
    return NULL;
}
