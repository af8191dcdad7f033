/* host_manifest - a dayfly.json is taken whole, with every value in its range
 * and no variable that is not the function's to set; or refused in a sentence
 * that has the file and a line of it, and nothing of it is kept.
 *
 * Input: the text of the file. */
#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "host/functions/manifest.h"
#include "test/fuzz/support/fuzz.h"

static void check_words(const char *word)
{
    must(strlen(word) < MANIFEST_WORD_SIZE && !strpbrk(word, "\r\n"));
}

static void check_env(char *const *env)
{
    for (; env && *env; env++) {
        size_t name = strcspn(*env, "=");
        must((*env)[name] == '=' && name > 0 && **env != '_');
        must(strncmp(*env, "LAMBDA_TASK_ROOT=", 17) != 0);
        for (size_t i = 0; i < name; i++)
            must(strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                        "0123456789_",
                        (*env)[i]) != NULL);
    }
}

static void check_refused(const struct manifest *m, const char *text,
                          const struct error *err)
{
    int line = 0;
    int lines = 1;

    for (const char *c = text; *c; c++)
        lines += *c == '\n';
    must(sscanf(err->text, "f/dayfly.json:%d: ", &line) == 1);
    must(line >= 1 && line <= lines + 1);
    must(!*m->handler && !*m->interpreter && !m->env);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    AUTO(struct manifest_file, manifest_file_free)
    file = {.path = "f/dayfly.json", .text = BUF(MANIFEST_MAX_BYTES)};
    AUTO(struct buf, buf_free) text = BUF(MANIFEST_MAX_BYTES);
    struct manifest m;
    struct error err = ERROR_NONE;

    if (!buf_add(&text, bytes, size) || !buf_add(&file.text, bytes, size))
        return 0;
    manifest_default(&m);
    if (manifest_file_parse(&file, &err) && manifest_read(&m, &file, &err)) {
        must(m.timeout_s >= 1 && m.timeout_s <= TIMEOUT_MAX_S);
        must(m.memory_mb >= 128 && m.memory_mb <= MEMORY_MAX_MB);
        check_words(m.handler);
        check_words(m.interpreter);
        check_env(m.env);
        must(*err.text == '\0');
    } else if (!memchr(bytes, 0, size)) {
        check_refused(&m, text.data, &err);
    }
    manifest_clear(&m);
    return 0;
}
