/* page_serve.h - the files of the page by which a person looks at a host: a
 * client of its APIs in a browser. They are built into the program; they hold
 * no secret and need no key. */
#ifndef DAYFLY_HOST_PAGE_PAGE_SERVE_H
#define DAYFLY_HOST_PAGE_PAGE_SERVE_H

#include <stdbool.h>

struct http_request;

/* The request is for a path that only the page has, below /_dayfly/page/. */
bool page_serve_is_for(const struct http_request *req);
/* A browser asks for "/": what it gets if nothing else is served there. */
bool page_serve_is_at_root(const struct http_request *req);
/* Responds to a request of these two kinds. */
void page_serve(struct http_request *req);

#endif
