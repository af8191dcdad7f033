/* settings - whatever the environment holds, every DAYFLY_ variable is either
 * known and has a value that fits, or is named in the complaint.
 *
 * Input: the environment, a variable a line; 0x01 stands for "DAYFLY_". */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bootstrap/config/settings.h"
#include "bootstrap/config/settings_table.h"
#include "test/fuzz/support/fuzz.h"

enum { VARIABLES_MAX = 64 };

static void expand(struct buf *text, const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size && bytes[i]; i++)
        must(bytes[i] == 1 ? buf_add_str(text, "DAYFLY_")
                           : buf_add(text, bytes + i, 1));
}

static void cut(char *text, char *list[VARIABLES_MAX + 1])
{
    size_t count = 0;

    while (*text && count < VARIABLES_MAX) {
        list[count++] = text;
        text += strcspn(text, "\n");
        if (*text)
            *text++ = '\0';
    }
    list[count] = NULL;
}

static bool is_one_of(const char *value, const char *const *words)
{
    while (*words && strcmp(*words, value) != 0)
        words++;
    return *words != NULL;
}

static bool number_fits(const char *value, unsigned most)
{
    unsigned number = 0;

    if (strlen(value) > 7)
        return false;
    for (const char *c = value; *c; c++) {
        if (*c < '0' || *c > '9')
            return false;
        number = number * 10 + (unsigned)(*c - '0');
    }
    return number >= 1 && number <= most;
}

/* Spelled here by itself: each, and the words it takes; "": any but none. */
static const struct known {
    const char *name;
    const char *words[7];
} knowns[] = {
    {"DAYFLY_BRIDGE", {""}},
    {"DAYFLY_FLAGS", {""}},
    {"DAYFLY_INTERPRETER", {""}},
    {"DAYFLY_CAPSULE", {""}},
    {"DAYFLY_REHEARSE", {""}},
    {"DAYFLY_OUTPUT", {"json", "text", "stream", "stream-http"}},
    {"DAYFLY_SPARE", {"auto", "on", "fork", "early", "late", "off"}},
    {"DAYFLY_FREEZE", {"auto", "on", "off"}},
    {"DAYFLY_CREDENTIALS", {"on", "off"}},
    {"DAYFLY_SCRATCH", {"on", "off"}},
    {"DAYFLY_TRACE", {"on", "off"}},
    {"DAYFLY_WATCH", {"on", "off"}},
    {"DAYFLY_PEAK", {"on", "off"}},
    {"DAYFLY_RESIDUE", {"off", "report", "sweep"}},
    {"DAYFLY_BILL", {"0", "1", "emf"}},
    {"DAYFLY_ISOLATION", {"normal", "strict"}},
    {"DAYFLY_PRELOAD", {"handler", "interpreter"}},
};

static bool fits(const char *pair)
{
    static const char *const told[] = {"DAYFLY_REQUEST_ID",
                                       "DAYFLY_DEADLINE_MS",
                                       "DAYFLY_FUNCTION_ARN",
                                       "DAYFLY_CLIENT_CONTEXT",
                                       "DAYFLY_COGNITO_IDENTITY",
                                       "DAYFLY_TENANT_ID",
                                       "DAYFLY_WRAPPED",
                                       "DAYFLY_CHANNEL",
                                       "DAYFLY_MEMORY_NOTED",
                                       "DAYFLY_TRIAL",
                                       "DAYFLY_DEBUG",
                                       "DAYFLY_OWN_USER",
                                       "DAYFLY_LIMIT_MEMORY",
                                       "DAYFLY_ENDPOINT",
                                       NULL};
    char name[64];
    size_t size = strcspn(pair, "=");
    const char *value = pair[size] ? pair + size + 1 : "";

    (void)snprintf(name, sizeof name, "%.*s", (int)size, pair);
    if (size >= sizeof name)
        return false;
    if (is_one_of(name, told))
        return true;
    for (size_t i = 0; i < COUNT(knowns); i++)
        if (!strcmp(name, knowns[i].name))
            return *knowns[i].words[0] ? is_one_of(value, knowns[i].words)
                                       : *value;
    if (!strcmp(name, "DAYFLY_TIMEOUT"))
        return number_fits(value, 900);
    if (!strcmp(name, "DAYFLY_REUSE"))
        return number_fits(value, 1000000);
    if (!strcmp(name, "DAYFLY_SPARES"))
        return number_fits(value, 1000);
    return false;
}

/* The C library finds the first of a name. */
static const char *misfit_lanes(char *const list[])
{
    static const char name[] = "AWS_LAMBDA_MAX_CONCURRENCY=";

    for (; *list; list++)
        if (!strncmp(*list, name, sizeof name - 1))
            return number_fits(*list + sizeof name - 1, 1000) ? NULL : *list;
    return NULL;
}

int LLVMFuzzerInitialize(int *argc, char ***argv);

/* No setting is missing above. */
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    for (size_t i = 0; i < settings_rows_count; i++) {
        const struct setting *row = &settings_rows[i];
        char pair[128];

        (void)snprintf(pair, sizeof pair, "%s=%s", row->name,
                       row->choices ? row->choices[0] : "1");
        must(fits(pair));
    }
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    AUTO(struct buf, buf_free) text = BUF(1024 * 1024);
    char *list[VARIABLES_MAX + 1];
    char **old = environ;
    struct settings s;
    AUTO(struct manifest_file, manifest_file_free) none = MANIFEST_FILE;
    struct error err = ERROR_NONE;
    const char *misfit = NULL;

    expand(&text, bytes, size);
    cut((char *)(size_t)text.data, list);
    for (char **pair = list; *pair && !misfit; pair++)
        if (!strncmp(*pair, "DAYFLY_", 7) && !fits(*pair))
            misfit = *pair;
    if (!misfit)
        misfit = misfit_lanes(list);
    environ = list;
    bool good = settings_read(&s, &none, &err);
    environ = old;
    must(good == !misfit);
    must(good == (*err.text == '\0'));
    must(!good || (s.timeout_ms >= 1000 && s.timeout_ms <= 900000));
    must(!good || (s.reuse >= 1 && s.reuse <= 1000000));
    must(!good || (s.concurrency >= 1 && s.concurrency <= 1000));
    must(!good || (s.spares_max >= 0 && s.spares_max <= 1000));
    must(s.handler && s.path && s.flags);
    if (misfit) {
        char name[256];
        (void)snprintf(name, sizeof name, "%.*s", (int)strcspn(misfit, "="),
                       misfit);
        must(strstr(err.text, name) != NULL);
    }
    return 0;
}
