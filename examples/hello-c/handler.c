/* Any executable can be a handler: the event comes on stdin, the answer goes to
 * stdout as JSON, stderr is the log, and exit 0 means success.
 *
 *     cc -O2 -o handler handler.c */
#include <stdio.h>
#include <string.h>

int main(void)
{
    char event[4096];
    char name[65] = "whoever you are";
    size_t size = fread(event, 1, sizeof event - 1, stdin);

    /* Good enough for a greeting; use a JSON library for the rest. */
    event[size] = '\0';
    const char *at = strstr(event, "\"name\"");
    if (at)
        (void)sscanf(at, "\"name\" : \"%64[^\"\\]\"", name);
    printf("{\"message\":\"Hello, %s!\"}\n", name);
    return 0;
}
