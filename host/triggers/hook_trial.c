#include "host/triggers/hook_trial.h"

#include "common/buf.h"
#include "common/clock.h"
#include "common/fd.h"
#include "host/cli/cli_util.h"
#include "host/client/api_client.h"
#include "host/client/api_error.h"
#include "host/hook_schemes/hook_sign.h"
#include "host/triggers/hook_secret.h"

enum { BODY_MAX = 1024 * 1024 };

/* False: told. */
static bool read_body(const struct hook_trial *trial, struct buf *text)
{
    if (!trial->body || *trial->body != '@')
        return buf_add_str(text, trial->body ? trial->body : "{\"test\":true}");
    if (buf_reserve(text, BODY_MAX))
        buf_commit(text,
                   fd_read_file(trial->body + 1, buf_tail(text), BODY_MAX));
    if (text->size > 0)
        return true;
    (void)cli_failed("cannot read %s, or it is empty", trial->body + 1);
    return false;
}

static int send_test(const struct hook_trial *trial,
                     const struct api_target *target,
                     const struct hook_sign *sign, const struct buf *body)
{
    AUTO(struct buf, buf_free) path = BUF(1024);
    AUTO(struct api_response, api_response_free) resp = API_RESPONSE;
    const char *lines[HOOK_SIGN_LINES + 1] = {NULL};
    struct error err = ERROR_NONE;
    char message[1024];

    for (size_t i = 0; i < sign->count; i++)
        lines[i] = sign->lines[i];
    if (!buf_add_str(&path, "/_hooks/") ||
        !api_client_escape(&path, trial->name))
        return cli_failed("%s is no name of a webhook", trial->name);
    const struct api_request request = {.path = path.data,
                                        .body = body,
                                        .headers = lines,
                                        .is_open = true,
                                        .is_short = true};
    if (!api_client_send(&resp, target, &request, &err))
        return cli_failed("%s", err.text);
    if (resp.status / 100 == 2) {
        cli_print("%s", resp.body.data);
        return EXIT_DONE;
    }
    api_error_message(&resp, message, sizeof message);
    return cli_failed("%s", message);
}

int hook_trial_send(const struct hook_trial *trial,
                    const struct api_target *target)
{
    AUTO(struct buf, buf_free) body = BUF(BODY_MAX + 1);
    struct hook_secrets secrets;
    struct hook_sign sign;
    struct error err = ERROR_NONE;

    if (!read_body(trial, &body))
        return EXIT_FAILED;
    if (!hook_secret_read(&secrets, trial->kind, trial->file, &err))
        return cli_failed("%s", err.text);
    bool ok = hook_sign(&sign, trial->kind, secrets.text[0], &body,
                        clock_wall_ms() / 1000);
    hook_secrets_clear(&secrets);
    if (!ok)
        return cli_failed("out of memory");
    if (trial->event && !hook_sign_event(&sign, trial->event))
        return cli_failed(
            "--event must be the name of an event of GitHub or GitLab, such as "
            "\"issues\", for a webhook of that kind");
    return send_test(trial, target, &sign, &body);
}
