#include "host/aws_json/log_stream_settings.h"

#include <string.h>

#include "common/clock.h"
#include "host/aws_json/aws_json.h"
#include "host/aws_json/log_group_name.h"
#include "host/aws_json/log_group_settings.h"
#include "host/logbook/log_named_streams.h"
#include "host/logbook/logbook.h"

const char *log_stream_name(struct aws_members *m)
{
    const char *name = aws_members_log_name(m, "logStreamName");

    if (!name && !m->failed) {
        m->failed = true;
        aws_json_invalid(m->req,
                         "1 validation error detected: Value null at "
                         "'logStreamName' failed to satisfy constraint: Member "
                         "must not be null");
    }
    return m->failed ? NULL : name;
}

void log_stream_reply_unknown(struct aws_members *m)
{
    m->failed = true;
    aws_json_error(m->req, "ResourceNotFoundException",
                   "The specified log stream does not exist.");
}

void log_stream_create(struct service_context *service, struct aws_members *m)
{
    struct log_group *group = log_group_name_find(service, m);
    const char *name = log_stream_name(m);
    char stream[LOG_STREAM_SIZE];

    if (m->failed)
        return;
    if (strpbrk(name, ":*")) {
        aws_json_invalid(m->req,
                         "1 validation error detected: Value '%.512s' at "
                         "'logStreamName' failed to satisfy constraint: Member "
                         "must satisfy regular expression pattern: [^:*]*",
                         name);
        return;
    }
    if (log_named_streams_find(group->settings, name, stream)) {
        aws_json_error(m->req, "ResourceAlreadyExistsException",
                       "The specified log stream already exists");
        return;
    }
    json_t *settings = log_group_settings_copy(group);
    if (settings && !log_named_streams_add(settings, name, clock_wall_ms())) {
        json_decref(settings);
        settings = NULL;
    }
    log_group_settings_save(m, group, settings);
}

void log_stream_delete(struct service_context *service, struct aws_members *m)
{
    struct log_group *group = log_group_name_find(service, m);
    const char *name = log_stream_name(m);
    char stream[LOG_STREAM_SIZE];

    if (m->failed)
        return;
    if (!log_named_streams_find(group->settings, name, stream)) {
        log_stream_reply_unknown(m);
        return;
    }
    json_t *settings = log_group_settings_copy(group);
    if (settings)
        log_named_streams_remove(settings, name);
    log_group_settings_save(m, group, settings);
}
