/* log_list_page.h - a page of a list of groups or streams: in order, after the
 * item that the request's nextToken names. */
#ifndef DAYFLY_HOST_AWS_JSON_LOG_LIST_PAGE_H
#define DAYFLY_HOST_AWS_JSON_LOG_LIST_PAGE_H

#include <jansson.h>
#include <stdbool.h>

struct aws_members;

/* What a list is about. */
struct log_list {
    const char *list;  /* the member of the response */
    const char *key;   /* the member of an item that is its name */
    const char *order; /* a number of an item, by which they stand before they
                          stand by name; "": by name */
    bool descending;
    int most; /* that a request may ask for; 0: as many as it gets unasked */
};

/* Takes the items, and sends the response. */
void log_list_page_send(struct aws_members *m, json_t *items,
                        const struct log_list *l);

#endif
