#include "common/visible_text.h"

#include "common/utf8.h"

/* U+0080 to U+009F: some terminals take U+009B for ESC [. */
static bool is_c1(const unsigned char *c, size_t length)
{
    return length == 2 && c[0] == 0xc2 && c[1] < 0xa0;
}

/* How many bytes from here on can be shown as they are. */
static size_t plain_prefix(const char *text, size_t size)
{
    size_t at = 0;

    while (at < size) {
        const unsigned char *c = (const unsigned char *)text + at;
        if (*c < 0x80) {
            if ((*c < 0x20 && *c != '\t') || *c == 0x7f)
                break;
            at++;
            continue;
        }
        size_t length = utf8_length(text + at, size - at);
        if (length == 0 || is_c1(c, length))
            break;
        at += length;
    }
    return at;
}

/* *size: how many bytes of the text are done by it. */
static bool add_odd(struct buf *out, const char *text, size_t *size,
                    const char *newline)
{
    const unsigned char *c = (const unsigned char *)text;
    bool pair = *size > 1 && c[0] == '\r' && c[1] == '\n';
    bool c1 = *size > 1 && is_c1(c, utf8_length(text, *size));

    *size = pair || c1 ? 2 : 1;
    if (c[0] == '\r' || c[0] == '\n')
        return buf_add_str(out, newline);
    return buf_printf(out, "\\x%02x", c[*size - 1]);
}

bool visible_text_add(struct buf *out, const char *text, size_t size,
                      const char *newline)
{
    while (size > 0) {
        size_t plain = plain_prefix(text, size);
        size_t odd = size - plain;
        if (!buf_add(out, text, plain) ||
            (odd > 0 && !add_odd(out, text + plain, &odd, newline)))
            return false;
        text += plain + odd;
        size -= plain + odd;
    }
    return true;
}
