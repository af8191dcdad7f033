#include "bootstrap/response/xray_cause.h"

#include <jansson.h>
#include <string.h>

/* DEL is the one character that is ASCII, needs no escape in JSON, and may not
 * stand in a header. */
static void put(struct buf *cause, const json_t *document)
{
    char *text = json_dumps(document, JSON_COMPACT | JSON_ENSURE_ASCII);

    for (char *c = text; c && *c; c++)
        if (*c == '\x7f')
            *c = '?';
    if (text && strlen(text) <= XRAY_CAUSE_MAX_BYTES)
        (void)!buf_add_str(cause, text);
    mem_free(text);
}

void xray_cause_take(struct buf *error, struct buf *cause)
{
    json_t *object = json_loadb(error->data, error->size, JSON_ALLOW_NUL, NULL);
    const json_t *document = json_object_get(object, "xray");

    buf_clear(cause);
    if (document) {
        if (json_is_object(document))
            put(cause, document);
        (void)json_object_del(object, "xray");
        char *rest = json_dumps(object, JSON_COMPACT);
        if (rest && strlen(rest) <= error->size) {
            buf_clear(error);
            (void)!buf_add_str(error, rest);
        }
        mem_free(rest);
    }
    json_decref(object);
}
