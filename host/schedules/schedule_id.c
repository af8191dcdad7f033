#include "host/schedules/schedule_id.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/crypto/digest.h"

enum { NUMBER_DIGITS = 7, WHAT_SIZE = 128 };

static void name_time(char what[WHAT_SIZE], const char *schedule, int64_t due_s)
{
    (void)snprintf(what, WHAT_SIZE, "%s %lld", schedule, (long long)due_s);
}

void schedule_id_of_time(char text[UUID_SIZE], const char *schedule,
                         int64_t due_s)
{
    char what[WHAT_SIZE];

    name_time(what, schedule, due_s);
    digest_uuid(what, text);
}

uint32_t schedule_id_number(const char *schedule, int64_t due_s)
{
    char what[WHAT_SIZE];
    char hash[DIGEST_TEXT_SIZE];

    name_time(what, schedule, due_s);
    digest_text(what, strlen(what), hash);
    hash[NUMBER_DIGITS] = '\0';
    return (uint32_t)strtoul(hash, NULL, 16);
}
