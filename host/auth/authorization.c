#include "host/auth/authorization.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "host/base/percent.h"

#define ALGORITHM "AWS4-HMAC-SHA256"
#define TERMINATOR "aws4_request"

static bool copy(char *to, size_t room, const char *text, size_t size)
{
    if (size >= room)
        return false;
    memcpy(to, text, size);
    to[size] = '\0';
    return true;
}

static bool incomplete(struct refusal *refusal, const char *text)
{
    return refusal_set(refusal, SERVICE_INCOMPLETE_SIGNATURE, "%s", text);
}

/* keyid/date/region/service/aws4_request; an id has no slash in it. */
static bool read_credential(struct authorization *a, const char *text,
                            struct refusal *refusal)
{
    struct {
        char *to;
    } const parts[] = {{a->key}, {a->day}, {a->region}, {a->service}};
    const char *at = text;

    for (size_t i = 0; i < COUNT(parts); i++) {
        size_t size = strcspn(at, "/");
        if (at[size] != '/' || size == 0 ||
            !copy(parts[i].to, AUTHORIZATION_PART, at, size))
            return refusal_set(
                refusal, SERVICE_INCOMPLETE_SIGNATURE,
                "Credential must have exactly 5 slash-delimited elements, e.g. "
                "keyid/date/region/service/term, got '%.200s'",
                text);
        at += size + 1;
    }
    if (!strcmp(at, TERMINATOR))
        return true;
    return refusal_set(refusal, SERVICE_INVALID_SIGNATURE,
                       "Credential should be scoped with a valid terminator: "
                       "'" TERMINATOR "', not '%.100s'.",
                       at);
}

/* The value of NAME=VALUE among parts with commas between; false: there is
 * none, or it does not fit. */
static bool find_part(const char *text, const char *name, char *value,
                      size_t room)
{
    size_t skip = strlen(name);

    while (*text) {
        text += strspn(text, ", \t");
        size_t size = strcspn(text, ", \t");
        if (size > skip && text[skip] == '=' && !strncmp(text, name, skip))
            return copy(value, room, text + skip + 1, size - skip - 1);
        text += size;
    }
    return false;
}

/* Says all that is missing, as AWS does, and not the header itself. */
static bool read_signed(struct authorization *a, const char *text,
                        struct refusal *refusal)
{
    static const char missing[] =
        "Authorization header requires '%s' parameter. ";
    char credential[4 * AUTHORIZATION_PART];
    char message[256] = "";
    size_t used = 0;
    const struct {
        const char *name;
        char *value;
        size_t room;
    } parts[] = {
        {"Credential", credential, sizeof credential},
        {"Signature", a->signature, sizeof a->signature},
        {"SignedHeaders", a->signed_headers, sizeof a->signed_headers},
    };

    for (size_t i = 0; i < COUNT(parts); i++)
        if (!find_part(text, parts[i].name, parts[i].value, parts[i].room))
            used += (size_t)snprintf(message + used, sizeof message - used,
                                     missing, parts[i].name);
    if (used > 0)
        return incomplete(refusal, message);
    a->form = AUTHORIZATION_SIGNED;
    return read_credential(a, credential, refusal);
}

/* ID.SECRET */
static bool read_bearer(struct authorization *a, const char *text,
                        struct refusal *refusal)
{
    size_t size = strcspn(text, ".");

    a->form = AUTHORIZATION_BEARER;
    if (text[size] == '.' && copy(a->key, sizeof a->key, text, size) &&
        copy(a->secret, sizeof a->secret, text + size + 1,
             strcspn(text + size + 1, " \t")))
        return true;
    return refusal_set(refusal, SERVICE_UNRECOGNIZED_CLIENT,
                       "The bearer token must be the access key id, a dot and "
                       "the secret access key.");
}

