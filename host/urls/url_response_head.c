#include "host/urls/url_response_head.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/buf.h"
#include "common/json/json_check.h"
#include "host/http/request_filter.h"

enum { OWN_FIELDS = 1 }; /* the default Content-Type */

static bool is_status(double number)
{
    return number >= 200 && number <= 599 && number == (double)(int)number;
}

/* A number, or digits in quotes. */
static bool take_status(struct url_response_head *head, const json_t *value,
                        struct error *err)
{
    const char *text = json_string_value(value);
    double number = json_number_value(value);

    if (!value) {
        head->status = 200;
        return true;
    }
    if (text && strlen(text) == 3 && strspn(text, "0123456789") == 3)
        number = (double)strtol(text, NULL, 10);
    if (!is_status(number))
        return error_set(err, "statusCode must be a number from 200 to 599");
    head->status = (unsigned)number;
    return true;
}

bool url_response_head_is_framing(const char *name)
{
    static const char *const names[] = {
        "connection", "content-length", "keep-alive", "proxy-connection",
        "te",         "trailer",        "upgrade",    "transfer-encoding"};

    for (size_t i = 0; i < COUNT(names); i++)
        if (!strcasecmp(names[i], name))
            return true;
    return false;
}

static bool is_valid_value(const json_t *value)
{
    const char *text = json_string_value(value);
    size_t size = json_string_length(value);

    return text && http_value_is_valid(text, size);
}

static void add_field(struct url_response_head *head, const char *name,
                      const char *value)
{
    head->fields[head->count++] =
        (struct http_field){.name = name, .value = value};
}

/* Of several spellings of a name the last counts, as on AWS. */
static void set_field(struct url_response_head *head, const char *name,
                      const char *value)
{
    for (size_t i = 0; i < head->count; i++)
        if (!strcasecmp(head->fields[i].name, name)) {
            head->fields[i].value = value;
            return;
        }
    add_field(head, name, value);
}

/* Numbers and booleans become their text; NULL for other types. */
static json_t *as_text(json_t *value)
{
    char text[32];

    if (json_is_string(value))
        return json_incref(value);
    if (json_is_boolean(value))
        return json_string(json_is_true(value) ? "true" : "false");
    if (!json_is_number(value))
        return NULL;
    (void)snprintf(text, sizeof text, "%.15g", json_number_value(value));
    return json_string(text);
}

static bool take_header(struct url_response_head *head, json_t *headers,
                        void *at, struct error *err)
{
    const char *name = json_object_iter_key(at);
    json_t *text = as_text(json_object_iter_value(at));

    if (!text)
        return error_set(err, "the header \"%.64s\" must be a string", name);
    if (!http_name_is_valid(name, strlen(name)) || !is_valid_value(text)) {
        json_decref(text);
        return error_set(err,
                         "the header \"%.64s\" has a name or a value that is "
                         "invalid in HTTP",
                         name);
    }
    if (!url_response_head_is_framing(name))
        set_field(head, name, json_string_value(text));
    /* The tree owns the text. */
    return json_object_iter_set_new(headers, at, text) == 0 ||
           error_set(err, "out of memory");
}

static bool take_headers(struct url_response_head *head, json_t *headers,
                         const char *type, struct error *err)
{
    bool typed = false;

    if (headers && !json_is_object(headers) && !json_is_null(headers))
        return error_set(err, "headers must be an object");
    for (void *at = json_object_iter(headers); at;
         at = json_object_iter_next(headers, at)) {
        if (!take_header(head, headers, at, err))
            return false;
        if (!strcasecmp(json_object_iter_key(at), "content-type"))
            typed = true;
    }
    if (!typed && type)
        add_field(head, "Content-Type", type);
    return true;
}

static bool take_cookies(struct url_response_head *head, const json_t *cookies,
                         struct error *err)
{
    if (cookies && !json_is_array(cookies) && !json_is_null(cookies))
        return error_set(err, "cookies must be an array");
    for (size_t i = 0; i < json_array_size(cookies); i++) {
        const json_t *cookie = json_array_get(cookies, i);
        if (!is_valid_value(cookie))
            return error_set(
                err, "cookie %zu is not a string that is valid in HTTP", i + 1);
        add_field(head, "Set-Cookie", json_string_value(cookie));
    }
    return true;
}

static bool take_all(struct url_response_head *head, json_t *tree,
                     const char *type, struct error *err)
{
    json_t *headers = json_object_get(tree, "headers");
    const json_t *cookies = json_object_get(tree, "cookies");

    if (!json_is_object(tree))
        return error_set(err, "it must be a JSON object");
    head->fields = mem_new(json_object_size(headers) +
                               json_array_size(cookies) + OWN_FIELDS,
                           sizeof *head->fields);
    if (!head->fields)
        return error_set(err, "out of memory");
    return take_status(head, json_object_get(tree, "statusCode"), err) &&
           take_headers(head, headers, type, err) &&
           take_cookies(head, cookies, err);
}

bool url_response_head_from(struct url_response_head *head, struct json_t *tree,
                            const char *type, struct error *err)
{
    *head = (struct url_response_head){.tree = tree};
    if (take_all(head, tree, type, err))
        return true;
    url_response_head_clear(head);
    return false;
}

bool url_response_head_parse(struct url_response_head *head, const char *text,
                             size_t size, const char *type, struct error *err)
{
    json_error_t error;

    *head = (struct url_response_head){.status = 0};
    if (!json_check(text, size, err))
        return error_prefix(err, "it is not JSON");
    json_t *tree =
        json_loadb(text, size, JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
    if (!tree)
        return error_set(err, "it cannot be read: %s", error.text);
    return url_response_head_from(head, tree, type, err);
}

void url_response_head_clear(struct url_response_head *head)
{
    mem_free(head->fields);
    json_decref(head->tree);
    *head = (struct url_response_head){.status = 0};
}
