#include "host/functions/env_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/buf.h"
#include "common/fd.h"
#include "common/function/env_name.h"
#include "common/function/text_file.h"

struct reader {
    const char *path;
    const char *at; /* the text ends with a NUL */
    int line;       /* that `at` is in */
    struct env_list *list;
    struct error *err;
};

static bool fault(struct reader *r, int line, const char *what)
{
    return error_set(r->err, "%s:%d: %s", r->path, line, what);
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

static void skip_spaces(struct reader *r)
{
    while (is_space(*r->at))
        r->at++;
}

static bool is_line_end(const char *at)
{
    return *at == '\0' || *at == '\n' ||
           (*at == '\r' && (at[1] == '\0' || at[1] == '\n'));
}

static void skip_line(struct reader *r)
{
    r->at += strcspn(r->at, "\n");
    if (*r->at == '\n') {
        r->at++;
        r->line++;
    }
}

static bool read_name(struct reader *r, char name[ENV_NAME_SIZE])
{
    static const char word[] = "export";
    size_t size;

    if (!strncmp(r->at, word, sizeof word - 1) &&
        is_space(r->at[sizeof word - 1])) {
        r->at += sizeof word - 1;
        skip_spaces(r);
    }
    size = strcspn(r->at, "= \t\r\n");
    if (size == 0 || size >= ENV_NAME_SIZE)
        return fault(r, r->line,
                     "the name of the variable is missing or too long; write "
                     "NAME=VALUE");
    (void)snprintf(name, ENV_NAME_SIZE, "%.*s", (int)size, r->at);
    r->at += size;
    skip_spaces(r);
    return true;
}

/* A backslash before any other character stands for itself. */
static char unescape(char c)
{
    static const char from[] = "nrt\"\\$";
    static const char to[] = "\n\r\t\"\\$";
    const char *found = c ? strchr(from, c) : NULL;

    if (!found)
        return '\0';
    return to[found - from];
}

static bool read_quoted(struct reader *r, struct buf *value)
{
    char quote = *r->at++;
    int begin = r->line;

    for (; *r->at && *r->at != quote; r->at++) {
        char c = *r->at;
        char other = '\0';
        if (quote == '"' && c == '\\')
            other = unescape(r->at[1]);
        r->line += c == '\n';
        if (other)
            r->at++;
        if (!buf_add(value, other ? &other : &c, 1))
            return error_set(r->err, "out of memory");
    }
    if (!*r->at)
        return fault(r, begin, "the quote of the value is not closed");
    r->at++;
    skip_spaces(r);
    return is_line_end(r->at) || *r->at == '#' ||
           fault(r, r->line,
                 "after the closing quote only a comment may follow; quote "
                 "the whole value");
}

static bool read_plain(struct reader *r, struct buf *value)
{
    const char *end = r->at;

    while (!is_line_end(end) &&
           !(*end == '#' && (end == r->at || is_space(end[-1]))))
        end++;
    while (end > r->at && is_space(end[-1]))
        end--;
    return buf_add(value, r->at, (size_t)(end - r->at)) ||
           error_set(r->err, "out of memory");
}

static bool set(struct reader *r, int line, const char *name, const char *value)
{
    struct error why = ERROR_NONE;

    if (!env_value_fits(name, strlen(value))) {
        (void)error_set(&why,
                        "%.64s has %zu bytes; name and value may have %d: put "
                        "the value into a file",
                        name, strlen(value), ENV_VARIABLE_MAX_BYTES - 2);
        return fault(r, line, why.text);
    }
    return env_list_set(r->list, name, value, &why) || fault(r, line, why.text);
}

static bool read_variable(struct reader *r)
{
    AUTO(struct buf, buf_free) value = BUF(ENV_FILE_MAX_BYTES);
    char name[ENV_NAME_SIZE];
    int line = r->line;

    if (!read_name(r, name))
        return false;
    if (is_line_end(r->at) || *r->at == '#') {
        const char *own = getenv(name);
        return !own || set(r, line, name, own);
    }
    if (*r->at != '=')
        return fault(r, line,
                     "the line is neither NAME=VALUE nor a comment (# TEXT)");
    r->at++;
    skip_spaces(r);
    bool quoted = *r->at == '"' || *r->at == '\'';
    return (quoted ? read_quoted(r, &value) : read_plain(r, &value)) &&
           set(r, line, name, value.data);
}

bool env_file_parse(struct env_list *list, const char *path, const char *text,
                    size_t size, struct error *err)
{
    static const char mark[] = "\xef\xbb\xbf";
    struct reader r = {
        .path = path, .at = text, .line = 1, .list = list, .err = err};

    if (strlen(text) != size) {
        for (const char *c = text; *c; c++)
            r.line += *c == '\n';
        return fault(&r, r.line, "there is a NUL byte; the file must be text");
    }
    if (!strncmp(text, mark, sizeof mark - 1))
        r.at += sizeof mark - 1;
    while (*r.at) {
        skip_spaces(&r);
        if (!is_line_end(r.at) && *r.at != '#' && !read_variable(&r))
            return false;
        skip_line(&r);
    }
    return true;
}

bool env_file_load(struct env_list *list, const char *path, bool required,
                   struct error *err)
{
    AUTO(struct buf, buf_free) text = BUF(ENV_FILE_MAX_BYTES + 1);
    struct error why = ERROR_NONE;
    struct stat st;

    if (!required && stat(path, &st) == 0 && S_ISDIR(st.st_mode))
        return true;
    AUTO(int, fd_close) fd = text_file_open(path, &why);
    if (fd < 0 && !*why.text)
        return !required || error_set(err, "%s does not exist", path);
    if (fd < 0)
        return error_set(err, "%s", why.text);
    if (!text_file_read(fd, path, &text, err))
        return false;
    if (text.size > ENV_FILE_MAX_BYTES)
        return error_set(err, "%s is larger than %d bytes; shorten it", path,
                         ENV_FILE_MAX_BYTES);
    return env_file_parse(list, path, text.data, text.size, err);
}
