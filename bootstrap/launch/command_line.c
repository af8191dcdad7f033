#include "bootstrap/launch/command_line.h"

#include <string.h>

#include "bootstrap/launch/engine.h"
#include "bootstrap/launch/flag_words.h"
#include "bootstrap/launch/interpreter.h"

/* flags: words separated by blanks. */
static bool add_user_flags(struct buf *words, const char *flags)
{
    for (;;) {
        flags += strspn(flags, " \t\n");
        size_t size = strcspn(flags, " \t\n");
        if (size == 0)
            return true;
        if (!buf_add(words, flags, size) || !buf_add(words, "", 1))
            return false;
        flags += size;
    }
}

static bool has_name(const char *flag, size_t size, const char *name)
{
    return name && strcspn(name, "=") == size && !strncmp(flag, name, size);
}

/* The same once more does no harm. */
static bool is_word(const char *flags, const char *flag)
{
    size_t size = strcspn(flags, " \t\n");

    return strlen(flag) == size && !strncmp(flags, flag, size);
}

/* A flag that the interpreter would refuse with words of its own. */
static bool check_user_flags(const struct engine *e, const char *flags,
                             struct error *err)
{
    bool strict = e->refused_flags[0] != NULL;

    for (; strict && *flags; flags += strcspn(flags, " \t\n")) {
        flags += strspn(flags, " \t\n");
        size_t size = strcspn(flags, "= \t\n");
        bool clashes = false;
        for (size_t i = 1; e->flags[i]; i++)
            clashes = clashes || (has_name(flags, size, e->flags[i]) &&
                                  !is_word(flags, e->flags[i]));
        for (size_t i = 0; e->refused_flags[i]; i++)
            clashes = clashes || has_name(flags, size, e->refused_flags[i]);
        if (clashes)
            return error_set(
                err,
                "the flag %.*s excludes those that dayfly gives to "
                "%s itself; remove it (imports belong in the "
                "function's deno.json)",
                (int)size, flags, e->name);
    }
    return true;
}

static bool add_interpreter(struct buf *words, const struct handler *h,
                            const struct settings *s, const char *scratch,
                            bool is_template)
{
    const struct engine *engine = h->engine;

    return flag_words_add(words, h->interpreter) &&
           flag_words_add_all(words, engine->flags) &&
           (!engine->add_flags ||
            engine->add_flags(words, h, s, is_template)) &&
           interpreter_flags_add(words, h, &s->permissions, scratch) &&
           add_user_flags(words, s->flags) && flag_words_add(words, h->bridge);
}

static bool make(struct command_line *line, const struct handler *h,
                 const struct settings *s, const char *scratch,
                 bool is_template, struct error *err)
{
    size_t count = 0;

    if (h->engine && !check_user_flags(h->engine, s->flags, err))
        return false;
    if (h->engine && h->engine->check_config &&
        !h->engine->check_config(h, err))
        return false;
    buf_clear(&line->text);
    if (!(h->bridged ? add_interpreter(&line->text, h, s, scratch, is_template)
                     : flag_words_add(&line->text, h->file)))
        return error_set(err, "the handler's command line is too long");
    char *word = buf_tail(&line->text) - line->text.size;
    for (; word < buf_tail(&line->text); word += strlen(word) + 1) {
        if (count == COMMAND_LINE_WORDS_MAX)
            return error_set(err,
                             "the handler's command line has more than %d "
                             "words; use fewer flags (DAYFLY_FLAGS)",
                             COMMAND_LINE_WORDS_MAX);
        line->argv[count++] = word;
    }
    line->argv[count] = NULL;
    return true;
}

bool command_line_make(struct command_line *line, const struct handler *h,
                       const struct settings *s, struct error *err)
{
    return make(line, h, s, "", false, err);
}

bool command_line_for_process(struct command_line *line,
                              const struct handler *h, const struct settings *s,
                              const char *scratch, bool is_template,
                              struct error *err)
{
    if (!h->engine)
        return true;
    bool flags_vary =
        h->engine->add_flags && h->engine->copying != COPYING_NONE;
    return (!flags_vary && !interpreter_flags_vary(h, &s->permissions)) ||
           make(line, h, s, scratch, is_template, err);
}

void command_line_free(struct command_line *line)
{
    buf_free(&line->text);
}
