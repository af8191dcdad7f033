#include "host/logbook/system_log.h"

#include <string.h>

#include "common/compiler.h"

static const char *const names[] = {
    [SYSTEM_LOG_DEBUG] = "DEBUG",
    [SYSTEM_LOG_INFO] = "INFO",
    [SYSTEM_LOG_WARN] = "WARN",
};

void system_log_read(struct system_log *log, const char *format,
                     const char *level)
{
    *log = (struct system_log){.is_json = !strcmp(format, "JSON"),
                               .least = SYSTEM_LOG_INFO};
    for (size_t i = 0; i < COUNT(names); i++)
        if (!strcmp(level, names[i]))
            log->least = (enum system_level)i;
}

const char *system_log_level(const struct system_log *log)
{
    return names[log->least];
}

bool system_log_takes(const struct system_log *log, enum system_level level)
{
    return log->is_json && level >= log->least;
}

bool system_log_is_record(const char *line)
{
    static const char start[] = "{\"time\":\"";
    static const char then[] = "\",\"type\":\"platform.";

    if (strncmp(line, start, strlen(start)) != 0)
        return false;
    line = strchr(line + strlen(start), '"');
    return line && !strncmp(line, then, strlen(then));
}
