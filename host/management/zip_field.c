#include "host/management/zip_field.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "common/base64.h"
#include "common/fd.h"

enum { QUANTUM = 4, TEXT_BYTES = 64 * 1024 };

void zip_field_open(struct zip_field *z, int fd, size_t rest_max)
{
    *z = (struct zip_field){
        .fd = fd, .rest = BUF(rest_max), .text = BUF(TEXT_BYTES)};
}

void zip_field_close(struct zip_field *z)
{
    buf_free(&z->rest);
    buf_free(&z->text);
}

static bool fail(struct zip_field *z, enum zip_field_fault fault)
{
    z->fault = fault;
    return false;
}

static bool decode(struct zip_field *z, size_t size)
{
    AUTO(struct buf, buf_free) bytes = BUF(TEXT_BYTES);

    if (size == 0)
        return true;
    if (z->is_padded || !base64_decode(&bytes, z->text.data, size))
        return fail(z, ZIP_FIELD_NOT_BASE64);
    z->is_padded = z->text.data[size - 1] == '=';
    buf_consume(&z->text, size);
    z->bytes += bytes.size;
    return fd_write_all(z->fd, bytes.data, bytes.size) ||
           fail(z, ZIP_FIELD_NOT_WRITTEN);
}

/* Padding ends the text: what has it is decoded at the end alone. */
static bool add_text(struct zip_field *z, const char *text, size_t size)
{
    while (size > 0) {
        size_t room = TEXT_BYTES - z->text.size;
        size_t part = size < room ? size : room;
        if (!buf_add(&z->text, text, part))
            return fail(z, ZIP_FIELD_TOO_LONG);
        text += part;
        size -= part;
        if (z->text.size == TEXT_BYTES && !decode(z, TEXT_BYTES - QUANTUM))
            return false;
    }
    return true;
}

static bool add_rest(struct zip_field *z, const char *bytes, size_t size)
{
    return buf_add(&z->rest, bytes, size) || fail(z, ZIP_FIELD_TOO_LONG);
}

static bool is_in_object(const struct zip_field *z)
{
    return z->depth > 0 && z->depth <= ZIP_FIELD_DEPTH_MAX &&
           z->is_object[z->depth - 1];
}

static bool is_the_member(const struct zip_field *z)
{
    return !strcmp(z->key, "ZipFile") &&
           (z->depth == 1 || (z->depth == 2 && z->in_code));
}

static void open_container(struct zip_field *z, bool is_object)
{
    if (z->depth == 1)
        z->in_code = !strcmp(z->key, "Code") || !strcmp(z->key, "Content");
    if (z->depth < ZIP_FIELD_DEPTH_MAX)
        z->is_object[z->depth] = is_object;
    z->depth++;
    z->is_key = is_object;
    z->key[0] = '\0';
}

static void begin_string(struct zip_field *z)
{
    z->in_string = true;
    z->in_zip = !z->is_key && is_in_object(z) && !z->found && is_the_member(z);
    z->found = z->found || z->in_zip;
    if (z->is_key)
        z->key_size = 0;
}

static void see(struct zip_field *z, char c)
{
    switch (c) {
    case '{':
    case '[':
        open_container(z, c == '{');
        break;
    case '}':
    case ']':
        z->depth -= z->depth > 0 ? 1 : 0;
        z->is_key = false;
        z->key[0] = '\0';
        break;
    case ',':
        z->is_key = is_in_object(z);
        break;
    case ':':
        z->is_key = false;
        break;
    case '"':
        begin_string(z);
        break;
    default:
        break;
    }
}

/* Keys with escapes are none of ours, but for what no client sends. */
static void add_key(struct zip_field *z, char c)
{
    if (z->key_size < ZIP_FIELD_KEY_MAX)
        z->key[z->key_size] = c;
    z->key_size++;
}

static void end_string(struct zip_field *z)
{
    z->in_string = false;
    z->in_zip = false;
    if (z->is_key)
        z->key[z->key_size <= ZIP_FIELD_KEY_MAX ? z->key_size : 0] = '\0';
}

/* One character of a string outside of the member. */
static void see_in_string(struct zip_field *z, char c)
{
    if (z->escaped)
        z->escaped = false;
    else if (c == '\\')
        z->escaped = true;
    else if (c == '"')
        end_string(z);
    else if (z->is_key)
        add_key(z, c);
}

static bool add_hex(struct zip_field *z, char c)
{
    const char digit[] = {c, '\0'};

    if (!isxdigit((unsigned char)c))
        return fail(z, ZIP_FIELD_NOT_BASE64);
    z->hex = z->hex << 4 | (unsigned)strtoul(digit, NULL, 16);
    if (--z->hex_left > 0)
        return true;
    char made = (char)z->hex;
    return z->hex < 0x80 ? add_text(z, &made, 1)
                         : fail(z, ZIP_FIELD_NOT_BASE64);
}

/* Some clients escape the characters / + and = of base64. */
static bool see_in_zip(struct zip_field *z, char c)
{
    if (z->hex_left > 0)
        return add_hex(z, c);
    if (z->escaped) {
        z->escaped = false;
        if (c == 'u') {
            z->hex_left = 4;
            z->hex = 0;
            return true;
        }
        return c == '/' ? add_text(z, &c, 1) : fail(z, ZIP_FIELD_NOT_BASE64);
    }
    if (c == '\\') {
        z->escaped = true;
        return true;
    }
    end_string(z);
    return add_rest(z, "\"", 1);
}

static bool is_plain(char c)
{
    return c != '"' && c != '\\';
}

bool zip_field_add(struct zip_field *z, const char *bytes, size_t size)
{
    const char *end = bytes + size;

    while (bytes < end && z->fault == ZIP_FIELD_OK) {
        const char *from = bytes;
        if (z->in_zip && !z->escaped && z->hex_left == 0 && is_plain(*bytes)) {
            while (bytes < end && is_plain(*bytes))
                bytes++;
            (void)!add_text(z, from, (size_t)(bytes - from));
        } else if (z->in_zip) {
            (void)!see_in_zip(z, *bytes++);
        } else {
            while (bytes < end && !z->in_zip) {
                if (z->in_string)
                    see_in_string(z, *bytes++);
                else
                    see(z, *bytes++);
            }
            (void)!add_rest(z, from, (size_t)(bytes - from));
        }
    }
    return z->fault == ZIP_FIELD_OK;
}

bool zip_field_end(struct zip_field *z)
{
    if (z->in_zip) /* the JSON is not whole, and its reader will say so */
        return true;
    return z->fault == ZIP_FIELD_OK && decode(z, z->text.size);
}
