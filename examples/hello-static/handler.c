/* One file that needs nothing beside it, as Scala Native, Go or Rust make it:
 * no loader, no library, no shell. The handler is a function from an event and
 * the facts of its call to a result; main() is all that stands around it.
 *
 *     cc -O2 -o handler handler.c -static -ljansson */
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

struct facts {
    const char *request_id;
    const char *function_arn;
    const char *deadline_ms; /* of the epoch */
};

/* NULL: the event is not what is wanted. */
static json_t *handle(const json_t *event, const struct facts *facts)
{
    const char *name = json_string_value(json_object_get(event, "name"));
    json_int_t times = json_integer_value(json_object_get(event, "times"));
    char message[1024] = "";
    size_t at = 0;

    if (!name || times < 1 || times > 8)
        return NULL;
    for (json_int_t i = 0; i < times && at < sizeof message; i++)
        at += (size_t)snprintf(message + at, sizeof message - at,
                               "%sHello, %.64s!", i ? " " : "", name);
    return json_pack("{s:s, s:b}", "message", message, "knows",
                     facts->request_id != NULL);
}

static int fail(const char *type, const char *message)
{
    json_t *error =
        json_pack("{s:s, s:s}", "errorType", type, "errorMessage", message);

    json_dumpf(error, stdout, JSON_COMPACT);
    json_decref(error);
    return 1;
}

int main(void)
{
    const struct facts facts = {.request_id = getenv("DAYFLY_REQUEST_ID"),
                                .function_arn = getenv("DAYFLY_FUNCTION_ARN"),
                                .deadline_ms = getenv("DAYFLY_DEADLINE_MS")};
    json_error_t why;
    json_t *event = json_loadf(stdin, JSON_DECODE_ANY, &why);

    if (!event)
        return fail("Event.NotJson", why.text);
    json_t *result = handle(event, &facts);
    if (!result)
        return fail("Event.Unexpected",
                    "a name, and times from 1 to 8, are wanted");
    bool ok = json_dumpf(result, stdout, JSON_COMPACT) == 0;
    json_decref(result);
    json_decref(event);
    return ok ? 0 : 1;
}
