/* host_static - a path is the name of a file below its folder or none, and what
 * headers ask of a file is within it.
 *
 * Input: the path, a line feed, Range, a line feed, Accept-Encoding and each
 * condition in turn. */
#include <string.h>

#include "common/buf.h"
#include "host/static/static_coding.h"
#include "host/static/static_condition.h"
#include "host/static/static_date.h"
#include "host/static/static_path.h"
#include "host/static/static_type.h"
#include "test/fuzz/support/fuzz.h"

static void check_path(const char *path)
{
    char name[STATIC_PATH_SIZE];

    if (!static_path_make(name, path, strlen(path)))
        return;
    must(*name != '/' && !strstr(name, "//") && strlen(name) <= strlen(path));
    for (const char *part = name; part; part = strchr(part, '/')) {
        part += *part == '/';
        must(*part != '.' ||
             (part == name && (!strcmp(part, ".well-known") ||
                               !strncmp(part, ".well-known/", 12))));
    }
    (void)static_type_has_hash(name);
    must(*static_type_of(name)->type != '\0');
}

static void check_range(const char *text)
{
    for (uint64_t size = 0; size < 300; size += 99) {
        const struct static_state state = {.tag = "\"a\"", .size = size};
        const struct static_wish wish = {.range = text};
        struct static_range range;
        enum static_part part = static_condition_part(&wish, &state, &range);
        if (part == STATIC_BEYOND)
            continue;
        must(range.at <= size && range.size <= size - range.at);
        must(part == STATIC_WHOLE ? range.size == size : range.size > 0);
    }
}

static void check_date(const char *text)
{
    char again[STATIC_DATE_SIZE];
    int64_t seconds;

    if (!static_date_read(text, &seconds))
        return;
    static_date_write(again, seconds);
    must(strlen(again) == strlen(text));
    /* The day of the week is not checked, and a leap second is the next one. */
    must(strstr(text, ":60 ") || !strcmp(again + 3, text + 3));
}

static void check_conditions(const char *text)
{
    const struct static_state state = {
        .tag = "\"a\"", .changed_s = 784111777, .size = 9};
    const struct static_wish wishes[] = {
        {.if_match = text},
        {.if_none_match = text},
        {.if_modified_since = text},
        {.if_unmodified_since = text},
    };
    struct static_wish part = {.if_range = text, .range = "bytes=0-0"};
    struct static_range range;

    must(static_condition_check(&wishes[0], &state) != STATIC_SAME);
    must(static_condition_check(&wishes[1], &state) != STATIC_FAILED);
    must(static_condition_check(&wishes[2], &state) != STATIC_FAILED);
    must(static_condition_check(&wishes[3], &state) != STATIC_SAME);
    (void)static_condition_part(&part, &state, &range);
    must(!static_coding_takes(text, "gzip") || strchr(text, '*') ||
         strlen(text) >= strlen("gzip"));
    (void)static_coding_names_type(text, "text/html");
    check_date(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    AUTO(struct buf, buf_free) text = BUF(1 << 16);
    char *lines[3] = {NULL};
    char *at;

    if (memchr(bytes, 0, size) || !buf_add(&text, bytes, size) ||
        !buf_add_str(&text, "\n\n\n"))
        return 0;
    at = (char *)(uintptr_t)text.data;
    for (int i = 0; i < 3; i++) {
        lines[i] = at;
        at += strcspn(at, "\n");
        *at++ = '\0';
    }
    check_path(lines[0]);
    check_range(lines[1]);
    check_conditions(lines[2]);
    return 0;
}
