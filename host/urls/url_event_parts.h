/* url_event_parts.h - what the events of both payload formats have in common.
 */
#ifndef DAYFLY_HOST_URLS_URL_EVENT_PARTS_H
#define DAYFLY_HOST_URLS_URL_EVENT_PARTS_H

#include "host/urls/url_event.h"

enum { URL_EVENT_TIME_SIZE = 40 };

/* The name without regard to case. */
bool url_event_has_name(const struct url_param *p, const char *name);
/* NULL: the request does not have it. */
const struct url_param *url_event_header(const struct url_request *u,
                                         const char *name);
/* The headers of the event, in an array to be freed with mem_free: without
 * those that concern the connection, and with those that AWS adds, which use
 * `port`. NULL: out of memory. */
struct url_param *url_event_headers(const struct url_request *u,
                                    bool with_cookies, char port[16],
                                    size_t *count);
/* "12/Mar/2020:19:03:58 +0000" */
void url_event_time(char text[URL_EVENT_TIME_SIZE], int64_t now_ms);
/* The body is sent as text: it is UTF-8 and its type is one of text, or any. */
bool url_event_is_text(const struct url_request *u, bool any_type);

#endif
