#include "host/logbook/log_settings.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static void path_of(const char *folder, const char *name, char path[PATH_MAX])
{
    (void)snprintf(path, PATH_MAX, "%.*s/%s", PATH_MAX - 64, folder, name);
}

json_t *log_settings_read(const char *folder)
{
    char path[PATH_MAX];

    path_of(folder, "settings.json", path);
    json_t *settings = json_load_file(path, 0, NULL);
    if (json_is_object(settings))
        return settings;
    json_decref(settings);
    return NULL;
}

bool log_settings_write(const json_t *settings, const char *folder,
                        struct error *err)
{
    char path[PATH_MAX];
    char aside[PATH_MAX];

    path_of(folder, "settings.json", path);
    path_of(folder, "settings.new", aside);
    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        return error_set_errno(err, "cannot create %s", folder);
    if (json_dump_file(settings, aside, JSON_COMPACT) == 0 &&
        rename(aside, path) == 0)
        return true;
    (void)error_set_errno(err, "cannot write %s", path);
    (void)unlink(aside);
    return false;
}

void log_settings_remove(const char *folder)
{
    char path[PATH_MAX];

    path_of(folder, "settings.json", path);
    (void)unlink(path);
}

unsigned log_settings_days(const json_t *settings, unsigned otherwise)
{
    json_int_t days =
        json_integer_value(json_object_get(settings, "retentionInDays"));

    return days > 0 && days < otherwise ? (unsigned)days : otherwise;
}
