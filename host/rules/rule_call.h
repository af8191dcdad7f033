/* rule_call.h - a request to EventBridge about rules: what most of them have in
 * common. */
#ifndef DAYFLY_HOST_RULES_RULE_CALL_H
#define DAYFLY_HOST_RULES_RULE_CALL_H

#include <jansson.h>
#include <stdbool.h>

#include "common/error.h"

struct http_request;
struct scheduler;

struct rule_call {
    struct scheduler *sc;
    struct http_request *req;
    json_t *root; /* an object */
};

/* The members have these types and lengths, which all operations share, and the
 * event bus is the one that there is. False, here and below: the response was
 * sent. */
bool rule_call_check(const struct rule_call *call);
/* The name that this member has; NULL: the response was sent. */
const char *rule_call_name(const struct rule_call *call, const char *member);
/* The rule that this member names; NULL: there is none, and the response was
 * sent. Borrowed. */
json_t *rule_call_rule(const struct rule_call *call, const char *member);
/* Stores a rule, which it takes. */
bool rule_call_put(const struct rule_call *call, json_t *rule);
/* Takes all the items: those of the page that Limit and NextToken ask for are
 * the response. */
void rule_call_page(const struct rule_call *call, const char *list,
                    json_t *items);
/* To be released with mem_free: the names of all rules, in order, with NULL at
 * the end. NULL: out of memory, and the response was sent. */
const char **rule_call_names(const struct rule_call *call);

#endif
