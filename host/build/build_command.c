#include "host/build/build_command.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool add(char **list, size_t max, const struct buf *text)
{
    size_t at = 0;

    while (at < max && list[at])
        at++;
    if (at == max || !(list[at] = mem_new(text->size + 1, 1)))
        return false;
    if (text->size > 0)
        memcpy(list[at], text->data, text->size);
    return true;
}

static bool add_word(struct build_recipe *recipe, const char *word)
{
    AUTO(struct buf, buf_free) text = BUF(MANIFEST_MAX_BYTES);

    return buf_add_str(&text, word) &&
           add(recipe->words, BUILD_COMMAND_WORDS_MAX, &text);
}

static bool add_variable(struct build_recipe *recipe, const char *name,
                         const char *value)
{
    AUTO(struct buf, buf_free) text = BUF(MANIFEST_MAX_BYTES);

    return !value || (buf_printf(&text, "%s=%s", name, value) &&
                      add(recipe->env, BUILD_COMMAND_VARIABLES_MAX, &text));
}

/* The shell changes into the folder: posix_spawn(3) can not, everywhere. */
static bool set_words(struct build_recipe *recipe, const struct function *fn,
                      const json_t *line)
{

    if (!add_word(recipe, "sh") || !add_word(recipe, "-c") ||
        !add_word(recipe, "cd \"$0\" && exec \"$@\"") ||
        !add_word(recipe, fn->folder))
        return false;
    if (json_is_string(line))
        return add_word(recipe, "sh") && add_word(recipe, "-c") &&
               add_word(recipe, json_string_value(line));
    for (size_t i = 0; i < json_array_size(line); i++)
        if (!add_word(recipe, json_string_value(json_array_get(line, i))))
            return false;
    return true;
}

/* As npm does: of the folder and of each above it. */
static bool set_path(struct build_recipe *recipe, const struct function *fn)
{
    AUTO(struct buf, buf_free) path = BUF(MANIFEST_MAX_BYTES);
    const char *own = getenv("PATH");
    size_t size = strlen(fn->folder);

    for (;;) {
        struct stat is;
        AUTO(struct buf, buf_free) bin = BUF(2 * PATH_MAX);
        if (!buf_printf(&bin, "%.*s/node_modules/.bin", (int)size, fn->folder))
            return false;
        if (stat(bin.data, &is) == 0 && !buf_printf(&path, "%s:", bin.data))
            return false;
        if (size == 0)
            break;
        while (size > 0 && fn->folder[--size] != '/')
            continue;
    }
    return buf_add_str(&path, own ? own : "/usr/local/bin:/usr/bin:/bin") &&
           add_variable(recipe, "PATH", path.data);
}

static bool set_env(struct build_recipe *recipe)
{
    static const char *const names[] = {
        "HOME",        "LANG",       "LC_ALL",       "TMPDIR",   "USER",
        "LOGNAME",     "http_proxy", "https_proxy",  "no_proxy", "HTTP_PROXY",
        "HTTPS_PROXY", "NO_PROXY",   "SSL_CERT_FILE"};

    for (size_t i = 0; i < COUNT(names); i++)
        if (!add_variable(recipe, names[i], getenv(names[i])))
            return false;
    return true;
}

bool build_recipe_make(struct build_recipe *recipe, const struct function *fn,
                       const json_t *line, struct error *err)
{
    *recipe = (struct build_recipe){.words = {NULL}};
    return (set_words(recipe, fn, line) && set_path(recipe, fn) &&
            set_env(recipe)) ||
           error_set(err, "cannot start the command: out of memory");
}

void build_recipe_clear(struct build_recipe *recipe)
{
    for (size_t i = 0; i < BUILD_COMMAND_WORDS_MAX; i++)
        mem_free(recipe->words[i]);
    for (size_t i = 0; i < BUILD_COMMAND_VARIABLES_MAX; i++)
        mem_free(recipe->env[i]);
}
