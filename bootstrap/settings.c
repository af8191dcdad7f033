#include "bootstrap/settings.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "bootstrap/wrapper.h"

enum { TIMEOUT_MOST_S = 900, REUSE_MOST = 1000000 };

static const char *const output_words[] = {
    [OUTPUT_JSON] = "json",
    [OUTPUT_TEXT] = "text",
    [OUTPUT_STREAM] = "stream",
    [OUTPUT_STREAM_HTTP] = "stream-http",
};

static const char *const spare_words[] = {
    [SPARE_AUTO] = "auto",
    [SPARE_EARLY] = "early",
    [SPARE_LATE] = "late",
    [SPARE_OFF] = "off",
};

/* Which of them it is; count: none. */
static size_t word_at(const char *const *words, size_t count, const char *value)
{
    size_t at = 0;

    while (at < count && strcmp(words[at], value) != 0)
        at++;
    return at;
}

static bool take_bridge(struct settings *s, const char *value, struct fault *f)
{
    (void)f;
    s->bridge = value;
    return true;
}

static bool take_interpreter(struct settings *s, const char *value,
                             struct fault *f)
{
    (void)f;
    s->interpreter = value;
    return true;
}

static bool take_flags(struct settings *s, const char *value, struct fault *f)
{
    (void)f;
    s->flags = value;
    return true;
}

static bool take_output(struct settings *s, const char *value, struct fault *f)
{
    size_t at = word_at(output_words, COUNT(output_words), value);

    s->output = (enum output)at;
    return at < COUNT(output_words) ||
           fault_set(f,
                     "DAYFLY_OUTPUT is \"%s\"; it must be json, text, stream "
                     "or stream-http",
                     value);
}

static bool take_spare(struct settings *s, const char *value, struct fault *f)
{
    size_t at = word_at(spare_words, COUNT(spare_words), value);

    s->spare = (enum spare)at;
    return at < COUNT(spare_words) ||
           fault_set(f,
                     "DAYFLY_SPARE is \"%s\"; it must be auto, early, late or "
                     "off",
                     value);
}

/* Digits only: strtol would also take blanks, signs and 0x. */
static bool number_from(const char *text, int64_t most, int64_t *number)
{
    size_t digits = strspn(text, "0123456789");

    if (digits == 0 || digits > 7 || text[digits] != '\0')
        return false;
    *number = strtol(text, NULL, 10);
    return *number >= 1 && *number <= most;
}

static bool seconds_from(const char *text, int64_t *ms)
{
    int64_t seconds = 0;
    bool ok = number_from(text, TIMEOUT_MOST_S, &seconds);

    *ms = seconds * 1000;
    return ok;
}

static bool take_reuse(struct settings *s, const char *value, struct fault *f)
{
    if (number_from(value, REUSE_MOST, &s->reuse))
        return true;
    return fault_set(f,
                     "DAYFLY_REUSE is \"%s\"; it must be a whole number of "
                     "events from 1 to %d",
                     value, REUSE_MOST);
}

static bool take_timeout(struct settings *s, const char *value, struct fault *f)
{
    if (seconds_from(value, &s->timeout_ms))
        return true;
    return fault_set(f,
                     "DAYFLY_TIMEOUT is \"%s\"; it must be a whole number of "
                     "seconds from 1 to %d",
                     value, TIMEOUT_MOST_S);
}

/* `take` is NULL for what the bootstrap itself tells a plain executable, which
 * may be inherited when a handler runs a bootstrap of its own, or a wrapper. */
