#include "bootstrap/config/settings_text.h"

#include <stdio.h>
#include <string.h>

#include "bootstrap/config/settings_table.h"

enum { TERMINAL_COLUMNS = 78 };

bool settings_text_table(struct buf *text)
{
    bool ok = buf_add_str(text,
                          "| setting | values | default | meaning |\n"
                          "|---|---|---|---|\n");

    for (size_t i = 0; i < settings_rows_count; i++)
        if (settings_rows[i].values)
            ok = ok &&
                 buf_printf(text, "| `%s` | %s | %s | %s |\n",
                            settings_rows[i].name, settings_rows[i].values,
                            settings_rows[i].standard, settings_rows[i].what);
    return ok;
}

/* Adds the words without Markdown marks, in indented lines that fit a
 * terminal. */
static bool put_wrapped(struct buf *text, const char *words, size_t indent)
{
    size_t column = TERMINAL_COLUMNS;
    bool ok = true;

    while (ok && *words) {
        size_t size = strcspn(words, " ");
        size_t marks = 0;
        for (size_t i = 0; i < size; i++)
            marks += words[i] == '`';
        if (column + 1 + size - marks > TERMINAL_COLUMNS) {
            ok = buf_printf(text, "\n%*s", (int)indent, "");
            column = indent;
        } else {
            ok = buf_add_str(text, " ");
            column++;
        }
        for (size_t i = 0; i < size; i++)
            if (words[i] != '`')
                ok = ok && buf_add(text, &words[i], 1);
        column += size - marks;
        words += size + strspn(words + size, " ");
    }
    return ok;
}

static bool put_setting(struct buf *text, const struct setting *row)
{
    char head[512];

    (void)snprintf(head, sizeof head, "%s (default: %s)", row->values,
                   row->standard);
    return buf_printf(text, "  %s", row->name) && put_wrapped(text, head, 6) &&
           put_wrapped(text, row->what, 6) && buf_add_str(text, "\n\n");
}

bool settings_text_list(struct buf *text)
{
    bool ok = true;

    for (size_t i = 0; i < settings_rows_count; i++)
        if (settings_rows[i].values)
            ok = ok && put_setting(text, &settings_rows[i]);
    return ok;
}
