/* item_list.h - lists of settings in pages, in order of their FunctionArn. */
#ifndef DAYFLY_HOST_FUNCTION_SETTINGS_ITEM_LIST_H
#define DAYFLY_HOST_FUNCTION_SETTINGS_ITEM_LIST_H

#include <jansson.h>

struct http_request;
struct request_path;

/* Takes the item, which may be NULL. */
void item_list_add(json_t *items, json_t *item);
/* Sends the page that the request asks for. Takes the items. */
void item_list_send(json_t *items, struct http_request *req,
                    const struct request_path *path, const char *key);

#endif
