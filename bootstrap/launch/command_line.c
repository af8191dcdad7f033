#include "bootstrap/launch/command_line.h"

#include <string.h>

#include "bootstrap/launch/interpreter_flags.h"

static bool add(struct command_line *c, const char *word, size_t size)
{
    return buf_add(&c->text, word, size) && buf_add(&c->text, "", 1);
}

static bool add_all(struct command_line *c, const char *const *words,
                    size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!add(c, words[i], strlen(words[i])))
            return false;
    return true;
}

static bool add_flags(struct command_line *c, const char *flags)
{
    for (;;) {
        flags += strspn(flags, " \t\n");
        size_t size = strcspn(flags, " \t\n");
        if (size == 0)
            return true;
        if (!add(c, flags, size))
            return false;
        flags += size;
    }
}

/* Bytes that may stand in a file URL inside JSON inside a data URL are kept,
 * others written as %XX; '%' itself is met by all three decoders, so it is
 * encoded twice: once for the data URL, once for the file URL. */
static bool add_url_path(struct command_line *c, const char *path)
{
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyz"
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";

    for (; *path; path++) {
        bool ok = strchr(plain, *path)
                      ? buf_add(&c->text, path, 1)
                      : buf_printf(&c->text, "%%25%02X", (unsigned char)*path);
        if (!ok)
            return false;
    }
    return true;
}

/* With no permission at all Deno imports what an import map names, and nothing
 * else: the function is the one name in it (design.md 8). */
static bool add_import_map(struct command_line *c, const char *file)
{
    return buf_add_str(&c->text,
                       "--import-map=data:application/json,"
                       "{\"imports\":{\"dayfly-function\":\"file://") &&
           add_url_path(c, file) && buf_add(&c->text, "\"}}", sizeof "\"}}");
}

/* Quiet, quick to start, nothing fetched and nothing asked. Without a DENO_DIR
 * of the user's there is no cache, so remote modules cannot be. */
static bool add_deno(struct command_line *c, const struct handler *h,
                     const struct settings *s)
{
    static const char *const words[] = {
        "run",        "--quiet",         "--no-prompt",
        "--no-lock",  "--no-code-cache", "--node-modules-dir=manual",
        "--no-config"};
    const char *remote = s->deno_dir ? "--cached-only" : "--no-remote";

    return add_all(c, words, COUNT(words)) && add_all(c, &remote, 1) &&
           add_import_map(c, h->file);
}

/* --no-install: Bun would else download packages it misses. Node gets nothing:
 * each of its versions refuses other flags. */
static bool add_interpreter(struct command_line *c, const struct handler *h,
                            const struct settings *s, const char *scratch)
{
    static const char *const bun[] = {"--no-install"};
    const char *interpreter = h->interpreter;
    const char *bridge = h->bridge;
    bool ok = add_all(c, &interpreter, 1);

    switch (h->engine) {
    case ENGINE_DENO:
        ok = ok && add_deno(c, h, s);
        break;
    case ENGINE_BUN:
        ok = ok && add_all(c, bun, COUNT(bun));
        break;
    case ENGINE_NODE:
    case ENGINE_QJS:
    case ENGINE_PYTHON:
        break;
    }
    return ok && interpreter_flags_add(&c->text, h, &s->permissions, scratch) &&
           add_flags(c, s->flags) && add_all(c, &bridge, 1);
}

static bool make(struct command_line *c, const struct handler *h,
                 const struct settings *s, const char *scratch, struct error *f)
{
    size_t count = 0;

    buf_clear(&c->text);
    if (!(h->bridged ? add_interpreter(c, h, s, scratch)
                     : add(c, h->file, strlen(h->file))))
        return error_set(f, "the handler's command line is too long");
    char *word = buf_tail(&c->text) - c->text.size;
    for (; word < buf_tail(&c->text); word += strlen(word) + 1) {
        if (count == COMMAND_LINE_WORDS_MAX)
            return error_set(f,
                             "the handler's command line has more than %d "
                             "words; write fewer flags (DAYFLY_FLAGS)",
                             COMMAND_LINE_WORDS_MAX);
        c->argv[count++] = word;
    }
    c->argv[count] = NULL;
    return true;
}

bool command_line_make(struct command_line *c, const struct handler *h,
                       const struct settings *s, struct error *f)
{
    return make(c, h, s, "", f);
}

bool command_line_for_scratch(struct command_line *c, const struct handler *h,
                              const struct settings *s, const char *scratch,
                              struct error *f)
{
    return !interpreter_flags_vary(h, &s->permissions) ||
           make(c, h, s, scratch, f);
}

void command_line_free(struct command_line *c)
{
    buf_free(&c->text);
}
