#include "host/urls/url_match.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

static void take_text(char *to, const char *text, size_t size)
{
    memcpy(to, text, size);
    to[size] = '\0';
}

/* One that is too long is none at all, and its URL not another's. */
static void take_names(struct url_target *t, const char *name, size_t name_size,
                       const char *alias, size_t alias_size)
{
    bool fits = name_size < sizeof t->name && alias_size < sizeof t->alias;

    take_text(t->name, name, fits ? name_size : 0);
    take_text(t->alias, alias, fits ? alias_size : 0);
}

/* NAME:ALIAS, or NAME. */
static void take_path_name(struct url_target *t, const char *text, size_t size)
{
    const char *colon = memchr(text, ':', size);
    size_t name = colon ? (size_t)(colon - text) : size;

    take_names(t, text, name, colon ? colon + 1 : text,
               colon ? size - name - 1 : 0);
}

/* ALIAS.NAME, or NAME. */
static void take_host_name(struct url_target *t, const char *text, size_t size)
{
    const char *dot = memchr(text, '.', size);
    size_t alias = dot ? (size_t)(dot - text) : 0;
    size_t skip = dot ? alias + 1 : 0;

    take_names(t, text + skip, size - skip, text, alias);
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
