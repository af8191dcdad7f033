#include "host/cli/cli_list.h"

#include <jansson.h>
#include <stdio.h>

#include "host/cli/api_client.h"
#include "host/cli/cli_util.h"

static const char *text_of(const json_t *item, const char *key)
{
    const char *text = json_string_value(json_object_get(item, key));

    return text ? text : "-";
}

static long long number_of(const json_t *item, const char *key)
{
    return json_integer_value(json_object_get(item, key));
}

/* Prints "-" if the function has no URL. */
static void print_url(const char *endpoint, const char *name)
{
    AUTO(struct api_response, api_response_free) resp = API_RESPONSE;
    AUTO(struct buf, buf_free) path = BUF(512);
    struct error ignored = ERROR_NONE;
    json_t *root = NULL;

    if (buf_printf(&path, "/2021-10-31/functions/%s/url", name) &&
        api_client_send(&resp, endpoint, path.data, NULL, false, &ignored) &&
        resp.status == 200)
        root = json_loadb(resp.body.data, resp.body.size, 0, NULL);
    (void)printf("  %s\n", text_of(root, "FunctionUrl"));
    json_decref(root);
}

static int print_list(const char *endpoint, const json_t *list)
{
    if (!json_is_array(list))
        return cli_failed("the response has no list of functions");
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *item = json_array_get(list, i);
        (void)printf("%-24s %-24s %4lld s %6lld MB",
                     text_of(item, "FunctionName"), text_of(item, "Handler"),
                     number_of(item, "Timeout"), number_of(item, "MemorySize"));
        print_url(endpoint, text_of(item, "FunctionName"));
    }
    if (fflush(stdout) != 0)
        return cli_failed(
            "cannot write to standard output: it is "
            "closed, or the disk is full");
    return EXIT_DONE;
}

static int list(const char *endpoint)
{
    AUTO(struct api_response, api_response_free) resp = API_RESPONSE;
    struct error err = ERROR_NONE;
    char text[1024];

    if (!api_client_send(&resp, endpoint, "/2015-03-31/functions", NULL, false,
                         &err))
        return cli_failed("%s", err.text);
    if (resp.status != 200) {
        api_client_error_message(&resp, text, sizeof text);
        return cli_failed("%s", text);
    }
    json_t *root = json_loadb(resp.body.data, resp.body.size, 0, NULL);
    int status = print_list(endpoint, json_object_get(root, "Functions"));
    json_decref(root);
    return status;
}

int cli_list(char *const words[])
{
    const char *endpoint = NULL;

    for (int i = 0; words[i]; i++) {
        int found = flag_value(words, &i, "--endpoint", &endpoint);
        if (found < 0)
            return EXIT_USAGE;
        if (found == 0)
            return usage_error(
                "list takes no argument but --endpoint; remove %s", words[i]);
    }
    return list(cli_endpoint(endpoint));
}
