#include "host/http/library_version.h"

#include <ctype.h>
#include <stdlib.h>

enum { NUMBERS = 3 };

/* Missing numbers are 0; what follows the numbers is no part of the version. */
static bool read_version(const char *text, unsigned long numbers[NUMBERS])
{
    for (int i = 0; i < NUMBERS; i++) {
        char *end = NULL;
        if (!isdigit((unsigned char)*text))
            return i > 0;
        numbers[i] = strtoul(text, &end, 10);
        if (*end != '.')
            return true;
        text = end + 1;
    }
    return true;
}

bool library_version_check(const char *version, struct error *err)
{
    unsigned long is[NUMBERS] = {0};
    unsigned long least[NUMBERS] = {0};
    int i = 0;

    bool ok = read_version(version, is);
    (void)read_version(LIBRARY_VERSION_LEAST, least);
    while (i < NUMBERS - 1 && is[i] == least[i])
        i++;
    if (ok && is[i] >= least[i])
        return true;
    return error_set(
        err,
        "the HTTP library libmicrohttpd is version %s, in which "
        "one request can stop the host: install " LIBRARY_VERSION_LEAST
        " or later, or build with make MHD=source",
        version);
}
