/* host_gate - a request that is let in has one meaning and comes from here: one
 * Host that names this machine, at most one length and no other coding beside
 * it, no control character, no other site's page.
 *
 * Input: one byte for the version, then header lines `name: value`. */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "host/http/request_filter.h"
#include "test/fuzz/support/fuzz.h"

enum { HEADER_MAX = 1000 };

#define OWN "dayfly.example"

struct seen {
    size_t hosts, lengths, codings, origins;
    char host[256];
    char origin[300];
};

static bool named(const char *name, size_t size, const char *wanted)
{
    return strlen(wanted) == size && !strncasecmp(name, wanted, size);
}

static void copy(char *to, size_t room, const char *value, size_t size)
{
    (void)snprintf(to, room, "%.*s", (int)size, value);
}

/* What can be read in a line of a request that was let in. */
static void see(struct seen *s, const char *name, size_t name_size,
                const char *value, size_t size)
{
    must(name_size > 0);
    for (size_t i = 0; i < name_size; i++)
        must(name[i] > ' ' && name[i] != 0x7f && name[i] != ':' &&
             !((unsigned char)name[i] & 0x80));
    for (size_t i = 0; i < size; i++)
        must((unsigned char)value[i] >= ' ' || value[i] == '\t');
    if (named(name, name_size, "host")) {
        s->hosts++;
        copy(s->host, sizeof s->host, value, size);
        must(size < sizeof s->host);
    } else if (named(name, name_size, "content-length")) {
        s->lengths++;
        must(size > 0);
        for (size_t i = 0; i < size; i++)
            must(value[i] >= '0' && value[i] <= '9');
    } else if (named(name, name_size, "transfer-encoding")) {
        s->codings++;
        must(named(value, size, "chunked"));
    } else if (named(name, name_size, "origin")) {
        s->origins++;
        copy(s->origin, sizeof s->origin, value, size);
    } else if (named(name, name_size, "sec-fetch-site")) {
        must(named(value, size, "none") || named(value, size, "same-origin"));
    }
}

/* A port may follow; then it is a known name, or nothing but an address. */
static void must_be_ours(const char *host)
{
    char name[256];
    struct in6_addr any;
    size_t size = strlen(host);
    size_t digits = 0;

    while (digits < size && strchr("0123456789", host[size - 1 - digits]))
        digits++;
    if (digits > 0 && digits < size && host[size - 1 - digits] == ':' &&
        (*host != '[' || host[size - 2 - digits] == ']'))
        size -= digits + 1;
    copy(name, sizeof name, host, size);
    if (*name == '[') {
        must(name[size - 1] == ']');
        name[size - 1] = '\0';
        must(inet_pton(AF_INET6, name + 1, &any) == 1);
        return;
    }
    bool below = size > 10 && !strcasecmp(name + size - 10, ".localhost");
    must(below || !strcasecmp(name, "localhost") || !strcasecmp(name, OWN) ||
         inet_pton(AF_INET, name, &any) == 1);
    must(!strpbrk(name, ":"));
}

static void check_open(const struct seen *s, const char *version)
{
    must(s->hosts == 1 || (s->hosts == 0 && !strcmp(version, "HTTP/1.0")));
    if (s->hosts)
        must_be_ours(s->host);
    must(s->lengths + s->codings <= 1);
    must(s->origins <= 1);
    if (s->origins)
        must(!strncasecmp(s->origin, "http://", 7) &&
             !strcasecmp(s->origin + 7, s->host));
}

/* Calls with each header; the value is without blanks around it. */
static void each(const char *text, size_t size, struct request_filter *filter,
                 struct seen *s)
{
    while (size > 0) {
        const char *end = memchr(text, '\n', size);
        size_t line = end ? (size_t)(end - text) : size;
        const char *colon = memchr(text, ':', line);
        size_t name = colon ? (size_t)(colon - text) : line;
        const char *value = colon ? colon + 1 : text + line;
        size_t left = (size_t)(text + line - value);
        while (left > 0 && *value == ' ') {
            value++;
            left--;
        }
        if (filter)
            request_filter_add_header(filter, text, name, value, left);
        if (s)
            see(s, text, name, value, left);
        line += end != NULL;
        text += line;
        size -= line;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const char *const versions[] = {"HTTP/1.1", "HTTP/1.1", "HTTP/1.0",
                                           "HTTP/2.0", "HTTP/1.2", ""};
    static const char *const own[] = {OWN, NULL};
    struct request_filter filter = {0};
    struct seen s = {0};
    struct http_reject reject = {0};

    if (size == 0)
        return 0;
    const char *version =
        versions[bytes[0] % (sizeof versions / sizeof *versions)];
    const char *text = (const char *)bytes + 1;
    each(text, size - 1, &filter, NULL);
    if (request_filter_check(&filter, version, bytes[0] & 128 ? own : NULL,
                             HEADER_MAX, &reject) &&
        request_filter_check_page(&filter, &reject)) {
        must(size - 1 <= HEADER_MAX);
        each(text, size - 1, NULL, &s);
        check_open(&s, version);
        must(!strncmp(version, "HTTP/1.", 7));
    } else {
        must(reject.status >= 400 && reject.status < 600 && *reject.message);
    }
    return 0;
}
