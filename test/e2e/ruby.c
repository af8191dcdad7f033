/* ruby.c - what a contributor writes to support one more interpreter, here
 * Ruby: its description, and the list with it added. test_new_interpreter.py
 * links it with the bootstrap's own objects, in place of engines.o. */
#include "bootstrap/launch/engine_bun.h"
#include "bootstrap/launch/engine_deno.h"
#include "bootstrap/launch/engine_node.h"
#include "bootstrap/launch/engine_python.h"
#include "bootstrap/launch/engine_qjs.h"
#include "bootstrap/launch/engines.h"
#include "bootstrap/launch/flag_words.h"
#include "bootstrap/launch/handler.h"

static bool add_flags(struct buf *words, const struct handler *h,
                      const struct settings *s, bool is_template)
{
    (void)s;
    (void)is_template;
    return flag_words_add(words, "-C") && flag_words_add(words, h->root);
}

static const struct engine engine_ruby = {
    .name = "ruby",
    .executable = "ruby",
    .modules = {{"rb", 1}},
    .bridge = "runtime.rb",
    .flags = {"--disable-gems"},
    .add_flags = add_flags,
    .variables = {"BUNDLE_FROZEN=1"},
    .variable_prefix = "RUBY",
    .minimum = {.memory_mb = 24, .data_mb = 48, .processes = 2, .files = 16},
};

const struct engine *const engines[] = {
    &engine_node,   &engine_deno, &engine_bun, &engine_qjs,
    &engine_python, &engine_ruby, NULL,
};
