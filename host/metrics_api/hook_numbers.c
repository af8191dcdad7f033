#include "host/metrics_api/hook_numbers.h"

#include <stdio.h>
#include <string.h>

static const struct metric_family requests = {
    "dayfly_hook_requests", METRIC_COUNTER, "",
    "Requests to a webhook, by what they came to."};
static const struct metric_family deploys = {
    "dayfly_hook_deploys", METRIC_COUNTER, "",
    "Deploy commands of a webhook that have ended."};

enum { LABEL_SIZE = HOOK_STATS_NAME_SIZE + 16 };

static struct metric_labels labels_of(const struct hook_stats *stats,
                                      char label[LABEL_SIZE], const char *name)
{
    (void)snprintf(label, LABEL_SIZE, "hook=\"%s\"", stats->name);
    return (struct metric_labels){
        .text = label, .size = strlen(label), .name = name};
}

void hook_numbers_add(struct metric_text *text, const struct stats_book *book)
{
    char label[LABEL_SIZE];

    if (!book->hooks)
        return;
    metric_text_family(text, &requests);
    for (const struct hook_stats *s = book->hooks; s; s = s->next) {
        struct metric_labels labels = labels_of(s, label, "result");
        for (int i = 0; i < HOOK_RESULTS; i++) {
            labels.value = hook_result_word((enum hook_result)i);
            metric_text_count(text, &labels, s->results[i]);
        }
    }
    metric_text_family(text, &deploys);
    for (const struct hook_stats *s = book->hooks; s; s = s->next) {
        struct metric_labels labels = labels_of(s, label, "result");
        labels.value = "done";
        metric_text_count(text, &labels, s->deploys_done);
        labels.value = "failed";
        metric_text_count(text, &labels, s->deploys_failed);
    }
}
