/* page.h - lists in pages: the query parameters `MaxItems` and `Marker`, and
 * `NextMarker` of the response. */
#ifndef DAYFLY_HOST_MANAGEMENT_PAGE_H
#define DAYFLY_HOST_MANAGEMENT_PAGE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct http_request;
struct request_path;

/* Whatever MaxItems says, AWS Lambda sends 50 at most. */
enum { PAGE_MAX = 50, PAGE_ITEMS_MAX = 10000, PAGE_MARKER_SIZE = 256 };

struct page {
    size_t most;
    char marker[PAGE_MARKER_SIZE]; /* ""; the first page */
};

/* most: the largest MaxItems of the operation. False: a parameter is not valid,
 * and the response was sent. */
bool page_read(struct page *page, struct http_request *req,
               const struct request_path *path, json_int_t most);
/* How the items are in order. A marker is the name of the first item of a page:
 * items may come and go between two pages. */
struct page_order {
    /* The member of an item that has its name; NULL: it is the item. */
    const char *key;
    /* The part of it that is the name; NULL: all. */
    const char *(*part)(const char *text);
    bool (*is_before)(const char *one, const char *other);
};

/* Sends {LIST: the page's part of the items, NextMarker}. Takes the items. */
void page_send(const struct page *page, struct http_request *req,
               const char *list, json_t *items, const struct page_order *order);
/* In order of bytes. */
bool page_text_is_before(const char *one, const char *other);

#endif
