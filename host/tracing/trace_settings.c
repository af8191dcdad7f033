#include "host/tracing/trace_settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/compiler.h"
#include "host/tracing/trace_pairs.h"

struct reading {
    char *(*get)(const char *name);
    struct error *err;
};

/* What is empty counts as not set. */
static const char *value_of(const struct reading *r, const char *name)
{
    const char *value = r->get(name);

    return value && *value ? value : NULL;
}

/* OTEL_EXPORTER_OTLP_TRACES_X, otherwise OTEL_EXPORTER_OTLP_X. `name`: which of
 * them it is. */
static const char *otlp(const struct reading *r, const char *which,
                        char name[64])
{
    const char *value;

    (void)snprintf(name, 64, "OTEL_EXPORTER_OTLP_TRACES_%s", which);
    value = value_of(r, name);
    if (value)
        return value;
    (void)snprintf(name, 64, "OTEL_EXPORTER_OTLP_%s", which);
    return value_of(r, name);
}

static bool read_endpoint(struct trace_settings *s, const struct reading *r)
{
    const char *own = value_of(r, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");
    const char *all = value_of(r, "OTEL_EXPORTER_OTLP_ENDPOINT");
    const char *url = own ? own : all;
    size_t size = url ? strlen(url) : 0;

    s->on = url != NULL;
    if (!url)
        return true;
    if ((strncasecmp(url, "http://", 7) != 0 &&
         strncasecmp(url, "https://", 8) != 0) ||
        size > 2048 || strpbrk(url, " \t\r\n"))
        return error_set(r->err,
                         "OTEL_EXPORTER_OTLP_%sENDPOINT is \"%.200s\"; it must "
                         "be a URL such as http://127.0.0.1:4318",
                         own ? "TRACES_" : "", url);
    /* That for traces alone is taken as it is. */
    while (!own && size > 0 && url[size - 1] == '/')
        size--;
    return (buf_add(&s->url, url, size) &&
            (own || buf_add_str(&s->url, "/v1/traces"))) ||
           error_set(r->err, "out of memory");
}

static bool check_word(const struct reading *r, const char *which,
                       const char *only)
{
    char name[64];
    const char *value = otlp(r, which, name);

    return !value || !strcmp(value, only) ||
           error_set(r->err, "%s is \"%.100s\"; dayfly can only do %s", name,
                     value, only);
}

static bool read_number(const struct reading *r, const char *name,
                        const char *value, unsigned *number)
{
    size_t digits = value ? strspn(value, "0123456789") : 0;

    if (!value)
        return true;
    *number = (unsigned)strtoul(value, NULL, 10);
    return (digits > 0 && digits < 8 && !value[digits] && *number > 0) ||
           error_set(r->err,
                     "%s is \"%.100s\"; it must be a whole number from 1 to "
                     "9999999",
                     name, value);
}

static bool read_numbers(struct trace_settings *s, const struct reading *r)
{
    const struct {
        const char *name;
        unsigned *number;
    } rows[] = {{"OTEL_BSP_SCHEDULE_DELAY", &s->delay_ms},
                {"OTEL_BSP_MAX_QUEUE_SIZE", &s->queue},
                {"OTEL_BSP_MAX_EXPORT_BATCH_SIZE", &s->batch}};
    char name[64];
    const char *timeout = otlp(r, "TIMEOUT", name);

    s->timeout_ms = 10000;
    s->delay_ms = 5000;
    s->queue = 2048;
    s->batch = 512;
    for (size_t i = 0; i < COUNT(rows); i++)
        if (!read_number(r, rows[i].name, value_of(r, rows[i].name),
                         rows[i].number))
            return false;
    return read_number(r, name, timeout, &s->timeout_ms);
}

static bool read_ratio(struct trace_settings *s, const struct reading *r)
{
    const char *text = value_of(r, "OTEL_TRACES_SAMPLER_ARG");
    char *end = NULL;

    s->ratio = text ? strtod(text, &end) : 1;
    return !text || (end != text && !*end && s->ratio >= 0 && s->ratio <= 1) ||
           error_set(r->err,
                     "OTEL_TRACES_SAMPLER_ARG is \"%.100s\"; it must be a "
                     "number from 0 to 1",
                     text);
}

static bool read_sampler(struct trace_settings *s, const struct reading *r)
{
    static const struct {
        const char *name;
        enum trace_sampler sampler;
        bool by_parent;
    } known[] = {{"parentbased_always_on", TRACE_ALWAYS_ON, true},
                 {"parentbased_always_off", TRACE_ALWAYS_OFF, true},
                 {"parentbased_traceidratio", TRACE_RATIO, true},
                 {"always_on", TRACE_ALWAYS_ON, false},
                 {"always_off", TRACE_ALWAYS_OFF, false},
                 {"traceidratio", TRACE_RATIO, false}};
    const char *text = value_of(r, "OTEL_TRACES_SAMPLER");

    for (size_t i = 0; i < COUNT(known); i++) {
        if (text && strcmp(text, known[i].name) != 0)
            continue;
        s->sampler = known[i].sampler;
        s->by_parent = known[i].by_parent;
        return s->sampler != TRACE_RATIO || read_ratio(s, r);
    }
    return error_set(r->err,
                     "OTEL_TRACES_SAMPLER is \"%.100s\"; it must be always_on, "
                     "always_off, traceidratio, or one of them after "
                     "parentbased_",
                     text);
}

static bool is_off(const struct reading *r)
{
    const char *disabled = value_of(r, "OTEL_SDK_DISABLED");
    const char *exporter = value_of(r, "OTEL_TRACES_EXPORTER");

    return (disabled && !strcasecmp(disabled, "true")) ||
           (exporter && !strcmp(exporter, "none"));
}

static bool read_texts(struct trace_settings *s, const struct reading *r)
{
    const char *service = value_of(r, "OTEL_SERVICE_NAME");
    char name[64];
    const char *headers = otlp(r, "HEADERS", name);

    if (service && !buf_add_str(&s->service, service))
        return error_set(r->err, "OTEL_SERVICE_NAME is too long");
    return trace_pairs_attributes(s, value_of(r, "OTEL_RESOURCE_ATTRIBUTES"),
                                  r->err) &&
           trace_pairs_headers(s, name, headers, r->err);
}

bool trace_settings_read(struct trace_settings *settings,
                         char *(*get)(const char *name), struct error *err)
{
    const struct reading r = {.get = get, .err = err};
    const char *exporter;

    *settings = (struct trace_settings){.url = BUF(TRACE_TEXT_MAX),
                                        .service = BUF(TRACE_TEXT_MAX),
                                        .attributes = BUF(TRACE_TEXT_MAX),
                                        .headers = BUF(TRACE_TEXT_MAX)};
    if (is_off(&r))
        return true;
    if (!read_endpoint(settings, &r) || !settings->on)
        return !settings->on;
    exporter = value_of(&r, "OTEL_TRACES_EXPORTER");
    if (exporter && strcmp(exporter, "otlp") != 0)
        return error_set(err,
                         "OTEL_TRACES_EXPORTER is \"%.100s\"; it must be otlp "
                         "or none",
                         exporter);
    return check_word(&r, "PROTOCOL", "http/json") &&
           check_word(&r, "COMPRESSION", "none") &&
           read_numbers(settings, &r) && read_sampler(settings, &r) &&
           read_texts(settings, &r);
}

void trace_settings_free(struct trace_settings *settings)
{
    buf_free(&settings->url);
    buf_free(&settings->service);
    buf_free(&settings->attributes);
    buf_free(&settings->headers);
}
