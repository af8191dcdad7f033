#include "host/cli/invoke_event.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/fd.h"
#include "host/cli/cli_util.h"
#include "host/client/api_client.h"
#include "host/client/api_target.h"

#define EVENT_FILE "event.json"

enum { READ_BYTES = 64 * 1024 };

static bool read_all(struct buf *out, int fd, const char *what,
                     struct error *err)
{
    ssize_t got = 1;

    while (got > 0) {
        if (!buf_reserve(out, READ_BYTES))
            return error_set(err, "%s is too large", what);
        got = fd_read(fd, buf_tail(out), READ_BYTES);
        if (got < 0)
            return error_set_errno(err, "cannot read %s", what);
        buf_commit(out, (size_t)got);
    }
    return true;
}

static bool add_text(struct buf *out, const char *text, struct error *err)
{
    return buf_add_str(out, text) || error_set(err, "out of memory");
}

bool invoke_event_from_data(struct buf *out, const char *data,
                            struct error *err)
{
    AUTO(int, fd_close) fd = -1;

    if (*data != '@')
        return add_text(out, data, err);
    fd = open(data + 1, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return error_set_errno(err, "cannot open %s", data + 1);
    return read_all(out, fd, data + 1, err);
}

bool invoke_event_from_stdin(struct buf *out, struct error *err)
{
    return read_all(out, STDIN_FILENO, "standard input", err);
}

/* ./NAME if the host has the code by API; "" if it does not know the function:
 * the invocation will say why. False: it cannot be asked. */
static bool find_folder(char folder[PATH_MAX], const struct api_target *target,
                        const char *function_path, struct error *err)
{
    AUTO(struct api_response, api_response_free) resp = API_RESPONSE;
    const struct api_request request = {.path = function_path};

    folder[0] = '\0';
    if (!api_client_send(&resp, target, &request, err))
        return false;
    json_t *root = json_loadb(resp.body.data, resp.body.size, 0, NULL);
    const char *text = json_string_value(
        json_object_get(json_object_get(root, "Code"), "Location"));
    if (resp.status == 200 && text && *text == '/' && strlen(text) < PATH_MAX)
        (void)snprintf(folder, PATH_MAX, "%s", text);
    else if (resp.status == 200) /* It was deployed, perhaps from here. */
        (void)snprintf(folder, PATH_MAX, "./%s",
                       strrchr(function_path, '/') + 1);
    json_decref(root);
    return true;
}

/* Where an event may be: beside the function's code, or where `sam init` puts
 * one. */
static const char *const event_files[] = {EVENT_FILE, "events/" EVENT_FILE,
                                          "../events/" EVENT_FILE};

bool invoke_event_from_folder(struct buf *out, const struct api_target *target,
                              const char *function_path, struct error *err)
{
    char folder[PATH_MAX];
    char path[PATH_MAX + 32];

    /* AWS does not know where the code came from. */
    if (target->is_aws)
        return add_text(out, "{}", err);
    if (!find_folder(folder, target, function_path, err))
        return false;
    for (size_t i = 0; *folder && i < COUNT(event_files); i++) {
        (void)snprintf(path, sizeof path, "%s/%s", folder, event_files[i]);
        AUTO(int, fd_close) fd = open(path, O_RDONLY | O_CLOEXEC);
        if (fd >= 0) {
            cli_note("the event is %s; -d JSON sends another one", path);
            return read_all(out, fd, path, err);
        }
        if (errno != ENOENT && errno != ENOTDIR)
            return error_set_errno(err, "cannot open %s", path);
    }
    if (*folder == '.')
        cli_note("the event is {}, since there is no %s/" EVENT_FILE
                 "; -d JSON or -d @FILE sends another one",
                 folder);
    return add_text(out, "{}", err);
}
