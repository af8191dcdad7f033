#include "host/static/static_coding.h"

#include <string.h>
#include <strings.h>

/* An item of a list: "gzip;q=0.5". */
struct item {
    const char *name;
    size_t size;
    bool is_refused; /* its q is 0 */
};

static bool is_zero(const char *text, size_t size)
{
    size_t used = 0;

    while (used < size && strchr(" \t", text[used]))
        used++;
    if (size - used < 3 || strncasecmp(text + used, "q=0", 3) != 0)
        return false;
    for (used += 3; used < size; used++)
        if (!strchr(".0 \t", text[used]))
            return false;
    return true;
}

/* The next item at `at`, which is moved behind it. */
static bool next_item(const char **at, struct item *item)
{
    const char *text = *at + strspn(*at, " \t,");
    size_t size = strcspn(text, ",");
    size_t name = strcspn(text, ",; \t");

    *item = (struct item){.name = text, .size = name};
    for (size_t used = strcspn(text, ",;"); used < size;) {
        size_t part = strcspn(text + used + 1, ",;");
        item->is_refused = item->is_refused || is_zero(text + used + 1, part);
        used += part + 1;
    }
    *at = text + size;
    return *text != '\0';
}

static bool is(const struct item *item, const char *name)
{
    return item->size == strlen(name) &&
           !strncasecmp(item->name, name, item->size);
}

bool static_coding_takes(const char *accepted, const char *coding)
{
    struct item item;
    bool any = false;

    while (accepted && next_item(&accepted, &item)) {
        if (is(&item, coding))
            return !item.is_refused;
        if (is(&item, "*"))
            any = !item.is_refused;
    }
    return any;
}

bool static_coding_names_type(const char *accepted, const char *type)
{
    struct item item;

    while (accepted && next_item(&accepted, &item))
        if (is(&item, type))
            return !item.is_refused;
    return false;
}
