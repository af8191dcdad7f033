/* env_file - whatever a file of variables says: each variable has a valid name
 * that is not the host's, and an error names file and line. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/function/env_name.h"
#include "host/functions/env_file.h"
#include "test/fuzz/support/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    AUTO(struct buf, buf_free) text = BUF(ENV_FILE_MAX_BYTES);
    AUTO(struct env_list, env_list_clear) list = {.count = 0};
    struct error err = ERROR_NONE;
    int line = 0;

    /* A name without "=" would take its value, of any length, from there. */
    must(clearenv() == 0);
    if (!buf_add(&text, bytes, size))
        return 0;
    if (env_file_parse(&list, "FILE", text.data, text.size, &err))
        must(!*err.text);
    else
        must(sscanf(err.text, "FILE:%d: ", &line) == 1 && line > 0);
    must(list.count <= ENV_LIST_MAX);
    for (size_t i = 0; i < list.count; i++) {
        const char *name = list.items[i].name;
        must(env_name_is_valid(name) && strlen(list.items[i].value) <= size);
        must(*name != '_' && strcmp(name, "LAMBDA_TASK_ROOT") != 0);
    }
    return 0;
}
