#include "host/functions/problem_list.h"

#include <string.h>

#include "common/buf.h"

enum { PROBLEMS_MAX = 100 };

bool problem_list_add(struct problem_list *list, const char *text,
                      struct error *err)
{
    size_t size = strlen(text) + 1;
    char *copy;

    if (list->count == PROBLEMS_MAX)
        return true;
    if (!list->texts)
        list->texts = mem_new(PROBLEMS_MAX, sizeof(char *));
    copy = list->texts ? mem_new(size, 1) : NULL;
    if (!copy)
        return error_set(err, "out of memory");
    memcpy(copy, text, size);
    list->texts[list->count++] = copy;
    return true;
}

void problem_list_clear(struct problem_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        mem_free(list->texts[i]);
    mem_free(list->texts);
    *list = (struct problem_list){.texts = NULL};
}
