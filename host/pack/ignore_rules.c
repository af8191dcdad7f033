#include "host/pack/ignore_rules.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "common/fd.h"
#include "common/function/text_file.h"
#include "common/utf8.h"
#include "host/pack/path_pattern.h"

#define IGNORE_FILE ".dayflyignore"

enum { FILE_BYTES = 1024 * 1024 };

/* For the host alone, and secret: no line takes it back. */
static const char never[] = ".env";

static const char *const defaults[] = {".git",
                                       ".gitignore",
                                       ".gitattributes",
                                       ".github/",
                                       ".hg",
                                       ".svn",
                                       ".DS_Store",
                                       "Thumbs.db",
                                       "*~",
                                       ".*.sw[op]",
                                       ".#*",
                                       ".idea/",
                                       ".vscode/",
                                       ".env",
                                       ".env.local",
                                       ".env.*.local",
                                       ".venv/",
                                       ".tox/",
                                       ".nox/",
                                       "__pycache__/",
                                       ".pytest_cache/",
                                       ".mypy_cache/",
                                       ".ruff_cache/",
                                       ".coverage",
                                       ".nyc_output/",
                                       "**/node_modules/.cache/",
                                       "npm-debug.log*",
                                       ".aws-sam/",
                                       ".serverless/",
                                       ".terraform/",
                                       IGNORE_FILE};

/* Takes the pattern. */
static bool add(struct ignore_rules *rules, struct path_pattern *pattern,
                bool folders_only, bool leaves_out, struct error *err)
{
    struct ignore_rule *more =
        pattern ? mem_new(rules->count + 1, sizeof *more) : NULL;

    if (!more) {
        mem_free(pattern);
        return pattern ? error_set(err, "out of memory") : false;
    }
    if (rules->count > 0)
        memcpy(more, rules->rules, rules->count * sizeof *more);
    more[rules->count++] = (struct ignore_rule){.pattern = pattern,
                                                .folders_only = folders_only,
                                                .leaves_out = leaves_out};
    mem_free(rules->rules);
    rules->rules = more;
    return true;
}

/* Without the spaces at its end, of which a \ keeps one. */
static void cut_end(char *line)
{
    size_t size = strlen(line);

    while (size > 0 && strchr(" \t\r\v\f", line[size - 1]) &&
           (size < 2 || line[size - 2] != '\\'))
        line[--size] = '\0';
}

static bool add_line(struct ignore_rules *rules, char *line, struct error *err)
{
    char *body = line;

    cut_end(line);
    if (!*line || *line == '#')
        return true;
    bool back = *body == '!';
    body += back ? 1 : 0;
    size_t size = strlen(body);
    bool folders_only = size > 0 && body[size - 1] == '/';
    while (size > 0 && body[size - 1] == '/')
        body[--size] = '\0';
    if (back && !strcmp(body + strspn(body, "/"), never))
        return error_set(err, "%s is for dayfly serve and never deployed",
                         never);
    bool anchored = strchr(body, '/') != NULL;
    body += strspn(body, "/");
    if (!*body)
        return error_set(err, "it has no name");
    return add(rules, path_pattern_make(body, false, !anchored, err),
               folders_only, !back, err);
}

bool ignore_rules_open(struct ignore_rules *rules, struct error *err)
{
    *rules = (struct ignore_rules){.count = 0};
    for (size_t i = 0; i < COUNT(defaults); i++) {
        char line[64];
        (void)snprintf(line, sizeof line, "%s", defaults[i]);
        if (!add_line(rules, line, err))
            return false;
    }
    return true;
}

bool ignore_rules_add_path(struct ignore_rules *rules, const char *path,
                           struct error *err)
{
    return add(rules, path_pattern_make(path, true, false, err), false, true,
               err);
}

static bool is_utf8(const struct buf *text)
{
    size_t at = 0;
    size_t size = 1;

    while (at < text->size && size > 0) {
        size = utf8_length(text->data + at, text->size - at);
        at += size;
    }
    return size > 0;
}

static bool add_lines(struct ignore_rules *rules, const char *path,
                      const char *text, struct error *err)
{
    for (unsigned number = 1; *text; number++) {
        size_t size = strcspn(text, "\n");
        char line[PATH_MAX];
        if (size >= sizeof line)
            return error_set(err, "%s, line %u is longer than %d bytes", path,
                             number, PATH_MAX - 1);
        memcpy(line, text, size);
        line[size] = '\0';
        if (!add_line(rules, line, err))
            return error_prefix(err, "%s, line %u: '%.*s' is no pattern", path,
                                number, size < 200 ? (int)size : 200, text);
        text += size + (text[size] == '\n');
    }
    return true;
}

bool ignore_rules_add_file(struct ignore_rules *rules, const char *folder,
                           struct error *err)
{
    AUTO(struct buf, buf_free) text = BUF(FILE_BYTES + 1);
    char path[PATH_MAX + 32];

    (void)snprintf(path, sizeof path, "%s/" IGNORE_FILE, folder);
    AUTO(int, fd_close) fd = text_file_open(path, err);
    if (fd < 0)
        return !*err->text;
    if (!text_file_read(fd, path, &text, err))
        return false;
    if (text.size > FILE_BYTES)
        return error_set(err, "%s is longer than %d bytes", path, FILE_BYTES);
    if (!is_utf8(&text))
        return error_set(err, "%s is not UTF-8", path);
    /* The mark that editors of Windows put at the beginning. */
    return add_lines(
        rules, path,
        text.data + (strncmp(text.data, "\xef\xbb\xbf", 3) ? 0 : 3), err);
}

void ignore_rules_close(struct ignore_rules *rules)
{
    for (size_t i = 0; i < rules->count; i++)
        mem_free(rules->rules[i].pattern);
    mem_free(rules->rules);
    *rules = (struct ignore_rules){.count = 0};
}

bool ignore_rules_match(const struct ignore_rules *rules, const char *path,
                        bool is_folder)
{
    const char *slash = strrchr(path, '/');

    if (!strcmp(slash ? slash + 1 : path, never))
        return true;
    for (size_t i = rules->count; i > 0; i--) {
        const struct ignore_rule *rule = &rules->rules[i - 1];
        if ((is_folder || !rule->folders_only) &&
            path_pattern_match(rule->pattern, path))
            return rule->leaves_out;
    }
    return false;
}
