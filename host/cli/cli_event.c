#include "host/cli/cli_event.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base64.h"
#include "common/buf.h"
#include "host/base/embedded_file.h"
#include "host/cli/cli_util.h"
#include "host/cli/cli_words.h"
#include "host/crypto/md5.h"

enum { BODY_MAX_BYTES = 6 * 1024 * 1024 };

struct options {
    const char *kind;
    const char *body; /* of the flags; NULL: absent */
    const char *path;
    const char *method;
};

static json_t *as_text(const char *value)
{
    return json_string(value);
}

static json_t *as_base64(const char *value)
{
    AUTO(struct buf, buf_free) coded = BUF(2 * BODY_MAX_BYTES);

    return base64_encode(&coded, value, strlen(value)) ? json_string(coded.data)
                                                       : NULL;
}

static json_t *as_md5(const char *value)
{
    char text[MD5_TEXT_SIZE];

    md5_text(text, value, strlen(value));
    return json_string(text);
}

static json_t *as_json(const char *value)
{
    json_t *root = json_loadb(value, strlen(value), 0, NULL);

    if (json_is_object(root))
        return root;
    json_decref(root);
    return NULL;
}

static json_t *as_proxy(const char *value)
{
    return json_string(value + (*value == '/'));
}

/* Where an event has the value of a flag. */
static const struct field {
    const char *kind;
    const char *flag;
    const char *place;
    json_t *(*make)(const char *value);
} fields[] = {
    {"apigw-v2", "--body", "body", as_text},
    {"apigw-v2", "--path", "rawPath", as_text},
    {"apigw-v2", "--path", "requestContext.http.path", as_text},
    {"apigw-v2", "--method", "requestContext.http.method", as_text},
    {"apigw-v1", "--body", "body", as_text},
    {"apigw-v1", "--path", "path", as_text},
    {"apigw-v1", "--path", "requestContext.path", as_text},
    {"apigw-v1", "--path", "pathParameters.proxy", as_proxy},
    {"apigw-v1", "--method", "httpMethod", as_text},
    {"apigw-v1", "--method", "requestContext.httpMethod", as_text},
    {"alb", "--body", "body", as_text},
    {"alb", "--path", "path", as_text},
    {"alb", "--method", "httpMethod", as_text},
    {"sqs", "--body", "Records.0.body", as_text},
    {"sqs", "--body", "Records.0.md5OfBody", as_md5},
    {"sns", "--body", "Records.0.Sns.Message", as_text},
    {"kinesis", "--body", "Records.0.kinesis.data", as_base64},
    {"eventbridge", "--body", "detail", as_json},
    {"webhook", "--body", "body", as_text},
};

/* Sets the member at a place such as "Records.0.body", which exists. Takes over
 * the value. */
static bool set_at(json_t *root, const char *place, json_t *value)
{
    char name[64];
    const char *dot;

    for (; (dot = strchr(place, '.')); place = dot + 1) {
        (void)snprintf(name, sizeof name, "%.*s", (int)(dot - place), place);
        root = json_is_array(root)
                   ? json_array_get(root, strtoul(name, NULL, 10))
                   : json_object_get(root, name);
    }
    return json_object_set_new(root, place, value) == 0;
}

/* Returns the exit status. */
static int apply(json_t *root, const char *kind, const char *flag,
                 const char *value)
{
    bool known = false;

    for (size_t i = 0; value && i < COUNT(fields); i++) {
        const struct field *field = &fields[i];
        if (strcmp(field->kind, kind) != 0 || strcmp(field->flag, flag) != 0)
            continue;
        json_t *made = field->make(value);
        if (!made && field->make == as_json)
            return usage_error("%s of %s must be a JSON object", flag, kind);
        if (!made || !set_at(root, field->place, made))
            return usage_error("%s must be UTF-8 of at most %d bytes", flag,
                               BODY_MAX_BYTES);
        known = true;
    }
    return known || !value ? EXIT_DONE
                           : usage_error("the event %s has no %s", kind, flag);
}

static int print_changed(const struct embedded_file *file,
                         const struct options *o)
{
    json_t *root = json_loadb((const char *)file->bytes, file->size, 0, NULL);
    int status = root ? EXIT_DONE : cli_failed("out of memory");

    if (status == EXIT_DONE)
        status = apply(root, o->kind, "--body", o->body);
    if (status == EXIT_DONE)
        status = apply(root, o->kind, "--path", o->path);
    if (status == EXIT_DONE)
        status = apply(root, o->kind, "--method", o->method);
    /* So many digits keep a time in ms as it is written. */
    if (status == EXIT_DONE &&
        (json_dumpf(root, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(13)) !=
             0 ||
         puts("") < 0))
        status = cli_failed("cannot write to standard output");
    json_decref(root);
    return status;
}

static int print_event(const struct embedded_file *file,
                       const struct options *o)
{
    int status = EXIT_DONE;

    if (o->body || o->path || o->method)
        status = print_changed(file, o);
    else
        (void)fwrite(file->bytes, 1, file->size, stdout);
    if (status == EXIT_DONE && fflush(stdout) != 0)
        return cli_failed("cannot write to standard output");
    return status;
}

static int no_such_event(const char *kind)
{
    AUTO(struct buf, buf_free) list = BUF(1024);
    const struct embedded_file *file = NULL;

    while ((file = embedded_file_next(file, "events/"))) {
        const char *name = strchr(file->name, '/') + 1;
        (void)!buf_printf(&list, "%s%.*s", list.size > 0 ? ", " : "",
                          (int)strcspn(name, "."), name);
    }
    if (!kind)
        return usage_error("event needs one of %s", list.data);
    return usage_error("there is no event \"%s\"; the events are %s", kind,
                       list.data);
}

int cli_event(char *const words[])
{
    struct options o = {.kind = NULL};
    const struct cli_flag list[] = {
        {.name = "--body", .value = &o.body},
        {.name = "--path", .value = &o.path},
        {.name = "--method", .value = &o.method},
    };
    const struct cli_flags flags = {.list = list, .count = COUNT(list)};
    char name[64];
    int status = cli_words_read("event", "one name", words, &flags, &o.kind);

    if (status != EXIT_DONE)
        return status;
    if (o.path && (*o.path != '/' || strchr(o.path, '?')))
        return usage_error("--path must begin with / and have no query");
    if (o.method && !*o.method)
        return usage_error("--method must not be empty");
    int size =
        snprintf(name, sizeof name, "events/%s.json", o.kind ? o.kind : "");
    const struct embedded_file *file =
        o.kind && *o.kind && size < (int)sizeof name
            ? embedded_file_next(NULL, name)
            : NULL;
    return file ? print_event(file, &o) : no_such_event(o.kind);
}
