/* host_query - a form of SQS becomes JSON with the types that the operations
 * expect, or a sentence says what is wrong; and whatever is in it comes back in
 * XML that has no markup but ours.
 *
 * Input: the number of an operation, then the form. */
#include <string.h>

#include "common/buf.h"
#include "common/utf8.h"
#include "host/query/query_read.h"
#include "host/query/query_xml.h"
#include "host/sqs/sqs_shapes.h"
#include "test/fuzz/support/fuzz.h"

static const char *const names[] = {
    "CreateQueue",    "SendMessage",          "SendMessageBatch",
    "ReceiveMessage", "ListMessageMoveTasks", "ChangeMessageVisibilityBatch"};

static void check_types(const json_t *root, const struct query_member *members)
{
    for (const struct query_member *m = members; m->name; m++) {
        const json_t *value = json_object_get(root, m->json);
        if (!value)
            continue;
        if (m->kind == QUERY_LIST)
            must(json_is_array(value) && json_array_size(value) > 0);
        else if (m->kind == QUERY_MAP)
            must(json_is_object(value) && json_object_size(value) > 0);
        else
            must(json_is_string(value) ||
                 (m->kind == QUERY_NUMBER && json_is_integer(value)));
    }
}

static void check_xml(const char *text, size_t size)
{
    AUTO(struct buf, buf_free) out = BUF((size_t)1024 * 1024);

    must(query_xml_add_text(&out, text, size));
    must(!strpbrk(out.data, "<>\r") && strlen(out.data) == out.size);
    for (size_t at = 0; at < out.size;) {
        size_t one = utf8_length(out.data + at, out.size - at);
        must(one > 0 && ((unsigned char)out.data[at] >= 0x20 ||
                         strchr("\t\n", out.data[at])));
        at += one;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    AUTO(struct query_form, query_form_free) form = {.count = 0};
    struct error err = ERROR_NONE;
    json_t *root;

    if (size < 1)
        return 0;
    const struct query_action *action =
        sqs_shapes_find(names[*bytes % COUNT(names)]);
    must(action != NULL);
    if (!query_form_parse(&form, (const char *)bytes + 1, size - 1, &err)) {
        must(*err.text);
        return 0;
    }
    for (size_t i = 0; i < form.count; i++) {
        must(i == 0 || strcmp(form.list[i - 1].name, form.list[i].name) <= 0);
        must(query_form_find(&form, form.list[i].name) != NULL);
        check_xml(form.list[i].value, strlen(form.list[i].value));
    }
    root = query_read(&form, action->input, &err);
    must(root || *err.text);
    check_types(root, action->input);
    json_decref(root);
    return 0;
}
