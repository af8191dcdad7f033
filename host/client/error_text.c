#include "host/client/error_text.h"

#include <jansson.h>
#include <string.h>

enum { CAUSES_MAX = 10 };

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text ? text : "";
}

/* Some runtimes say `trace`. */
static const json_t *stack_of(const json_t *error)
{
    const json_t *stack = json_object_get(error, "stackTrace");

    return json_is_array(stack) ? stack : json_object_get(error, "trace");
}

static bool add_line(struct buf *out, const char *line)
{
    size_t size = strlen(line);

    return buf_add(out, line, size) &&
           (size == 0 || line[size - 1] == '\n' || buf_add_str(out, "\n"));
}

/* JavaScript's stack begins with type and message, which are already there. */
static bool add_stack(struct buf *out, const json_t *stack)
{
    size_t count = json_array_size(stack);
    size_t first = 0;
    bool ok = true;

    while (first < count) {
        const char *line = json_string_value(json_array_get(stack, first));
        if (line && (*line == ' ' || *line == '\t'))
            break;
        first++;
    }
    /* Another language, whose lines have no indent. */
    if (first == count)
        first = 0;
    for (size_t i = first; ok && i < count; i++) {
        const char *line = json_string_value(json_array_get(stack, i));
        ok = !line || add_line(out, line);
    }
    return ok;
}

static bool add_error(struct buf *out, const json_t *error)
{
    const char *type = text_of(error, "errorType");
    const char *message = text_of(error, "errorMessage");

    return buf_printf(out, "%s%s", type, *type && *message ? ": " : "") &&
           add_line(out, message) && (*message || buf_add_str(out, "\n")) &&
           add_stack(out, stack_of(error));
}

static bool add_all(struct buf *out, const json_t *error)
{
    const char *printed = text_of(json_object_get(error, "dayfly"), "stderr");
    bool ok = add_error(out, error);
    const json_t *cause = json_object_get(error, "cause");

    for (int i = 0; ok && json_is_object(cause) && i < CAUSES_MAX; i++) {
        ok = buf_add_str(out, "Caused by: ") && add_error(out, cause);
        cause = json_object_get(cause, "cause");
    }
    return ok && (!*printed || (buf_add_str(out, "The process printed:\n") &&
                                add_line(out, printed)));
}

bool error_text_add(struct buf *out, const struct buf *document)
{
    json_t *root = json_loadb(document->data, document->size, 0, NULL);
    bool ok = (*text_of(root, "errorType") || *text_of(root, "errorMessage")) &&
              add_all(out, root);

    json_decref(root);
    return ok;
}
