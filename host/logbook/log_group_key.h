/* log_group_key.h - how a log group of CloudWatch Logs is called on the disk:
 * "/aws/lambda/FUNCTION" as its function, any other one "@" and its name with
 * "=" for each slash. Pure. */
#ifndef DAYFLY_HOST_LOGBOOK_LOG_GROUP_KEY_H
#define DAYFLY_HOST_LOGBOOK_LOG_GROUP_KEY_H

#include <stdbool.h>

#include "host/logbook/log_group.h"

#define LOG_GROUP_OF_FUNCTIONS "/aws/lambda/"

enum {
    LOG_GROUP_FULL_SIZE = LOG_GROUP_NAME_SIZE + sizeof LOG_GROUP_OF_FUNCTIONS,
    LOG_GROUP_FULL_MAX = LOG_GROUP_NAME_SIZE - 2, /* of a group's name */
};

/* False: no group can have this name here. */
bool log_group_key(const char *name, char key[LOG_GROUP_NAME_SIZE]);
void log_group_full_name(const char *key, char name[LOG_GROUP_FULL_SIZE]);
/* It is no function's. */
bool log_group_key_is_own(const char *key);

#endif
