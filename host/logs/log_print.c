#include "host/logs/log_print.h"

#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "common/clock.h"
#include "common/visible_text.h"
#include "host/logbook/system_log.h"

#define RED "\x1b[31m"
#define YELLOW "\x1b[33m"
#define DIM "\x1b[2m"
#define PLAIN "\x1b[0m"

enum { LEVEL_BYTES = 160 }; /* of a line, in which its level stands */

static const char *text_of(const json_t *event, const char *key)
{
    const char *text = json_string_value(json_object_get(event, key));

    return text ? text : "";
}

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static bool has(const char *text, size_t size, const char *word)
{
    return memmem(text, size, word, strlen(word)) != NULL;
}

static const char *colour_of_platform(const char *text)
{
    return strstr(text, "\"status\":") &&
                   !strstr(text, "\"status\":\"success\"")
               ? RED
               : DIM;
}

/* "": none. */
static const char *colour_of(const char *text)
{
    size_t size = strnlen(text, LEVEL_BYTES);

    if (system_log_is_record(text))
        return colour_of_platform(text);
    if (begins(text, "START RequestId: ") || begins(text, "END RequestId: ") ||
        (begins(text, "REPORT RequestId: ") && !strstr(text, "Status: ")))
        return DIM;
    if (has(text, size, "ERROR") || has(text, size, "FATAL") ||
        begins(text, "[CRITICAL]") || has(text, size, "Task timed out") ||
        strstr(text, "Status: error") || strstr(text, "Status: timeout") ||
        has(text, size, "\"level\":\"error"))
        return RED;
    if (has(text, size, "WARN") || has(text, size, "\"level\":\"warn"))
        return YELLOW;
    return "";
}

/* A line end of the message is that of the line. */
static size_t size_of(const json_t *event)
{
    const json_t *message = json_object_get(event, "message");
    size_t size = json_string_length(message);

    return size > 0 && json_string_value(message)[size - 1] == '\n' ? size - 1
                                                                    : size;
}

static const char *version_of(const char *stream, size_t *size)
{
    const char *open = strchr(stream, '[');

    *size = open ? strcspn(open + 1, "]") : 0;
    return open ? open + 1 : "";
}

bool log_print_is_of(const json_t *event, const char *version)
{
    size_t size;
    const char *own = version_of(text_of(event, "logStreamName"), &size);

    return strlen(version) == size && !strncmp(own, version, size);
}

static bool print_json(const json_t *event, const char *time)
{
    const char *text = text_of(event, "message");
    const char *stream = text_of(event, "logStreamName");
    const char *request =
        json_string_value(json_object_get(event, "requestId"));
    size_t size;
    const char *version = version_of(stream, &size);
    json_t *object = json_pack(
        "{s:s, s:O, s:s%, s:s, s:s?, s:s%}", "time", time, "timestamp",
        json_object_get(event, "timestamp"), "version", version, size, "stream",
        stream, "requestId", request, "message", text, size_of(event));
    bool ok = object &&
              json_dumpf(object, stdout, JSON_COMPACT | JSON_ENSURE_ASCII) == 0;

    json_decref(object);
    return putchar('\n') != EOF && ok;
}

/* The runtime's own time, which would be there twice, and its TAB. */
static size_t time_in(const char *text)
{
    static const char form[] = "dddd-dd-ddTdd:dd:dd.dddZ\t";
    size_t i = 0;

    while (form[i] && (form[i] == 'd' ? text[i] >= '0' && text[i] <= '9'
                                      : text[i] == form[i]))
        i++;
    return form[i] ? 0 : i;
}

static bool print_text(const struct log_print *print, const json_t *event,
                       const char *time)
{
    AUTO(struct buf, buf_free) line = BUF(1024 * 1024);
    const char *text = text_of(event, "message");
    size_t skip = time_in(text);
    const char *colour = print->colours ? colour_of(text) : "";

    return buf_printf(&line, "%s%s%s ", print->colours ? DIM : "", time,
                      print->colours ? PLAIN : "") &&
           buf_add_str(&line, colour) &&
           visible_text_add(&line, text + skip, size_of(event) - skip,
                            "\n\t") &&
           buf_add_str(&line, *colour ? PLAIN "\n" : "\n") &&
           fwrite(line.data, 1, line.size, stdout) == line.size;
}

bool log_print_event(const struct log_print *print, const json_t *event)
{
    char time[CLOCK_TEXT_SIZE];

    clock_text(json_integer_value(json_object_get(event, "timestamp")), time);
    return print->json ? print_json(event, time)
                       : print_text(print, event, time);
}
