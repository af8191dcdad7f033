#include "bridge/template/environment.h"

#include <stddef.h>

#include "bridge/template/text.h"

extern char **environ __attribute__((weak));

/* The entry of that name, at its value; *at is its place. */
static char *find(const char *prefix, char ***at)
{
    if (!&environ || !environ)
        return NULL;
    for (*at = environ; **at; ++*at) {
        const char *value = text_after(**at, prefix);
        if (value)
            return **at + (value - **at);
    }
    return NULL;
}

/* /proc shows the text of the variables, as the process was started with them.
 */
static void wipe(char *text)
{
    while (*text)
        *text++ = 0;
}

static void take_out(char **at)
{
    wipe(*at);
    do
        at[0] = at[1];
    while (*at++);
}

static void take_preload(void)
{
    char **at;
    char *value = find("LD_PRELOAD=", &at);
    if (!value)
        return;
    char *rest = value;
    while (*rest && *rest != ':' && *rest != ' ')
        rest++;
    rest += *rest != 0;
    size_t left = text_length(rest);
    if (left) {
        memmove(value, rest, left + 1);
        wipe(value + left + 1);
    } else
        take_out(at);
}

int environment_take(void)
{
    char **at;
    const char *value = find("DAYFLY_TEMPLATE=", &at);
    if (!value)
        return -1;
    const char *end = value;
    unsigned long number = text_number(&end, 10);
    take_out(at);
    take_preload();
    return *end || end == value || number > 65535 ? -1 : (int)number;
}
