/* sam_fixture.h - a folder with a function and a layer, and SAM templates that
 * are read as if they were there. */
#ifndef DAYFLY_TEST_SAM_FIXTURE_H
#define DAYFLY_TEST_SAM_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "host/sam/sam_template.h"
#include "test/unit/support/temp_tree.h"

static inline int make_folder(void **state)
{
    (void)state;
    tree_make();
    tree_add_folder("hello");
    tree_add_folder("layer");
    tree_add_folder("layer/python");
    return 0;
}

static inline bool read_template(struct sam_template *t, const char *text,
                                 struct error *err)
{
    const struct cfn_setting setting = {.region = "eu-west-1"};
    char path[PATH_MAX];

    tree_path(path, "template.yaml");
    return sam_template_read(t, path, text, strlen(text), &setting, err);
}

/* A template that is valid. */
static inline void take(struct sam_template *t, const char *text)
{
    struct error err = ERROR_NONE;

    if (!read_template(t, text, &err))
        fail_msg("%s", err.text);
}

static inline bool has_note(const struct sam_template *t, const char *words)
{
    for (size_t i = 0; i < json_array_size(t->notes); i++)
        if (strstr(json_string_value(json_array_get(t->notes, i)), words))
            return true;
    return false;
}

/* A group of cmocka tests in this folder. */
#define RUN_WITH_TEMPLATES(tests)                                              \
    cmocka_run_group_tests(tests, make_folder, tree_tear_down)

#endif
