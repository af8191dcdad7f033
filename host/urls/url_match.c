#include "host/urls/url_match.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

static void take(char *to, size_t room, const char *text, size_t size)
{
    *to = '\0';
    if (size < room)
        (void)snprintf(to, room, "%.*s", (int)size, text);
}

/* NAME:ALIAS, or NAME. */
static void take_path_name(struct url_target *t, const char *text, size_t size)
{
    const char *colon = memchr(text, ':', size);
    size_t name = colon ? (size_t)(colon - text) : size;

    take(t->name, sizeof t->name, text, name);
    take(t->alias, sizeof t->alias, text + name + 1,
         colon ? size - name - 1 : 0);
}

/* ALIAS.NAME, or NAME. */
static void take_host_name(struct url_target *t, const char *text, size_t size)
{
    const char *dot = memchr(text, '.', size);
    size_t alias = dot ? (size_t)(dot - text) : 0;
    size_t skip = dot ? alias + 1 : 0;

    take(t->name, sizeof t->name, text + skip, size - skip);
    take(t->alias, sizeof t->alias, text, alias);
}

static void take_path(struct url_target *t, const char *text)
{
    size_t size = strcspn(text, "?");

    t->path = size > 0 ? text : "/";
    t->path_size = size > 0 ? size : 1;
    t->query = text[size] == '?' ? text + size + 1 : "";
}

void url_match_domain(char domain[URL_DOMAIN_SIZE], const char *host)
{
    if (!host)
        host = "";
    size_t size = *host == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":");
    (void)snprintf(domain, URL_DOMAIN_SIZE, "%.*s", (int)size, host);
}

static bool is_in_host(struct url_target *t)
{
    size_t size = strlen(t->domain);
    size_t end = strlen(URL_HOST_END);

    if (size < end || strcasecmp(t->domain + size - end, URL_HOST_END) != 0)
        return false;
    take_host_name(t, t->domain, size - end);
    return true;
}

bool url_match_parse(struct url_target *t, const char *host, const char *raw)
{
    size_t skip = strlen(URL_PATH_BEGIN);

    url_match_domain(t->domain, host);
    if (is_in_host(t)) {
        take_path(t, raw);
        return true;
    }
    if (strncmp(raw, URL_PATH_BEGIN, skip) != 0)
        return false;
    raw += skip;
    size_t size = strcspn(raw, "/?");
    take_path_name(t, raw, size);
    take_path(t, raw + size);
    return true;
}
