#include "host/service/url_address.h"

#include <stdio.h>

#include "host/service/service_context.h"

void url_address(char url[URL_ADDRESS_SIZE],
                 const struct service_context *service, const char *name,
                 const char *qualifier)
{
    (void)snprintf(url, URL_ADDRESS_SIZE, "%s" URL_PATH_BEGIN "%s%s%s/",
                   service->base, name, *qualifier ? ":" : "", qualifier);
}
