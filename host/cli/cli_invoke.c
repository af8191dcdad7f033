#include "host/cli/cli_invoke.h"

#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "common/base64.h"
#include "common/buf.h"
#include "common/fd.h"
#include "common/visible_text.h"
#include "host/cli/cli_target.h"
#include "host/cli/cli_util.h"
#include "host/client/api_client.h"
#include "host/client/api_error.h"
#include "host/cli/invoke_event.h"
#include "host/client/error_text.h"
#include "host/functions/function_name.h"

enum { EVENT_MAX_BYTES = 64 * 1024 * 1024 };

struct options {
    const char *name;
    const char *data; /* of -d; NULL: absent */
    struct target_flags target;
    bool from_stdin;
    bool log;
};

static bool read_event(struct buf *out, const struct options *o,
                       const struct api_target *target,
                       const char *function_path, struct error *err)
{
    if (o->from_stdin)
        return invoke_event_from_stdin(out, err);
    if (o->data)
        return invoke_event_from_data(out, o->data, err);
    return invoke_event_from_folder(out, target, function_path, err);
}

/* A terminal would obey what a function has put into its answer. */
static bool write_body(const struct buf *body)
{
    AUTO(struct buf, buf_free) text = BUF(8 * body->size + 1);

    if (isatty(STDOUT_FILENO) != 1)
        return fd_write_all(STDOUT_FILENO, body->data, body->size);
    return visible_text_add(&text, body->data, body->size, "\n") &&
           fd_write_all(STDOUT_FILENO, text.data, text.size);
}

/* An error on a terminal is for people, everything else for programs. */
static bool print_body(const struct api_response *resp, struct error *err)
{
    AUTO(struct buf, buf_free) text = BUF(2 * resp->body.size + 4096);
    bool readable = *resp->function_error && isatty(STDOUT_FILENO) == 1 &&
                    error_text_add(&text, &resp->body);
    const struct buf *body = readable ? &text : &resp->body;
    bool ended = body->size > 0 && body->data[body->size - 1] == '\n';

    if (write_body(body) && (ended || fd_write_all(STDOUT_FILENO, "\n", 1)))
        return true;
    return error_set_errno(err, "cannot write to standard output");
}

static void print_log(const struct api_response *resp)
{
    AUTO(struct buf, buf_free) log = BUF(64 * 1024);
    AUTO(struct buf, buf_free) text = BUF(512 * 1024);
    const char *line;

    if (!base64_decode(&log, resp->log.data, resp->log.size))
        return;
    for (line = log.data; *line;) {
        size_t size = strcspn(line, "\n");
        (void)!(visible_text_add(&text, line, size, "\n\t") &&
                buf_add_str(&text, "\n"));
        line += size + (line[size] == '\n');
    }
    (void)!fd_write_all(STDERR_FILENO, text.data, text.size);
}

static int print_response(const struct options *o,
                          const struct api_response *resp)
{
    struct error err = ERROR_NONE;
    char text[1024];

    if (resp->status != 200) {
        api_error_message(resp, text, sizeof text);
        return cli_failed(
            "%s%s%s%s", resp->error_type, *resp->error_type ? ": " : "", text,
            resp->status == 404 ? "; `dayfly list` shows all functions" : "");
    }
    print_log(resp);
    if (!print_body(resp, &err))
        return cli_failed("%s", err.text);
    if (*resp->function_error)
        return cli_failed("the function %s failed", o->name);
    return EXIT_DONE;
}

/* The function's path of the API, and the query. A qualifier is a parameter,
 * not part of the name: what is signed then has no character that is escaped
 * twice.
 */
static bool add_path(struct buf *path, struct buf *query, const char *name)
{
    struct function_name n;

    if (!buf_add_str(path, "/2015-03-31/functions/"))
        return false;
    if (!function_name_parse(&n, name))
        return api_client_escape(path, name);
    return buf_add_str(path, n.name) &&
           (!*n.qualifier || (buf_add_str(query, "?Qualifier=") &&
                              api_client_escape(query, n.qualifier)));
}

static int invoke(const struct options *o)
{
    AUTO(struct api_response, api_response_free) resp = API_RESPONSE;
    AUTO(struct buf, buf_free) event = BUF(EVENT_MAX_BYTES);
    AUTO(struct buf, buf_free) path = BUF(4096);
    AUTO(struct buf, buf_free) query = BUF(1024);
    struct error err = ERROR_NONE;
    struct api_target target;

    if (!cli_target_open(&target, &o->target, &err))
        return cli_failed("%s", err.text);
    if (!add_path(&path, &query, o->name))
        return cli_failed("the name of the function is too long");
    if (!read_event(&event, o, &target, path.data, &err))
        return cli_failed("%s", err.text);
    if (!buf_add_str(&path, "/invocations") ||
        !buf_add(&path, query.data, query.size))
        return cli_failed("the name of the function is too long");
    const struct api_request request = {
        .path = path.data, .body = &event, .wants_log = o->log};
    if (!api_client_send(&resp, &target, &request, &err))
        return cli_failed("%s", err.text);
    return print_response(o, &resp);
}

/* -1: the word is valid. Otherwise the exit status. */
static int take_word(struct options *o, const char *word)
{
    if (!strcmp(word, "--log"))
        o->log = true;
    else if (!strcmp(word, "-"))
        o->from_stdin = true;
    else if (*word == '-')
        return usage_error("invoke has no flag %s", word);
    else if (o->name)
        return usage_error("invoke takes one function name; remove %s%s", word,
                           *word == '{' ? ", or put -d before the event" : "");
    else
        o->name = word;
    return -1;
}

int cli_invoke(char *const words[])
{
    struct options o = {.name = NULL};

    for (int i = 0; words[i]; i++) {
        int found = target_flag(words, &i, &o.target);
        if (found == 0)
            found = flag_value(words, &i, "-d", &o.data);
        if (found < 0)
            return EXIT_USAGE;
        int status = found ? -1 : take_word(&o, words[i]);
        if (status >= 0)
            return status;
    }
    if (!o.name || !*o.name)
        return usage_error("invoke needs the name of a function");
    if (o.data && o.from_stdin)
        return usage_error("-d and - cannot be used together");
    return invoke(&o);
}
