/*
 * qjs.c - an empty prompt program in place of qjs's own: nobody types into a
 * Lambda function, and it saves 24 KB.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

const uint8_t qjsc_repl[1];
const uint32_t qjsc_repl_size = 0;

struct JSContext;
void __wrap_js_std_eval_binary(struct JSContext *context, const uint8_t *code,
                               size_t size, int flags);

/* The linker puts it in the place of the function that starts the prompt. */
void __wrap_js_std_eval_binary(struct JSContext *context, const uint8_t *code,
                               size_t size, int flags)
{
    (void)context;
    (void)code;
    (void)size;
    (void)flags;
    fputs("qjs: it has no prompt here: qjs FILE, or qjs -e TEXT\n", stderr);
    exit(2);
}
