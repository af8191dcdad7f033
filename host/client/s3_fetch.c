#include "host/client/s3_fetch.h"

#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/buf.h"
#include "common/fd.h"
#include "host/client/api_client.h"
#include "host/client/api_target.h"
#include "host/client/s3_object.h"
#include "host/client/xml_text.h"

enum { PATH_MAX_BYTES = 8192 };

static int print(const char *code, const char *message)
{
    json_t *line = json_pack("{s:s, s:s}", "code", code, "message", message);
    char *text = json_dumps(line, JSON_COMPACT | JSON_ENSURE_ASCII);
    int status =
        text && printf("%s\n", text) > 0 && fflush(stdout) == 0 ? 0 : 1;

    json_decref(line);
    mem_free(text);
    return status;
}

static int print_refusal(const struct api_response *resp)
{
    char code[128];
    char message[1024];

    xml_text(&resp->body, "Code", code, sizeof code);
    xml_text(&resp->body, "Message", message, sizeof message);
    if (!*code)
        (void)snprintf(code, sizeof code, "%ld", resp->status);
    return print(code, message);
}

static int keep(const struct api_response *resp, const char *file)
{
    AUTO(int, fd_close) fd = open(file, O_WRONLY | O_TRUNC | O_CLOEXEC);
    struct error err = ERROR_NONE;

    if (fd >= 0 && fd_write_all(fd, resp->body.data, resp->body.size))
        return print("", "");
    (void)error_set_errno(&err, "cannot write %s", file);
    return print("dayfly", err.text);
}

int s3_fetch_command(char *const words[])
{
    AUTO(struct buf, buf_free) path = BUF(PATH_MAX_BYTES);
    struct api_target target;
    struct api_response resp = API_RESPONSE;
    struct error err = ERROR_NONE;

    for (size_t i = 1; i <= 5; i++)
        if (!words[i])
            return 2;
    s3_target_open(&target, words[4]);
    if (!aws_keys_find(&target.keys, NULL, &err))
        return print("dayfly", err.text);
    if (!s3_object_path(&path, words[1], words[2], words[3]))
        return print("dayfly", "the key is too long");
    const struct api_request request = {.path = path.data, .service = "s3"};
    if (!api_client_send(&resp, &target, &request, &err))
        return print("dayfly", err.text);
    int status =
        resp.status == 200 ? keep(&resp, words[5]) : print_refusal(&resp);
    api_response_free(&resp);
    return status;
}
