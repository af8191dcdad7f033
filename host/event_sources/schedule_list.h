/* schedule_list.h - when a function runs by itself: the key `schedules` of
 * dayfly.json, an array of objects with `expression` and perhaps `name`,
 * `zone`, `input`, `missed` and `enabled`. */
#ifndef DAYFLY_HOST_EVENT_SOURCES_SCHEDULE_LIST_H
#define DAYFLY_HOST_EVENT_SOURCES_SCHEDULE_LIST_H

#include <jansson.h>
#include <stdbool.h>

#include "common/compiler.h"
#include "common/error.h"

enum { SCHEDULE_LIST_MAX = 100 };

/* False: err says which one is wrong, and what it must be. */
bool schedule_list_check(const json_t *list, struct error *err) MUST_CHECK;

#endif
