#include "bootstrap/response/error_details.h"

#include <jansson.h>
#include <string.h>

#include "common/json/json_member.h"
#include "common/utf8.h"

json_t *json_text_sanitized(const char *bytes, size_t size)
{
    AUTO(struct buf, buf_free) clean = BUF(4 * STDERR_TAIL_BYTES);

    (void)!utf8_sanitize(&clean, bytes, size);
    return json_stringn(clean.data, clean.size);
}

static void put_number(json_t *details, const char *name, int64_t number)
{
    (void)json_object_set_new(details, name, json_integer(number));
}

static void put_word(json_t *details, const char *name, const char *word)
{
    (void)json_object_set_new(details, name, json_string(word));
}

static const char *phase_word(enum phase phase)
{
    switch (phase) {
    case PHASE_BOOT:
        return "boot";
    case PHASE_IMPORT:
        return "import";
    case PHASE_HANDLER:
        return "handler";
    case PHASE_DRAIN:
        return "drain";
    }
    return "handler";
}

static const char *state_word(char state)
{
    switch (state) {
    case 'R':
        return "running";
    case 'S':
        return "sleeping";
    case 'D':
        return "waiting for a device";
    case 'T':
    case 't':
        return "stopped";
    case 'Z':
    case 'X':
        return "dead";
    default:
        return NULL;
    }
}

/* Of a process that timed out: did it compute, or did it wait? */
static void put_timeout(json_t *details, const struct outcome *outcome,
                        int64_t limit_ms)
{
    const char *state = state_word(outcome->state);
    bool busy = outcome->state == 'R' || process_usage_cpu_us(&outcome->usage) >
                                             outcome->elapsed_ms * 1000 / 2;

    put_number(details, "limitMs", limit_ms);
    put_word(details, "was", busy ? "busy" : "waiting");
    if (state)
        put_word(details, "state", state);
}

static void put_usage(json_t *details, const struct process_usage *usage)
{
    if (process_usage_cpu_us(usage) > 0)
        put_number(details, "cpuMs", process_usage_cpu_us(usage) / 1000);
    if (usage->killed == 0)
        return;
    put_number(details, "killed", (int64_t)usage->killed);
    (void)json_object_set_new(
        details, "killedNames",
        json_text_sanitized(usage->killed_names, strlen(usage->killed_names)));
}

static void put_stderr_tail(json_t *details, const struct buf *tail)
{
    size_t start =
        tail->size > STDERR_TAIL_BYTES ? tail->size - STDERR_TAIL_BYTES : 0;

    if (tail->size > 0)
        (void)json_object_set_new(
            details, "stderr",
            json_text_sanitized(tail->data + start, tail->size - start));
}

json_t *error_details_json(const struct outcome *outcome, int64_t limit_ms)
{
    json_t *details = json_object();

    put_number(details, "elapsedMs", outcome->elapsed_ms);
    put_word(details, "phase", phase_word(outcome->phase));
    if (outcome->kind == OUTCOME_EXITED)
        put_number(details, "exitStatus", outcome->code);
    if (outcome->kind == OUTCOME_SIGNALED)
        put_number(details, "signal", outcome->code);
    if (outcome->kind == OUTCOME_TIMED_OUT)
        put_timeout(details, outcome, limit_ms);
    if (outcome->event_unread)
        (void)json_object_set_new(details, "eventRead", json_false());
    if (outcome->peak_kib > 0)
        put_number(details, "peakMemoryKiB", outcome->peak_kib);
    put_usage(details, &outcome->usage);
    put_stderr_tail(details, &outcome->stderr_tail);
    return details;
}

/* DEL is the only ASCII character that JSON does not escape and a header must
 * not contain. A document that jansson cannot read is dropped. */
static void put(struct buf *cause, const struct json_member *document)
{
    json_t *tree =
        json_loadb(document->value, document->value_size, JSON_ALLOW_NUL, NULL);
    char *text = json_is_object(tree)
                     ? json_dumps(tree, JSON_COMPACT | JSON_ENSURE_ASCII)
                     : NULL;

    for (char *c = text; c && *c; c++)
        if (*c == '\x7f')
            *c = '?';
    if (text && strlen(text) <= XRAY_CAUSE_MAX_BYTES)
        (void)!buf_add_str(cause, text);
    mem_free(text);
    json_decref(tree);
}

void xray_cause_take(struct buf *error, struct buf *cause)
{
    struct json_member document;

    buf_clear(cause);
    if (json_find_member(error->data, error->size, "xray", &document)) {
        put(cause, &document);
        (void)!json_remove_members(error, "xray");
    }
}

void error_record_take(struct buf *error, struct buf *record)
{
    struct json_member member;

    buf_clear(record);
    if (!json_find_member(error->data, error->size, "record", &member))
        return;
    if (json_is_object_text(member.value, member.value_size) ||
        member.value[0] == '"')
        (void)!buf_add(record, member.value, member.value_size);
    (void)!json_remove_members(error, "record");
}
