#include "host/http/request_filter.h"

#include <arpa/inet.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/compiler.h"

static bool is(const char *name, size_t size, const char *wanted)
{
    return strlen(wanted) == size && strncasecmp(name, wanted, size) == 0;
}

bool http_value_is_valid(const char *value, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)value[i];
        if ((c < 0x20 && c != '\t') || c == 0x7f)
            return false;
    }
    return true;
}

/* RFC 9110, token. */
bool http_name_is_valid(const char *name, size_t size)
{
    static const char marks[] = "!#$%&'*+-.^_`|~";

    for (size_t i = 0; i < size; i++) {
        char c = name[i];
        char low = (char)(c | 0x20);
        if ((low < 'a' || low > 'z') && (c < '0' || c > '9') &&
            !memchr(marks, c, sizeof marks - 1))
            return false;
    }
    return size > 0;
}

static void keep(char *to, size_t room, const char *text, size_t size)
{
    /* A name that does not fit cannot be allowed: "?" matches no name. */
    if (size >= room)
        (void)snprintf(to, room, "?");
    else
        (void)snprintf(to, room, "%.*s", (int)size, text);
}

static void note_length(struct request_filter *filter, const char *value,
                        size_t size)
{
    filter->length_count++;
    filter->length = 0;
    if (size == 0)
        filter->bad_length = true;
    for (size_t i = 0; i < size; i++) {
        if (value[i] < '0' || value[i] > '9') {
            filter->bad_length = true;
            return;
        }
        uint64_t digit = (uint64_t)(value[i] - '0');
        if (filter->length > (UINT64_MAX - digit) / 10)
            filter->length = UINT64_MAX;
        else
            filter->length = filter->length * 10 + digit;
    }
}

void request_filter_add_header(struct request_filter *filter, const char *name,
                               size_t name_size, const char *value,
                               size_t value_size)
{
    filter->header_bytes += name_size + value_size + strlen(": \r\n");
    if (!http_name_is_valid(name, name_size))
        filter->bad_name = true;
    if (!http_value_is_valid(value, value_size))
        filter->control_char = true;
    if (is(name, name_size, "host")) {
        filter->host_count++;
        keep(filter->host, sizeof filter->host, value, value_size);
    } else if (is(name, name_size, "content-length")) {
        note_length(filter, value, value_size);
    } else if (is(name, name_size, "transfer-encoding")) {
        filter->coding_count++;
        if (!is(value, value_size, "chunked"))
            filter->bad_coding = true;
    } else if (is(name, name_size, "origin")) {
        filter->origin_count++;
        keep(filter->origin, sizeof filter->origin, value, value_size);
    } else if (is(name, name_size, "sec-fetch-site")) {
        if (!is(value, value_size, "same-origin") &&
            !is(value, value_size, "none"))
            filter->cross_site = true;
    }
}

void request_filter_set_host(struct request_filter *filter, const char *host)
{
    keep(filter->host, sizeof filter->host, host, strlen(host));
}

/* "name:80" → 4, "[::1]:80" → 5; 0 if the rest is not a port. */
static size_t host_name_size(const char *host)
{
    size_t size = *host == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":");

    if (size > strlen(host))
        return 0;
    if (host[size] == '\0')
        return size;
    const char *port = host + size + 1;
    if (host[size] != ':' || *port == '\0' ||
        port[strspn(port, "0123456789")] != '\0')
        return 0;
    return size;
}

static bool ends_with(const char *text, size_t size, const char *end)
{
    size_t tail = strlen(end);

    return size > tail && strncasecmp(text + size - tail, end, tail) == 0;
}

static bool is_address(const char *host, size_t size)
{
    char text[INET6_ADDRSTRLEN + 1];
    struct in6_addr out;
    bool six = *host == '[';

    if (six) {
        host++;
        size -= strlen("[]");
    }
    if (size >= sizeof text)
        return false;
    (void)snprintf(text, sizeof text, "%.*s", (int)size, host);
    return inet_pton(six ? AF_INET6 : AF_INET, text, &out) == 1;
}

/* DNS rebinding needs a name that an attacker controls. An IP address is no
 * name, and resolvers always map localhost to loopback (RFC 6761). */
