#include "host/client/api_error.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "host/client/api_client.h"
#include "host/client/xml_text.h"

/* How to come by what is missing. */
static const char *hint_of(const char *message)
{
    return !strcmp(message, "Missing Authentication Token")
               ? ": this host answers only requests that are signed by a key; "
                 "`dayfly keys add` makes one, and prints what to set here"
               : "";
}

void api_error_message(const struct api_response *resp, char *text, size_t room)
{
    json_t *root = json_loadb(resp->body.data, resp->body.size, 0, NULL);
    json_t *message = json_object_get(root, "Message");

    if (!message)
        message = json_object_get(root, "message");
    if (json_is_string(message))
        (void)snprintf(text, room, "%s%s", json_string_value(message),
                       hint_of(json_string_value(message)));
    else
        xml_text(&resp->body, "Message", text, room);
    if (!*text)
        (void)snprintf(text, room,
                       "HTTP status %ld without a reason; is it the address "
                       "of a `dayfly serve`, or of AWS?",
                       resp->status);
    json_decref(root);
}

/* AWS writes a type also as "prefix#Name" and "Name:address". */
static void take_name(const char *type, char *text, size_t room)
{
    const char *from = strchr(type, '#') ? strchr(type, '#') + 1 : type;

    (void)snprintf(text, room, "%.*s", (int)strcspn(from, ":"), from);
}

void api_error_name(const struct api_response *resp, char *text, size_t room)
{
    json_t *root;

    take_name(resp->error_type, text, room);
    if (*text)
        return;
    root = json_loadb(resp->body.data, resp->body.size, 0, NULL);
    const char *type = json_string_value(json_object_get(root, "__type"));
    if (type)
        take_name(type, text, room);
    else
        xml_text(&resp->body, "Code", text, room);
    json_decref(root);
}
