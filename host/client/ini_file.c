#include "host/client/ini_file.h"

#include <string.h>

#include "common/fd.h"
#include "common/function/text_file.h"

enum { LINE_BYTES = 16 * 1024 };

bool ini_file_load(struct buf *text, const char *path, struct error *err)
{
    AUTO(int, fd_close) fd = text_file_open(path, err);

    if (fd < 0)
        return !*err->text;
    if (!text_file_read(fd, path, text, err))
        return false;
    return text->size < text->max ||
           error_set(err, "%s is longer than %d bytes", path,
                     INI_FILE_MAX_BYTES);
}

/* Cuts the spaces at both ends. */
static char *trimmed(char *text)
{
    size_t size;

    text += strspn(text, " \t");
    size = strlen(text);
    while (size > 0 && strchr(" \t\r", text[size - 1]))
        size--;
    text[size] = '\0';
    return text;
}

/* [name], also with more spaces: "[profile  a ]" is "profile a". */
static bool names_section(char *line, const char *name)
{
    char *end = strchr(line, ']');
    char *at = line + 1;

    if (!end)
        return false;
    *end = '\0';
    at = trimmed(at);
    while (*at && *name) {
        if (*at != *name)
            return false;
        bool is_space = *at == ' ';
        at++;
        name++;
        if (is_space)
            at += strspn(at, " \t");
    }
    return !*at && !*name;
}

static void take_pair(char *line,
                      void (*each)(void *self, const char *key,
                                   const char *value),
                      void *self)
{
    char *equals = strchr(line, '=');
    char *comment = strstr(line, " #");

    if (!equals)
        return;
    if (comment > equals)
        *comment = '\0';
    *equals = '\0';
    each(self, trimmed(line), trimmed(equals + 1));
}

bool ini_file_each(const struct buf *text, const char *name,
                   void (*each)(void *self, const char *key, const char *value),
                   void *self)
{
    bool found = false;
    bool inside = false;

    for (const char *at = text->data; *at;) {
        char line[LINE_BYTES];
        size_t size = strcspn(at, "\n");
        size_t kept = size < sizeof line ? size : sizeof line - 1;
        memcpy(line, at, kept);
        line[kept] = '\0';
        at += size + (at[size] == '\n');
        if (*line == '[')
            inside = names_section(line, name);
        else if (inside && *line && !strchr(" \t#;", *line))
            take_pair(line, each, self);
        found = found || inside;
    }
    return found;
}
