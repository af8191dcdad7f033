#include "common/function/jsonc_file.h"

#include <stdint.h>
#include <string.h>

#include "common/fd.h"
#include "common/function/manifest_file.h"
#include "common/function/text_file.h"

/* Comments and commas before a closing bracket become blanks. */
static void blank_comments(char *text)
{
    char *comma = NULL;

    for (char *at = text; *at; at++) {
        if (*at == '"') {
            while (at[1] && at[1] != '"')
                at += at[1] == '\\' && at[2] ? 2 : 1;
            at += at[1] == '"';
            comma = NULL;
        } else if (at[0] == '/' && (at[1] == '/' || at[1] == '*')) {
            bool is_line = at[1] == '/';
            while (*at &&
                   (is_line ? at[1] != '\n' : at[0] != '*' || at[1] != '/')) {
                *at = *at == '\n' ? '\n' : ' ';
                at++;
            }
            if (!*at)
                return;
            *at = ' ';
            if (!is_line)
                *++at = ' ';
        } else if (comma && (*at == '}' || *at == ']')) {
            *comma = ' ';
        } else if (!strchr(" \t\r\n", *at)) {
            comma = *at == ',' ? at : NULL;
        }
    }
}

json_t *jsonc_file_load(const char *path, struct error *err)
{
    AUTO(struct buf, buf_free) text = BUF(MANIFEST_MAX_BYTES + 1);
    AUTO(int, fd_close) fd = text_file_open(path, err);
    json_error_t why;

    if (fd < 0 || !text_file_read(fd, path, &text, err) || text.size == 0)
        return NULL;
    blank_comments((char *)(uintptr_t)text.data);
    json_t *object = json_loadb(text.data, text.size, 0, &why);
    if (!object)
        (void)error_set(err, "%s:%d: %s; correct the JSON there", path,
                        why.line > 0 ? why.line : 1, why.text);
    return object;
}
