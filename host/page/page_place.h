/* page_place.h - where the page is. A browser lets scripts of one origin read
 * and call all of it, and functions answer with HTML, too. So the page has a
 * host name at which no function answers, and a host without keys takes
 * requests of web pages to its APIs at this name alone. */
#ifndef DAYFLY_HOST_PAGE_PAGE_PLACE_H
#define DAYFLY_HOST_PAGE_PAGE_PLACE_H

#include <stdbool.h>

#include "common/compiler.h"

struct http_request;
struct service_context;

/* The name if `--page-host` says no other: browsers lead it to loopback. */
#define PAGE_HOST_NAME "dayfly.localhost"

enum page_place {
    PAGE_OWN,    /* the page's own name */
    PAGE_SHARED, /* functions answer here, too; the page needs a key */
    PAGE_LEADS,  /* to the page's own name */
    PAGE_NONE,   /* the host has no keys, and no browser finds the own name */
};

struct page_question {
    const char *host; /* the header Host; NULL: none */
    const char *own;  /* of --page-host; NULL: PAGE_HOST_NAME */
    bool has_keys;
    bool is_secure; /* by https, whose certificate is for other names */
};

enum { PAGE_URL_SIZE = 336 };

enum page_place page_place_of(const struct page_question *question);

/* The request is to the page's own name: nothing of functions is there. */
bool page_place_is_own(const struct service_context *service,
                       const struct http_request *req);
/* Where a browser finds the page of a host at this URL, which has no slash at
 * its end. False: nowhere, for want of keys or of a name of its own. */
bool page_place_url(char url[PAGE_URL_SIZE],
                    const struct service_context *service,
                    const char *base) MUST_CHECK;
/* Responds to a request for the page (page_serve.h): with it, or with the way
 * to its own name. */
void page_place_serve(const struct service_context *service,
                      struct http_request *req);
/* A link on the page leads to what a function answers; another origin's may
 * not. */
bool page_place_links(const struct service_context *service,
                      const struct http_request *req);
/* False: a web page has sent this request to an API, and may not. */
bool page_place_allows(const struct service_context *service,
                       const struct http_request *req);
/* Responds to such a request. */
void page_place_refuse(const struct service_context *service,
                       struct http_request *req);

#endif
