#include "host/cli/cli_list.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "host/cli/cli_target.h"
#include "host/cli/cli_util.h"
#include "host/client/api_client.h"
#include "host/client/api_error.h"

struct options {
    struct target_flags flags;
    struct api_target target;
    bool json;
};

static const char *text_of(const json_t *item, const char *key)
{
    const char *text = json_string_value(json_object_get(item, key));

    return text ? text : "-";
}

static long long number_of(const json_t *item, const char *key)
{
    return json_integer_value(json_object_get(item, key));
}

/* A new reference: the first of its URLs and those of its aliases; NULL: it has
 * none. */
static json_t *url_of(const struct api_target *target, const char *name)
{
    AUTO(struct api_response, api_response_free) resp = API_RESPONSE;
    AUTO(struct buf, buf_free) path = BUF(512);
    struct error ignored = ERROR_NONE;
    json_t *root = NULL;

    if (buf_printf(&path, "/2021-10-31/functions/%s/urls", name) &&
        api_client_send(&resp, target, &(struct api_request){.path = path.data},
                        &ignored) &&
        resp.status == 200)
        root = json_loadb(resp.body.data, resp.body.size, 0, NULL);
    const json_t *list = json_object_get(root, "FunctionUrlConfigs");
    json_t *url =
        json_incref(json_object_get(json_array_get(list, 0), "FunctionUrl"));
    json_decref(root);
    return url;
}

static void print_line(const json_t *item, const json_t *url)
{
    const char *text = json_string_value(url);

    cli_print("%-24s %-24s %4lld s %6lld MB  %s", text_of(item, "FunctionName"),
              text_of(item, "Handler"), number_of(item, "Timeout"),
              number_of(item, "MemorySize"), text ? text : "-");
}

static void print_object(const json_t *item, json_t *url, bool first)
{
    json_t *object = json_pack(
        "{s:s,s:s,s:I,s:I,s:O?}", "name", text_of(item, "FunctionName"),
        "handler", text_of(item, "Handler"), "timeout",
        (json_int_t)number_of(item, "Timeout"), "memory",
        (json_int_t)number_of(item, "MemorySize"), "url", url);

    (void)fputs(first ? "\n  " : ",\n  ", stdout);
    (void)json_dumpf(object, stdout, JSON_ENSURE_ASCII);
    json_decref(object);
}

static void print_page(const struct options *o, const json_t *list, bool first)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *item = json_array_get(list, i);
        json_t *url = url_of(&o->target, text_of(item, "FunctionName"));
        if (o->json)
            print_object(item, url, first && i == 0);
        else
            print_line(item, url);
        json_decref(url);
    }
}

/* A new reference. NULL: the failure was printed. */
static json_t *page_at(const struct options *o, const char *marker)
{
    AUTO(struct api_response, api_response_free) resp = API_RESPONSE;
    AUTO(struct buf, buf_free) path = BUF(8192);
    struct error err = ERROR_NONE;
    char text[1024];
    json_t *root = NULL;

    if (!buf_printf(&path, "/2015-03-31/functions/%s",
                    marker ? "?Marker=" : "") ||
        (marker && !api_client_escape(&path, marker)) ||
        !api_client_send(&resp, &o->target,
                         &(struct api_request){.path = path.data}, &err)) {
        (void)cli_failed("%s", *err.text ? err.text : "out of memory");
        return NULL;
    }
    if (resp.status != 200) {
        api_error_message(&resp, text, sizeof text);
        (void)cli_failed("%s", text);
        return NULL;
    }
    root = json_loadb(resp.body.data, resp.body.size, 0, NULL);
    if (json_is_array(json_object_get(root, "Functions")))
        return root;
    json_decref(root);
    (void)cli_failed("the response has no list of functions");
    return NULL;
}

static int list(const struct options *o)
{
    json_t *page = page_at(o, NULL);
    bool first = true;

    if (page && json_array_size(json_object_get(page, "Functions")) == 0)
        (void)fputs(
            "dayfly: there are no functions yet: `dayfly deploy DIR` "
            "makes some\n",
            stderr);
    if (page && o->json)
        (void)fputs("[", stdout);
    while (page) {
        const char *next =
            json_string_value(json_object_get(page, "NextMarker"));
        print_page(o, json_object_get(page, "Functions"), first);
        first = false;
        if (!next)
            break;
        json_t *following = page_at(o, next);
        json_decref(page);
        page = following;
    }
    if (!page)
        return EXIT_FAILED;
    json_decref(page);
    if (o->json)
        (void)fputs("\n]\n", stdout);
    if (fflush(stdout) != 0)
        return cli_failed(
            "cannot write to standard output: it is "
            "closed, or the disk is full");
    return EXIT_DONE;
}

int cli_list(char *const words[])
{
    struct options o = {.json = false};
    struct error err = ERROR_NONE;

    for (int i = 0; words[i]; i++) {
        int found = target_flag(words, &i, &o.flags);
        if (found < 0)
            return EXIT_USAGE;
        if (found == 0 && !strcmp(words[i], "--json"))
            o.json = true;
        else if (found == 0)
            return usage_error(
                "list takes no argument but --json, --endpoint, --region and "
                "--profile; remove %s",
                words[i]);
    }
    if (!cli_target_open(&o.target, &o.flags, &err))
        return cli_failed("%s", err.text);
    return list(&o);
}
