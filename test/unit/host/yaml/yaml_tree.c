/* host/yaml/yaml_tree - YAML as a tree, and the sentences about what is none.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "host/yaml/yaml_tree.h"

static void dump(const struct yaml_node *node, struct buf *out)
{
    static const char *const open[] = {"", "[", "{"};
    static const char *const close[] = {"", "]", "}"};

    assert_true(buf_printf(out, "%s%s", node->tag, open[node->kind]));
    if (node->kind == YAML_TEXT)
        assert_true(
            buf_printf(out, node->is_plain ? "%s" : "'%s'", node->text));
    for (size_t i = 0; i < node->count; i++) {
        if (i > 0)
            assert_true(buf_add_str(out, ","));
        if (node->items[i].key)
            assert_true(buf_printf(out, "%s:", node->items[i].key->text));
        dump(node->items[i].value, out);
    }
    assert_true(buf_add_str(out, close[node->kind]));
}

static void what_a_file_means(void **state)
{
    static const struct {
        const char *text;
        const char *tree;
    } cases[] = {
        {"a: 1\nb: [x, 'y', \"z\"]\n", "{a:1,b:[x,'y','z']}"},
        {"{\"a\": {\"Ref\": \"B\"}}", "{a:{Ref:'B'}}"},
        {"a: !Ref B\nb: !GetAtt [A, B]\nc: !Sub 'x'",
         "{a:!RefB,b:!GetAtt[A,B],c:!Sub'x'}"},
        {"\xef\xbb\xbf"
         "a: b\n",
         "{a:b}"},
        {"---\na: b\n...\n", "{a:b}"},
        {"a: |\n  one\n  two\nb: >-\n  one\n  two\n",
         "{a:'one\ntwo\n',b:'one two'}"},
        {"a: &x {p: 1}\nb: *x\n", "{a:{p:1},b:{p:1}}"},
        {"a: &x {p: 1, q: 2}\nb:\n  <<: *x\n  q: 3\n",
         "{a:{p:1,q:2},b:{q:3,p:1}}"},
        {"a: &x {p: 1}\nb: &y {q: 2}\nc:\n  <<: [*x, *y]\n",
         "{a:{p:1},b:{q:2},c:{p:1,q:2}}"},
        {"'<<': 1\n", "{<<:1}"},
        {"a:\r\n  b: c\r\n", "{a:{b:c}}"},
        {"a: !!str 1\nb: ! 2\n", "{a:1,b:2}"},
        {"a:\nb: ~\n", "{a:,b:~}"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO(struct buf, buf_free) out = BUF(4096);
        struct yaml_tree tree;
        struct error err = ERROR_NONE;
        if (!yaml_tree_parse(&tree, "t", cases[i].text, strlen(cases[i].text),
                             &err))
            fail_msg("%s: %s", cases[i].text, err.text);
        dump(tree.root, &out);
        assert_string_equal(out.data, cases[i].tree);
        yaml_tree_free(&tree);
    }
}

static void check_refused(const char *text, size_t size, const char *place,
                          const char *says)
{
    struct yaml_tree tree;
    struct error err = ERROR_NONE;

    if (yaml_tree_parse(&tree, "t", text, size, &err))
        fail_msg("taken: %.200s", text);
    assert_null(tree.nodes);
    if (strncmp(err.text, place, strlen(place)) != 0 || !strstr(err.text, says))
        fail_msg("%.200s: %s", text, err.text);
}

static void what_is_refused_has_its_place(void **state)
{
    static const struct {
        const char *text;
        const char *place;
        const char *says;
    } cases[] = {
        {"a: 1\na: 2\n", "t:2:1: ", "first in line 1"},
        {"a:\n  b: 1\n  'b': 2\n", "t:3:3: ", "\"b\" is here twice"},
        {"a:\n\tb: 1\n", "t:2:1: ", "a tab"},
        {"a: [1, 2\nb: 3\n", "t:2:", "in line 1"},
        {"a: b: c\n", "t:1:5: ", "mapping values are not allowed"},
        {"a: 1\n---\nb: 2\n", "t:2:1: ", "a second document"},
        {"a: *x\n", "t:1:4: ", "no anchor &x"},
        {"a: &x [*x]\n", "t:1:8: ", "within what it stands for"},
        {"[a]: 1\n", "t:1:1: ", "a key must be a text"},
        {"{{x}}: 1\n", "t:1:2: ", "needs quotes"},
        {"!Ref a: 1\n", "t:1:1: ", "without a tag"},
        {"a: \"x\\0y\"\n", "t:1:4: ", "NUL"},
        {"a:\n  <<: 1\n", "t:2:7: ", "alias of a mapping"},
        {"a: \xff\n", "t:1:1: ", "UTF-8"},
        {"a: 'x\n", "t:", "quoted scalar"},
        {"a: @x\n", "t:1:4: ", "cannot start any token"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        check_refused(cases[i].text, strlen(cases[i].text), cases[i].place,
                      cases[i].says);
}

static void no_file_is_too_much(void **state)
{
    AUTO(struct buf, buf_free) laughs = BUF(4096);
    AUTO(struct buf, buf_free) deep = BUF(YAML_MAX_BYTES + 2);
    AUTO(struct buf, buf_free) wide = BUF(YAML_MAX_BYTES);

    (void)state;
    assert_true(buf_add_str(&laughs, "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"));
    for (int i = 1; i < 10; i++)
        assert_true(buf_printf(&laughs,
                               "a%d: &a%d [*a%d, *a%d, *a%d, *a%d, "
                               "*a%d, *a%d, *a%d, *a%d]\n",
                               i, i, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1,
                               i - 1, i - 1));
    check_refused(laughs.data, laughs.size, "t:6:", "for each alias");
    for (int i = 0; i <= YAML_MAX_BYTES; i++)
        assert_true(buf_add_str(&deep, "["));
    check_refused(deep.data, YAML_MAX_BYTES, "t:1:65: ", "deeper than 64");
    check_refused(deep.data, deep.size, "t is larger", "shorten it");
    for (int i = 0; i < 2000; i++)
        assert_true(buf_printf(&wide, "k%d: 1\n", i));
    check_refused(wide.data, wide.size, "t:1025:1: ", "more than 1024 keys");
}

static void words_of_yaml(void **state)
{
    static const char text[] = "[yes, No, TRUE, off, 'true', 1, ~, '', null, ]";
    static const int booleans[] = {1, 0, 1, 0, 1, -1, -1, -1, -1};
    static const bool nulls[] = {false, false, false, false, false,
                                 false, true,  false, true};
    struct yaml_tree tree;
    struct error err = ERROR_NONE;

    (void)state;
    assert_true(yaml_tree_parse(&tree, "t", text, strlen(text), &err));
    assert_int_equal(tree.root->count, COUNT(booleans));
    for (size_t i = 0; i < COUNT(booleans); i++) {
        assert_int_equal(yaml_boolean(tree.root->items[i].value), booleans[i]);
        assert_int_equal(yaml_is_null(tree.root->items[i].value), nulls[i]);
    }
    yaml_tree_free(&tree);
    assert_true(yaml_tree_parse(&tree, "t", "# x\n", 4, &err));
    assert_null(tree.root);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_file_means),
        cmocka_unit_test(what_is_refused_has_its_place),
        cmocka_unit_test(no_file_is_too_much),
        cmocka_unit_test(words_of_yaml),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
