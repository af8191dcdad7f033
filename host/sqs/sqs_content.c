#include "host/sqs/sqs_content.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/base64.h"
#include "common/buf.h"

enum {
    ATTRIBUTES_MAX = 10,
    NAME_MAX_BYTES = 256,
    ID_MAX = 128,
    BINARY_MAX = 1024 * 1024,
    EXPONENT_MAX = 3,
};

#define DIGITS "0123456789"

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ" DIGITS

bool sqs_problem_set(struct sqs_problem *problem, enum sqs_fault fault,
                     const char *fmt, ...)
{
    va_list args;

    if (*problem->text)
        return false;
    problem->fault = fault;
    va_start(args, fmt);
    (void)vsnprintf(problem->text, sizeof problem->text, fmt, args);
    va_end(args);
    return false;
}

bool sqs_content_is_text(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c < 0x20 && c != '\t' && c != '\n' && c != '\r')
            return false;
        /* U+FFFE and U+FFFF; the text is valid UTF-8. */
        if (c == 0xef && i + 2 < size && (unsigned char)text[i + 1] == 0xbf &&
            (unsigned char)text[i + 2] >= 0xbe)
            return false;
    }
    return true;
}

bool sqs_content_is_id(const char *text)
{
    static const char plain[] = LETTERS "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
    size_t size = strlen(text);

    return size > 0 && size <= ID_MAX && strspn(text, plain) == size;
}

static bool is_name(const char *name)
{
    size_t size = strlen(name);

    return size > 0 && size <= NAME_MAX_BYTES &&
           strspn(name, LETTERS "_-.") == size && name[0] != '.' &&
           name[size - 1] != '.' && !strstr(name, "..") &&
           strncasecmp(name, "aws.", 4) != 0 &&
           strncasecmp(name, "amazon.", 7) != 0;
}

/* "Number" and "Number.byte" */
static bool is_type(const char *type, const char *kind)
{
    size_t size = strlen(kind);

    return !strncmp(type, kind, size) && (!type[size] || type[size] == '.');
}

static bool is_base64(const json_t *value)
{
    struct buf bytes = BUF(BINARY_MAX);
    bool ok = base64_decode(&bytes, json_string_value(value),
                            json_string_length(value));

    buf_free(&bytes);
    return ok;
}

/* -12.5e3; 38 digits of it count. */
static bool is_decimal(const char *text)
{
    const char *at = text + (*text == '-' || *text == '+');
    size_t digits = strspn(at, DIGITS);
    size_t more = at[digits] == '.' ? strspn(at + digits + 1, DIGITS) : 0;

    at += digits + more + (at[digits] == '.');
    if (*at == 'e' || *at == 'E') {
        const char *exponent = at + 1 + (at[1] == '-' || at[1] == '+');
        size_t size = strspn(exponent, DIGITS);
        if (size > 0 && size <= EXPONENT_MAX)
            at = exponent + size;
    }
    return digits + more > 0 && !*at;
}

static bool check_value(const char *name, const json_t *attribute,
                        const char *type, struct sqs_problem *problem)
{
    bool is_binary = is_type(type, "Binary");
    const json_t *value =
        json_object_get(attribute, is_binary ? "BinaryValue" : "StringValue");

    if (!json_is_string(value) || json_string_length(value) == 0)
        return sqs_problem_set(problem, SQS_BAD_VALUE,
                               "Message (user) attribute '%.256s' must contain "
                               "a non-empty value of type '%s'.",
                               name, is_binary ? "Binary" : "String");
    if (is_type(type, "Number") && !is_decimal(json_string_value(value)))
        return sqs_problem_set(problem, SQS_BAD_VALUE,
                               "Can't cast the value of message (user) "
                               "attribute '%.256s' to a number.",
                               name);
    if (is_binary && !is_base64(value))
        return sqs_problem_set(problem, SQS_BAD_VALUE,
                               "The value of the message attribute '%.256s' "
                               "is no base64.",
                               name);
    if (!is_binary && !sqs_content_is_text(json_string_value(value),
                                           json_string_length(value)))
        return sqs_problem_set(problem, SQS_BAD_VALUE,
                               "Invalid characters found. Valid unicode "
                               "characters are #x9 | #xA | #xD | #x20 to "
                               "#xD7FF | #xE000 to #xFFFD | #x10000 to "
                               "#x10FFFF");
    return true;
}

static bool check_attribute(const char *name, const json_t *attribute,
                            struct sqs_problem *problem)
{
    const char *type =
        json_string_value(json_object_get(attribute, "DataType"));

    if (!is_name(name))
        return sqs_problem_set(
            problem, SQS_BAD_VALUE,
            "The message attribute name '%.256s' is invalid. Attribute name "
            "can contain A-Z, a-z, 0-9, underscore (_), hyphen (-), and period "
            "(.) characters, and does not begin with AWS. or Amazon.",
            name);
    if (!type || !*type)
        return sqs_problem_set(problem, SQS_BAD_VALUE,
                               "The message attribute '%.256s' must contain "
                               "a non-empty message attribute type.",
                               name);
    if (strlen(type) >= NAME_MAX_BYTES)
        return sqs_problem_set(problem, SQS_BAD_VALUE,
                               "Message (user) attribute types must be shorter "
                               "than %d Bytes",
                               NAME_MAX_BYTES);
    if (!is_type(type, "String") && !is_type(type, "Number") &&
        !is_type(type, "Binary"))
        return sqs_problem_set(
            problem, SQS_BAD_VALUE,
            "The type of message (user) attribute '%.256s' is invalid. You "
            "must use only the following supported type prefixes: Binary, "
            "Number, String.",
            name);
    return check_value(name, attribute, type, problem);
}

bool sqs_content_check_attributes(const json_t *attributes,
                                  struct sqs_problem *problem)
{
    const char *name;
    json_t *attribute;

    if (json_object_size(attributes) > ATTRIBUTES_MAX)
        return sqs_problem_set(problem, SQS_BAD_VALUE,
                               "Number of message attributes [%zu] exceeds "
                               "the allowed maximum [%d].",
                               json_object_size(attributes), ATTRIBUTES_MAX);
    json_object_foreach((json_t *)attributes, name, attribute)
    {
        if (!check_attribute(name, attribute, problem))
            return false;
    }
    return true;
}

bool sqs_content_check_of_sqs(const json_t *attributes,
                              struct sqs_problem *problem)
{
    const char *name;
    json_t *attribute;

    json_object_foreach((json_t *)attributes, name, attribute)
    {
        const char *type =
            json_string_value(json_object_get(attribute, "DataType"));
        if (strcmp(name, "AWSTraceHeader") != 0)
            return sqs_problem_set(problem, SQS_BAD_VALUE,
                                   "Message system attribute name '%.256s' is "
                                   "invalid. There is AWSTraceHeader.",
                                   name);
        if (!type || strcmp(type, "String") != 0)
            return sqs_problem_set(problem, SQS_BAD_VALUE,
                                   "The type of message (system) attribute "
                                   "'%s' is invalid. It must be String.",
                                   name);
        if (!check_value(name, attribute, type, problem))
            return false;
    }
    return true;
}
