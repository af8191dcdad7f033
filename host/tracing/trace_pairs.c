#include "host/tracing/trace_pairs.h"

#include <string.h>

#include "host/tracing/span_json.h"

/* Calls `add` with each name and decoded value. */
struct pairs {
    struct trace_settings *settings;
    const char *variable;
    bool (*add)(struct trace_settings *settings, const char *name,
                const char *value);
};

static int digit(char c)
{
    static const char digits[] = "0123456789abcdefABCDEF";
    const char *at = c ? strchr(digits, c) : NULL;
    int value = at ? (int)(at - digits) : -1;

    return value > 15 ? value - 6 : value;
}

/* Without the spaces at its ends, and with its percent sequences decoded.
 * False: one is not valid. */
static bool decode(struct buf *out, const char *text, size_t size)
{
    while (size > 0 && (*text == ' ' || *text == '\t'))
        text++, size--;
    while (size > 0 && (text[size - 1] == ' ' || text[size - 1] == '\t'))
        size--;
    buf_clear(out);
    for (size_t i = 0; i < size; i++) {
        char c = text[i];
        if (c == '%') {
            int high = size - i > 2 ? digit(text[i + 1]) : -1;
            int low = size - i > 2 ? digit(text[i + 2]) : -1;
            if (high < 0 || low < 0)
                return false;
            c = (char)(high * 16 + low);
            i += 2;
        }
        if (c == '\0' || !buf_add(out, &c, 1))
            return false;
    }
    return true;
}

static bool read(const struct pairs *pairs, const char *text, struct error *err)
{
    AUTO(struct buf, buf_free) name = BUF(TRACE_TEXT_MAX);
    AUTO(struct buf, buf_free) value = BUF(TRACE_TEXT_MAX);

    while (text && *text) {
        size_t size = strcspn(text, ",");
        const char *equals = memchr(text, '=', size);
        size_t before = equals ? (size_t)(equals - text) : 0;
        bool ok = equals && decode(&name, text, before) && name.size > 0 &&
                  decode(&value, equals + 1, size - before - 1) &&
                  pairs->add(pairs->settings, name.data, value.data);
        /* A comma at the end does no harm. */
        if (!ok && size > strspn(text, " \t"))
            return error_set(err,
                             "%s has \"%.*s\"; it must be a list NAME=VALUE,… "
                             "with what is special as %%XX",
                             pairs->variable, size < 100 ? (int)size : 100,
                             text);
        text += size;
        text += *text == ',' ? 1 : 0;
    }
    return true;
}

static bool add_attribute(struct trace_settings *settings, const char *name,
                          const char *value)
{
    if (!strcmp(name, "service.name"))
        return settings->service.size > 0 ||
               buf_add_str(&settings->service, value);
    return buf_add_str(&settings->attributes, ",") &&
           span_json_add_text(&settings->attributes, name, value);
}

/* No value may begin another line of the request. */
static bool add_header(struct trace_settings *settings, const char *name,
                       const char *value)
{
    static const char token[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
        "!#$&'*+-.^_`|~";

    return !name[strspn(name, token)] && !strpbrk(value, "\r\n") &&
           buf_printf(&settings->headers, "%s: %s", name, value) &&
           buf_add(&settings->headers, "", 1);
}

bool trace_pairs_attributes(struct trace_settings *settings, const char *text,
                            struct error *err)
{
    const struct pairs pairs = {.settings = settings,
                                .variable = "OTEL_RESOURCE_ATTRIBUTES",
                                .add = add_attribute};

    return read(&pairs, text, err);
}

bool trace_pairs_headers(struct trace_settings *settings, const char *variable,
                         const char *text, struct error *err)
{
    const struct pairs pairs = {
        .settings = settings, .variable = variable, .add = add_header};

    return read(&pairs, text, err);
}
