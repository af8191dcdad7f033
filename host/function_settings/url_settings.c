#include "host/function_settings/url_settings.h"

#include <string.h>

#include "host/catalog/catalog.h"
#include "host/management/configuration.h"

json_t *url_settings_find(const struct catalog_entry *entry,
                          const char *qualifier)
{
    return json_object_get(json_object_get(entry->document, "urls"),
                           *qualifier ? qualifier : FUNCTION_LATEST);
}

bool url_settings_read(struct url_settings *settings,
                       const struct catalog_entry *entry, const char *qualifier)
{
    const json_t *config = url_settings_find(entry, qualifier);

    if (!config)
        return false;
    *settings = (struct url_settings){
        .mode =
            !strcmp(configuration_text(config, "InvokeMode"), "RESPONSE_STREAM")
                ? URL_STREAM
                : URL_BUFFERED,
        .cors = json_object_get(config, "cors"),
        .needs_signature =
            !strcmp(configuration_text(config, "AuthType"), "AWS_IAM")};
    return true;
}
