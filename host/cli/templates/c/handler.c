/* Run once for each event: the event comes on stdin, the answer goes to stdout
 * as JSON, stderr is the log, and exit 0 means success.
 *
 *     cc -O2 -Wall -static -o handler handler.c */
#include <stdio.h>
#include <string.h>

int main(void)
{
    char event[4096];
    char name[65] = "world";
    size_t size = fread(event, 1, sizeof event - 1, stdin);

    /* This is enough for a simple name. For any other JSON use a library. */
    event[size] = '\0';
    const char *at = strstr(event, "\"name\"");
    if (at)
        (void)sscanf(at, "\"name\" : \"%64[^\"\\]\"", name);
    (void)fprintf(stderr, "greeting %s\n", name);
    return printf("{\"message\":\"Hello, %s!\"}\n", name) < 0;
}
