/* host_target - a target is cut at its slashes first and decoded after: no
 * segment holds a NUL, decoding again what was encoded gives it back, and what
 * a query parameter is found to be stands in the query.
 *
 * Input: the target. */
#include <stdio.h>
#include <string.h>

#include "common/compiler.h"
#include "host/http/request_path.h"
#include "test/fuzz/support/fuzz.h"

/* The plainest decoder there can be, of a whole path: slashes that were
 * encoded become 0x01. -1: broken. */
static int decode(char *to, const char *from, size_t size)
{
    int put = 0;

    for (size_t i = 0; i < size; i++) {
        unsigned value = (unsigned char)from[i];
        if (from[i] == '%') {
            char hex[3] = {0};
            char *end = NULL;
            if (size - i < 3 ||
                strspn(from + i + 1, "0123456789abcdefABCDEF") < 2)
                return -1;
            memcpy(hex, from + i + 1, 2);
            value = (unsigned)strtoul(hex, &end, 16);
            if (value == 0)
                return -1;
            if (value == '/')
                value = 1;
            i += 2;
        }
        to[put++] = (char)value;
    }
    to[put] = '\0';
    return put;
}

static void join(char *to, const struct request_path *path)
{
    for (size_t i = 0; i < path->count; i++) {
        *to++ = '/';
        for (const char *c = path->segment[i]; *c; c++)
            *to++ = (char)(*c == '/' ? 1 : *c);
    }
    *to = '\0';
}

static size_t count(const char *text, size_t size, char c)
{
    size_t n = 0;

    for (size_t i = 0; i < size; i++)
        n += text[i] == c;
    return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct request_path t;
    static char raw[2 * REQUEST_PATH_MAX_BYTES];
    static char wanted[2 * REQUEST_PATH_MAX_BYTES];
    static char got[2 * REQUEST_PATH_MAX_BYTES];
    char value[64];

    if (size >= sizeof raw || memchr(bytes, 0, size))
        return 0;
    memcpy(raw, bytes, size);
    raw[size] = '\0';
    size_t path = strcspn(raw, "?");
    int decoded = decode(wanted, raw, path);
    bool good = decoded >= 0 && *raw == '/' && size <= REQUEST_PATH_MAX_BYTES &&
                count(raw, path, '/') <= REQUEST_PATH_SEGMENTS;
    must(request_path_parse(&t, raw) == good);
    if (!good)
        return 0;
    join(got, &t);
    must(!strcmp(got, wanted));
    must(!strcmp(t.query, raw[path] ? raw + path + 1 : ""));
    if (request_path_query(&t, "Qualifier", value, sizeof value)) {
        must(strlen(value) < sizeof value);
        must(strstr(t.query, "Qualifier=") != NULL);
    }
    (void)request_path_matches(&t, "2015-03-31/functions/*/invocations");
    must(!request_path_matches(&t, "") || (t.count == 1 && !*t.segment[0]));
    return 0;
}