static bool host_is_allowed(const char *host, const char *const *own_hosts)
{
    size_t size = host_name_size(host);

    if (size == 0)
        return false;
    if (is(host, size, "localhost") || ends_with(host, size, ".localhost"))
        return true;
    for (; own_hosts && *own_hosts; own_hosts++)
        if (is(host, size, *own_hosts))
            return true;
    return is_address(host, size);
}

static bool origin_is_host(const struct request_filter *filter)
{
    const char *scheme = filter->is_secure ? "https://" : "http://";
    size_t size = strlen(scheme);

    return strncasecmp(filter->origin, scheme, size) == 0 &&
           strcasecmp(filter->origin + size, filter->host) == 0;
}

static bool set_reject(struct http_reject *reject, unsigned status,
                       const char *fmt, ...) PRINTF_LIKE(3, 4);

static bool set_reject(struct http_reject *reject, unsigned status,
                       const char *fmt, ...)
{
    va_list args;

    reject->status = status;
    va_start(args, fmt);
    (void)vsnprintf(reject->message, sizeof reject->message, fmt, args);
    va_end(args);
    return false;
}

static bool check_framing(const struct request_filter *filter,
                          struct http_reject *reject)
{
    if (filter->bad_name)
        return set_reject(reject, 400,
                          "The name of a header has an invalid character.");
    if (filter->control_char)
        return set_reject(reject, 400,
                          "The value of a header has a control character.");
    if (filter->length_count > 1)
        return set_reject(reject, 400,
                          "There is more than one Content-Length header.");
    if (filter->length_count && filter->coding_count)
        return set_reject(reject, 400,
                          "There are both Content-Length and "
                          "Transfer-Encoding.");
    if (filter->bad_length)
        return set_reject(reject, 400, "Content-Length is not a number.");
    if (filter->coding_count > 1 || filter->bad_coding)
        return set_reject(reject, 400,
                          "The only supported Transfer-Encoding is chunked.");
    return true;
}

#define FOREIGN_PAGE "Web pages of other origins may not send requests."

static bool check_sender(const struct request_filter *filter,
                         const char *version, const char *const *own_hosts,
                         struct http_reject *reject)
{
    if (filter->host_count > 1 ||
        (filter->host_count == 0 && strcmp(version, "HTTP/1.0") != 0))
        return set_reject(reject, 400, "Exactly one Host header is required.");
    if (filter->host_count && !filter->knows_host &&
        !host_is_allowed(filter->host, own_hosts))
        return set_reject(
            reject, 403,
            "The Host header does not name this server (dayfly serve "
            "--host NAME allows a name).");
    if (filter->origin_count > 1)
        return set_reject(reject, 403, FOREIGN_PAGE);
    return true;
}

bool request_filter_check_page(const struct request_filter *filter,
                               struct http_reject *reject)
{
    if (!filter->cross_site &&
        (filter->origin_count == 0 || origin_is_host(filter)))
        return true;
    return set_reject(reject, 403, FOREIGN_PAGE);
}

bool request_filter_check_line(const char *method, const char *target,
                               struct http_reject *reject)
{
    if (!http_name_is_valid(method, strlen(method)))
        return set_reject(reject, 400, "The method has an invalid character.");
    if (strpbrk(target, " \t") || !http_value_is_valid(target, strlen(target)))
        return set_reject(reject, 400,
                          "The URL has a space or a control character: send "
                          "%%20, or its other %%-sequence.");
    return true;
}

bool request_filter_check(const struct request_filter *filter,
                          const char *version, const char *const *own_hosts,
                          size_t header_max, struct http_reject *reject)
{
    if (strcmp(version, "HTTP/1.1") != 0 && strcmp(version, "HTTP/1.0") != 0)
        return set_reject(reject, 505,
                          "Only HTTP/1.1 and HTTP/1.0 are supported.");
    if (filter->header_bytes > header_max)
        return set_reject(reject, 431, "The headers are larger than %zu bytes.",
                          header_max);
    return check_framing(filter, reject) &&
           check_sender(filter, version, own_hosts, reject);
}
