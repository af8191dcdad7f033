#include "host/page/page_place.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/compiler.h"
#include "host/auth/caller_check.h"
#include "host/http/http_exchange.h"
#include "host/http/http_request.h"
#include "host/page/page_serve.h"
#include "host/service/service_context.h"
#include "host/service/service_error.h"
#include "host/urls/url_match.h"

static const char *own_name(const char *own)
{
    return own ? own : PAGE_HOST_NAME;
}

/* PAGE_HOST_NAME is this machine for a browser that has asked by this name. */
static bool is_loopback(const char *domain)
{
    static const char end[] = ".localhost";
    size_t size = strlen(domain);
    size_t tail = strlen(end);

    return !strcasecmp(domain, "localhost") || !strcmp(domain, "127.0.0.1") ||
           !strcmp(domain, "[::1]") ||
           (size > tail && !strcasecmp(domain + size - tail, end));
}

enum page_place page_place_of(const struct page_question *question)
{
    char domain[URL_DOMAIN_SIZE];

    url_match_domain(domain, question->host);
    if (!strcasecmp(domain, own_name(question->own)))
        return PAGE_OWN;
    if (question->own)
        return PAGE_LEADS;
    if (is_loopback(domain) && !(question->has_keys && question->is_secure))
        return PAGE_LEADS;
    return question->has_keys ? PAGE_SHARED : PAGE_NONE;
}

static enum page_place place_at(const struct service_context *service,
                                const char *host, bool is_secure)
{
    const struct page_question question = {
        .host = host,
        .own = service->page_host,
        .has_keys =
            service->caller_check && service->caller_check->keys.required,
        .is_secure = is_secure,
    };

    return page_place_of(&question);
}

static enum page_place place_of(const struct service_context *service,
                                const struct http_request *req)
{
    return place_at(service, http_request_host(req),
                    http_request_is_secure(req));
}

bool page_place_is_own(const struct service_context *service,
                       const struct http_request *req)
{
    return place_of(service, req) == PAGE_OWN;
}

/* The URL of the page's own name, at the port of `host`, which may be NULL. */
static void write_own(char url[PAGE_URL_SIZE],
                      const struct service_context *service, const char *host,
                      bool is_secure)
{
    char domain[URL_DOMAIN_SIZE];

    url_match_domain(domain, host);
    (void)snprintf(url, PAGE_URL_SIZE, "%s://%s%s/",
                   is_secure ? "https" : "http", own_name(service->page_host),
                   host ? host + strlen(domain) : "");
}

/* The port that the request has come to. */
static void write_url(char url[PAGE_URL_SIZE],
                      const struct service_context *service,
                      const struct http_request *req)
{
    write_own(url, service, http_request_host(req),
              http_request_is_secure(req));
}

bool page_place_url(char url[PAGE_URL_SIZE],
                    const struct service_context *service, const char *base)
{
    const char *host = strstr(base, "://") + strlen("://");
    bool is_secure = !strncmp(base, "https:", strlen("https:"));
    enum page_place place = place_at(service, host, is_secure);

    if (place == PAGE_LEADS)
        write_own(url, service, host, is_secure);
    else
        (void)snprintf(url, PAGE_URL_SIZE, "%s/", base);
    return place != PAGE_NONE;
}

/* A browser keeps the part after "#". */
static void lead(const struct service_context *service,
                 struct http_request *req)
{
    char url[PAGE_URL_SIZE];
    const struct http_field fields[] = {
        {"Location", url}, {"Cache-Control", "no-store"}, {"Vary", "Accept"}};

    write_url(url, service, req);
    http_respond(req, 307, fields, COUNT(fields),
                 (struct http_body){.bytes = ""});
}

void page_place_serve(const struct service_context *service,
                      struct http_request *req)
{
    switch (place_of(service, req)) {
    case PAGE_LEADS:
        lead(service, req);
        break;
    case PAGE_NONE:
        service_error_send(
            req, SERVICE_ACCESS_DENIED,
            "Functions answer at this host name and the host has no keys, so "
            "the page needs a name of its own: dayfly serve --page-host NAME.");
        break;
    default:
        page_serve(req);
    }
}

/* Scripts cannot set Referer to another origin than theirs. */
bool page_place_links(const struct service_context *service,
                      const struct http_request *req)
{
    char url[PAGE_URL_SIZE];
    const char *mode = http_request_header(req, "Sec-Fetch-Mode");
    const char *from = http_request_header(req, "Referer");

    write_url(url, service, req);
    return !strcmp(req->method, "GET") && mode && !strcmp(mode, "navigate") &&
           from && !strcasecmp(from, url);
}

bool page_place_allows(const struct service_context *service,
                       const struct http_request *req)
{
    const char *site = http_request_header(req, "Sec-Fetch-Site");
    bool is_of_page = http_request_header(req, "Origin") ||
                      (site && strcasecmp(site, "none") != 0);
    bool has_keys =
        service->caller_check && service->caller_check->keys.required;

    return !is_of_page || has_keys || page_place_is_own(service, req);
}

void page_place_refuse(const struct service_context *service,
                       struct http_request *req)
{
    char url[PAGE_URL_SIZE];

    write_url(url, service, req);
    service_error_send(
        req, SERVICE_ACCESS_DENIED,
        "Functions answer at this host name and the host has no keys, so web "
        "pages may not call its API here. The page of the host is at %s.",
        url);
}
