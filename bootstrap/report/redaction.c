#include "bootstrap/report/redaction.h"

#include <string.h>
#include <strings.h>

enum { LEAST_BYTES = 6, WRITTEN_MAX_BYTES = 256 * 1024 };

bool redact_is_secret_name(const char *pair)
{
    static const char *const words[] = {
        "KEY",     "SECRET", "TOKEN", "PASS", "CREDENTIAL",
        "PRIVATE", "COOKIE", "AUTH",  "DSN",  "_URL",
    };
    size_t size = strcspn(pair, "=");

    for (size_t i = 0; i < COUNT(words); i++)
        for (size_t at = 0; at + strlen(words[i]) <= size; at++)
            if (!strncasecmp(pair + at, words[i], strlen(words[i])))
                return true;
    return false;
}

static bool replace(struct buf *text, const char *what, size_t size)
{
    AUTO(struct buf, buf_free) next = BUF(text->max);
    const char *at = text->data;
    const char *end = at + text->size;
    const char *found;

    if (!memmem(at, text->size, what, size))
        return true;
    for (; (found = memmem(at, (size_t)(end - at), what, size));
         at = found + size)
        if (!buf_add(&next, at, (size_t)(found - at)) ||
            !buf_add_str(&next, REDACTED_MARK))
            return false;
    if (!buf_add(&next, at, (size_t)(end - at)))
        return false;
    struct buf old = *text;
    *text = next;
    next = old;
    return true;
}

/* As JSON writers escape it: quotes, backslashes and line ends; with `slashes`
 * also slashes, as some do. */
static bool as_json(struct buf *out, const char *value, bool slashes)
{
    bool ok = true;

    for (; ok && *value; value++) {
        const char *escaped = *value == '"'              ? "\\\""
                              : *value == '\\'           ? "\\\\"
                              : *value == '\n'           ? "\\n"
                              : *value == '\r'           ? "\\r"
                              : *value == '\t'           ? "\\t"
                              : *value == '/' && slashes ? "\\/"
                                                         : NULL;
        ok = escaped ? buf_add_str(out, escaped) : buf_add(out, value, 1);
    }
    return ok;
}

static bool remove_one(struct buf *out, const char *value, struct buf *written)
{
    bool ok = replace(out, value, strlen(value));

    for (int slashes = 0; ok && slashes < 2; slashes++) {
        buf_clear(written);
        ok = as_json(written, value, slashes) &&
             replace(out, written->data, written->size);
    }
    return ok;
}

bool redact(struct buf *out, const char *text, size_t size,
            char *const *environment)
{
    AUTO(struct buf, buf_free) written = BUF(WRITTEN_MAX_BYTES);
    bool ok = buf_add(out, text, size);

    for (char *const *pair = environment; ok && *pair; pair++) {
        const char *value = strchr(*pair, '=');
        if (!value || !redact_is_secret_name(*pair) ||
            strlen(value + 1) < LEAST_BYTES)
            continue;
        ok = remove_one(out, value + 1, &written);
    }
    return ok;
}
