#include "host/function_api/function_delete.h"

#include <stdio.h>
#include <string.h>

#include "host/dispatch/dispatcher.h"
#include "host/dispatch/function_trial.h"
#include "host/dispatch/stored_function.h"
#include "host/function_api/versions.h"
#include "host/http/http_request.h"
#include "host/management/code_sweep.h"
#include "host/management/entry.h"
#include "host/management/management.h"
#include "host/service/service_error.h"
#include "host/service/service_reply.h"

/* Removes the code of all its versions that no other function has. */
static void forget_all(struct management *m, const json_t *document)
{
    const json_t *versions = json_object_get(document, "versions");

    code_sweep_forget_all(m, json_object_get(document, "latest"));
    code_sweep_forget_all(m, json_object_get(document, "serving"));
    for (size_t i = 0; i < json_array_size(versions); i++)
        code_sweep_forget_all(m, json_array_get(versions, i));
}

static void delete_whole(struct management *m, struct catalog_entry *entry,
                         struct http_request *req)
{
    json_t *document = json_incref(entry->document);
    struct error err = ERROR_NONE;

    function_trial_cancel(m->dispatcher, entry->name);
    stored_function_remove(m->dispatcher, entry->name);
    if (catalog_remove(&m->catalog, entry, &err)) {
        forget_all(m, document);
        service_reply_nothing(req);
    } else {
        service_error_send(req, SERVICE_SERVICE, "dayfly: %s", err.text);
    }
    json_decref(document);
}

void function_delete(struct service_context *service, struct http_request *req,
                     const struct request_path *path)
{
    struct management *m = service->management;
    struct function_name n;

    if (!service_read_name(service, req, path, &n))
        return;
    if (!strcmp(n.qualifier, FUNCTION_LATEST)) {
        service_error_send(req, SERVICE_INVALID_PARAMETER,
                           "$LATEST version cannot be deleted without deleting "
                           "the function.");
        return;
    }
    bool whole = !*n.qualifier;
    if (n.qualifier[0] != '$' && !whole &&
        strspn(n.qualifier, "0123456789") != strlen(n.qualifier)) {
        service_error_send(req, SERVICE_INVALID_PARAMETER,
                           "Deletion of aliases is not currently supported.");
        return;
    }
    char qualifier[sizeof n.qualifier];
    (void)snprintf(qualifier, sizeof qualifier, "%s", n.qualifier);
    n.qualifier[0] = '\0'; /* AWS names the function alone if there is none */
    struct catalog_entry *entry = entry_find_parsed(m, req, &n);
    if (entry && whole)
        delete_whole(m, entry, req);
    else if (entry)
        versions_delete(m, entry, qualifier, req);
}