static const char *after(const char *text, const char *scheme)
{
    size_t size = strlen(scheme);

    if (strncasecmp(text, scheme, size) != 0 ||
        (text[size] != ' ' && text[size] != '\t'))
        return NULL;
    return text + size + strspn(text + size, " \t");
}

bool authorization_read(struct authorization *a, const char *text,
                        struct refusal *refusal)
{
    const char *rest = after(text, ALGORITHM);

    *a = (struct authorization){.expires_s = 0};
    if (rest)
        return read_signed(a, rest, refusal);
    rest = after(text, "Bearer");
    if (rest)
        return read_bearer(a, rest, refusal);
    return incomplete(refusal,
                      "Unsupported AWS 'algorithm': the Authorization header "
                      "must begin with " ALGORITHM " or Bearer.");
}

static bool decode(char *value, size_t room, const char *text, size_t size)
{
    size_t used = 0;

    for (size_t at = 0; at < size;) {
        char c = percent_next(text, size, &at);
        if (used + 1 >= room || c == '\0')
            return false;
        value[used++] = c;
    }
    value[used] = '\0';
    return true;
}

static bool find_query(const char *query, const char *name, char *value,
                       size_t room)
{
    size_t skip = strlen(name);

    while (*query) {
        size_t size = strcspn(query, "&");
        if (size > skip && query[skip] == '=' && !strncmp(query, name, skip))
            return decode(value, room, query + skip + 1, size - skip - 1);
        query += size + (query[size] == '&');
    }
    return false;
}

bool authorization_is_presigned(const char *query)
{
    char ignored[AUTHORIZATION_PART];

    return find_query(query, "X-Amz-Algorithm", ignored, sizeof ignored) ||
           find_query(query, "X-Amz-Signature", ignored, sizeof ignored);
}

static bool read_expires(struct authorization *a, const char *text,
                         struct refusal *refusal)
{
    size_t digits = strspn(text, "0123456789");

    a->expires_s = strtol(text, NULL, 10);
    if (digits > 0 && digits < 7 && text[digits] == '\0' && a->expires_s > 0 &&
        a->expires_s <= AUTHORIZATION_EXPIRES_MAX_S)
        return true;
    return incomplete(refusal,
                      "X-Amz-Expires must be a number of seconds from 1 to "
                      "604800");
}

bool authorization_read_query(struct authorization *a, const char *query,
                              struct refusal *refusal)
{
    char algorithm[AUTHORIZATION_PART];
    char credential[4 * AUTHORIZATION_PART];
    char expires[AUTHORIZATION_PART];
    const struct {
        const char *name;
        char *value;
        size_t room;
    } parts[] = {
        {"X-Amz-Algorithm", algorithm, sizeof algorithm},
        {"X-Amz-Credential", credential, sizeof credential},
        {"X-Amz-Signature", a->signature, sizeof a->signature},
        {"X-Amz-SignedHeaders", a->signed_headers, sizeof a->signed_headers},
        {"X-Amz-Date", a->date, sizeof a->date},
        {"X-Amz-Expires", expires, sizeof expires},
    };

    *a = (struct authorization){.form = AUTHORIZATION_PRESIGNED};
    for (size_t i = 0; i < COUNT(parts); i++)
        if (!find_query(query, parts[i].name, parts[i].value, parts[i].room))
            return refusal_set(refusal, SERVICE_INCOMPLETE_SIGNATURE,
                               "AWS query-string parameters must include '%s'.",
                               parts[i].name);
    if (strcmp(algorithm, ALGORITHM) != 0)
        return incomplete(refusal, "X-Amz-Algorithm must be " ALGORITHM ".");
    return read_expires(a, expires, refusal) &&
           read_credential(a, credential, refusal);
}

bool authorization_signs(const struct authorization *a, const char *name,
                         size_t size)
{
    for (const char *at = a->signed_headers; *at;) {
        size_t length = strcspn(at, ";");
        if (length == size && !strncasecmp(at, name, size))
            return true;
        at += length + (at[length] == ';');
    }
    return false;
}
