/* api_error.h - what the response to a request that failed says. */
#ifndef DAYFLY_HOST_CLIENT_API_ERROR_H
#define DAYFLY_HOST_CLIENT_API_ERROR_H

#include <stddef.h>

struct api_response;

/* Its message. */
void api_error_message(const struct api_response *resp, char *text,
                       size_t room);
/* Its name, such as ResourceNotFoundException: of the header, else of the body;
 * "" if it has none. */
void api_error_name(const struct api_response *resp, char *text, size_t room);

#endif