static const struct row {
    const char *name;
    const char *values;
    const char *standard;
    const char *what;
    bool (*take)(struct settings *s, const char *value, struct fault *f);
} table[] = {
    {"DAYFLY_INTERPRETER", "path, or `node`, `deno`, `bun`",
     "by extension: `.ts` deno, bun, node; else node, deno, bun",
     "the interpreter of a bridged handler; a name is looked for in "
     "`/opt/bin`, `/opt/nodejs/bin` and `PATH`",
     take_interpreter},
    {"DAYFLY_FLAGS", "words", "none",
     "more flags for the interpreter, such as `--allow-net=example.com` for "
     "Deno",
     take_flags},
    {"DAYFLY_OUTPUT", "`json`, `text`, `stream`, `stream-http`", "`json`",
     "what a plain executable's stdout is: one JSON text; any text; a body to "
     "stream; a JSON prelude line and a body to stream. A `fetch` handler's "
     "response goes out whole (`json`) or as a stream (`stream-http`)",
     take_output},
    {"DAYFLY_SPARE", "`auto`, `early`, `late`, `off`", "`auto`",
     "whether the next process is started ahead of its event: beside the event "
     "before it, after it, or not at all. `auto`: for JavaScript and "
     "TypeScript, early where there is more than one CPU. A plain executable "
     "started ahead finds no facts of its event in the environment",
     take_spare},
    {"DAYFLY_REUSE", "events, 1 to 1000000", "1",
     "how many events one JavaScript or TypeScript process serves before it is "
     "replaced; it leaves at its first failure. More than 1 gives away that "
     "nothing of one event can reach the next",
     take_reuse},
    {"DAYFLY_TIMEOUT", "seconds, 1 to 900", "900",
     "no event may take longer, whatever deadline the platform names",
     take_timeout},
    {"DAYFLY_BRIDGE", "path",
     "`dayfly/runtime.js` or `../bridge/runtime.js` beside the bootstrap, "
     "else `/opt/dayfly/runtime.js`",
     "the bridge that calls JavaScript and TypeScript handlers", take_bridge},
    {"DAYFLY_REQUEST_ID", NULL, NULL, NULL, NULL},
    {"DAYFLY_DEADLINE_MS", NULL, NULL, NULL, NULL},
    {"DAYFLY_FUNCTION_ARN", NULL, NULL, NULL, NULL},
    {"DAYFLY_CLIENT_CONTEXT", NULL, NULL, NULL, NULL},
    {"DAYFLY_COGNITO_IDENTITY", NULL, NULL, NULL, NULL},
    {"DAYFLY_TENANT_ID", NULL, NULL, NULL, NULL},
    {WRAPPER_GUARD, NULL, NULL, NULL, NULL},
};

static bool take_own(struct settings *s, const char *pair, struct fault *f)
{
    size_t size = strcspn(pair, "=");

    for (size_t i = 0; i < COUNT(table); i++) {
        if (strlen(table[i].name) != size ||
            memcmp(table[i].name, pair, size) != 0)
            continue;
        if (!table[i].take)
            return true;
        if (pair[size] == '\0' || pair[size + 1] == '\0')
            return fault_set(f, "%s is empty; give it a value or unset it",
                             table[i].name);
        return table[i].take(s, pair + size + 1, f);
    }
    return fault_set(f,
                     "unknown setting %.*s; `bootstrap --help` lists the "
                     "settings there are",
                     (int)size, pair);
}

/* The platform's own; a level or format it does not define means the plainest
 * form, as its own clients do. */
static void read_platform(struct settings *s)
{
    const char *format = getenv("AWS_LAMBDA_LOG_FORMAT");
    const char *level = getenv("AWS_LAMBDA_LOG_LEVEL");
    const char *timeout = getenv("AWS_LAMBDA_FUNCTION_TIMEOUT");
    const char *path = getenv("PATH");
    const char *handler = getenv("_HANDLER");
    const char *wrapper = getenv("AWS_LAMBDA_EXEC_WRAPPER");

    s->api = getenv("AWS_LAMBDA_RUNTIME_API");
    s->handler = handler ? handler : "";
    s->wrapper = wrapper && *wrapper && !getenv(WRAPPER_GUARD) ? wrapper : NULL;
    s->start_type = getenv("AWS_LAMBDA_INITIALIZATION_TYPE");
    s->task_root = getenv("LAMBDA_TASK_ROOT");
    s->path = path ? path : "/usr/local/bin:/usr/bin:/bin:/opt/bin";
    s->telemetry = getenv("_LAMBDA_TELEMETRY_LOG_FD");
    s->log_json = format && !strcasecmp(format, "JSON");
    if (s->log_json && level)
        (void)record_level_from(level, strlen(level), &s->log_least);
    if (!timeout || !seconds_from(timeout, &s->timeout_ms))
        s->timeout_ms = TIMEOUT_MOST_S * INT64_C(1000);
    s->deno_dir = getenv("DENO_DIR");
    s->function_name = getenv("AWS_LAMBDA_FUNCTION_NAME");
    s->function_version = getenv("AWS_LAMBDA_FUNCTION_VERSION");
    s->memory_mb = getenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE");
    s->log_group = getenv("AWS_LAMBDA_LOG_GROUP_NAME");
    s->log_stream = getenv("AWS_LAMBDA_LOG_STREAM_NAME");
}

bool settings_read(struct settings *s, struct fault *f)
{
    *s = (struct settings){.flags = "", .reuse = 1};
    s->log_least = LEVEL_TRACE;
    read_platform(s);
    for (char **pair = environ; pair && *pair; pair++)
        if (!strncmp(*pair, "DAYFLY_", 7) && !take_own(s, *pair, f))
            return false;
    return true;
}

bool settings_table(struct buf *text)
{
    bool ok = buf_text(text,
                       "| setting | values | default | meaning |\n"
                       "|---|---|---|---|\n");

    for (size_t i = 0; i < COUNT(table); i++)
        if (table[i].take)
            ok = ok &&
                 buf_printf(text, "| `%s` | %s | %s | %s |\n", table[i].name,
                            table[i].values, table[i].standard, table[i].what);
    return ok;
}
