#include "bootstrap/launch/command_line.h"

#include <string.h>

#include "bootstrap/launch/interpreter_flags.h"

static bool add(struct command_line *line, const char *word, size_t size)
{
    return buf_add(&line->text, word, size) && buf_add(&line->text, "", 1);
}

static bool add_all(struct command_line *line, const char *const *words,
                    size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!add(line, words[i], strlen(words[i])))
            return false;
    return true;
}

static bool add_flags(struct command_line *line, const char *flags)
{
    for (;;) {
        flags += strspn(flags, " \t\n");
        size_t size = strcspn(flags, " \t\n");
        if (size == 0)
            return true;
        if (!add(line, flags, size))
            return false;
        flags += size;
    }
}

/* Bytes that may stand in a file URL inside JSON inside a data URL are kept,
 * others written as %XX; '%' itself is met by all three decoders, so it is
 * encoded twice: once for the data URL, once for the file URL. */
static bool add_url_path(struct command_line *line, const char *path)
{
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyz"
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";

    for (; *path; path++) {
        bool ok = strchr(plain, *path) ? buf_add(&line->text, path, 1)
                                       : buf_printf(&line->text, "%%25%02X",
                                                    (unsigned char)*path);
        if (!ok)
            return false;
    }
    return true;
}

/* With no permission at all Deno imports what an import map names, and nothing
 * else: the function is the one name in it (design.md 8). */
static bool add_import_map(struct command_line *line, const char *file)
{
    return buf_add_str(&line->text,
                       "--import-map=data:application/json,"
                       "{\"imports\":{\"dayfly-function\":\"file://") &&
           add_url_path(line, file) &&
           buf_add(&line->text, "\"}}", sizeof "\"}}");
}

/* Quiet, quick to start, nothing fetched and nothing asked. Without a DENO_DIR
 * of the user's there is no cache, so remote modules cannot be. */
static bool add_deno(struct command_line *line, const struct handler *h,
                     const struct settings *s)
{
    static const char *const words[] = {
        "run",        "--quiet",         "--no-prompt",
        "--no-lock",  "--no-code-cache", "--node-modules-dir=manual",
        "--no-config"};
    const char *remote = s->deno_dir ? "--cached-only" : "--no-remote";

    return add_all(line, words, COUNT(words)) && add_all(line, &remote, 1) &&
           add_import_map(line, h->file);
}

/* --no-install: Bun would else download packages it misses. Node gets nothing:
 * each of its versions refuses other flags. */
static bool add_interpreter(struct command_line *line, const struct handler *h,
                            const struct settings *s, const char *scratch)
{
    static const char *const bun[] = {"--no-install"};
    const char *interpreter = h->interpreter;
    const char *bridge = h->bridge;
    bool ok = add_all(line, &interpreter, 1);

    switch (h->engine) {
    case ENGINE_DENO:
        ok = ok && add_deno(line, h, s);
        break;
    case ENGINE_BUN:
        ok = ok && add_all(line, bun, COUNT(bun));
        break;
    case ENGINE_NODE:
    case ENGINE_QJS:
    case ENGINE_PYTHON:
        break;
    }
    return ok &&
           interpreter_flags_add(&line->text, h, &s->permissions, scratch) &&
           add_flags(line, s->flags) && add_all(line, &bridge, 1);
}

static bool make(struct command_line *line, const struct handler *h,
                 const struct settings *s, const char *scratch,
                 struct error *err)
{
    size_t count = 0;

    buf_clear(&line->text);
    if (!(h->bridged ? add_interpreter(line, h, s, scratch)
                     : add(line, h->file, strlen(h->file))))
        return error_set(err, "the handler's command line is too long");
    char *word = buf_tail(&line->text) - line->text.size;
    for (; word < buf_tail(&line->text); word += strlen(word) + 1) {
        if (count == COMMAND_LINE_WORDS_MAX)
            return error_set(err,
                             "the handler's command line has more than %d "
                             "words; write fewer flags (DAYFLY_FLAGS)",
                             COMMAND_LINE_WORDS_MAX);
        line->argv[count++] = word;
    }
    line->argv[count] = NULL;
    return true;
}

bool command_line_make(struct command_line *line, const struct handler *h,
                       const struct settings *s, struct error *err)
{
    return make(line, h, s, "", err);
}

bool command_line_for_scratch(struct command_line *line,
                              const struct handler *h, const struct settings *s,
                              const char *scratch, struct error *err)
{
    return !interpreter_flags_vary(h, &s->permissions) ||
           make(line, h, s, scratch, err);
}

void command_line_free(struct command_line *line)
{
    buf_free(&line->text);
}
