/* queue_print.h - what `dayfly queue` prints. */
#ifndef DAYFLY_HOST_QUEUE_QUEUE_PRINT_H
#define DAYFLY_HOST_QUEUE_QUEUE_PRINT_H

#include <jansson.h>
#include <stdbool.h>

void queue_print_counts(const json_t *page);
/* A line for each event of the page. *last is the number of the last one.
 * False: there are no more pages. */
bool queue_print_events(const json_t *page, json_int_t *last);
/* That more wait than the page shows. */
void queue_print_rest(const json_t *page);
/* On several lines. */
void queue_print_json(const json_t *value);
/* On one. False: it cannot be printed. */
bool queue_print_line(const json_t *value);

#endif
