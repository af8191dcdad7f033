/* url_address.h - where a function's URL is: NAME in
 * http://NAME.lambda-url.localhost/ or http://localhost/lambda-url/NAME/. The
 * URL of an alias has ALIAS.NAME as its host, and NAME:ALIAS in the path. */
#ifndef DAYFLY_HOST_SERVICE_URL_ADDRESS_H
#define DAYFLY_HOST_SERVICE_URL_ADDRESS_H

#define URL_HOST_END ".lambda-url.localhost"
#define URL_PATH_BEGIN "/lambda-url/"

struct service_context;

enum { URL_ADDRESS_SIZE = 640 };

/* The URL with the function in the path: its host name resolves everywhere.
 * `qualifier` "": of the function itself. */
void url_address(char url[URL_ADDRESS_SIZE],
                 const struct service_context *service, const char *name,
                 const char *qualifier);

#endif
