/* http_lines.h - the headers of a response, given to http_response as libcurl
 * does. For test programs. */
#ifndef DAYFLY_TEST_HTTP_LINES_H
#define DAYFLY_TEST_HTTP_LINES_H

#include <string.h>

#include "bootstrap/runtime_api/http_response.h"

#define OK "HTTP/1.1 200 OK\r\n"
#define END "\r\n"

/* Line by line, as libcurl passes them. */
static inline enum http_response_line add_lines(struct http_response *resp,
                                                const char *lines)
{
    enum http_response_line last = HTTP_RESPONSE_OTHER;
    struct http_header h;

    while (*lines) {
        size_t size = strcspn(lines, "\n");
        size += lines[size] == '\n';
        last = http_response_add(resp, lines, size, &h);
        lines += size;
    }
    return last;
}

#endif
