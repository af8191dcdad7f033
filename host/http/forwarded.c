#include "host/http/forwarded.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

static bool parse(const char *text, struct in6_addr *address)
{
    struct in_addr four;

    if (inet_pton(AF_INET6, text, address) == 1)
        return true;
    if (inet_pton(AF_INET, text, &four) != 1)
        return false;
    memset(address, 0, sizeof *address);
    memset(&address->s6_addr[10], 0xff, 2);
    memcpy(&address->s6_addr[12], &four, sizeof four);
    return true;
}

/* The size of the word; its blanks are left out. */
static bool take(const char *text, size_t size, char word[INET6_ADDRSTRLEN])
{
    while (size > 0 && (*text == ' ' || *text == '\t')) {
        text++;
        size--;
    }
    while (size > 0 && (text[size - 1] == ' ' || text[size - 1] == '\t'))
        size--;
    if (size == 0 || size >= INET6_ADDRSTRLEN)
        return false;
    memcpy(word, text, size);
    word[size] = '\0';
    return true;
}

bool proxy_list_add(struct proxy_list *list, const char *text,
                    struct error *err)
{
    for (const char *at = text;; at++) {
        char word[INET6_ADDRSTRLEN];
        size_t size = strcspn(at, ",");
        if (list->count == PROXIES_MAX)
            return error_set(err, "there are more than %d proxies",
                             PROXIES_MAX);
        if (!take(at, size, word) ||
            !parse(word, &list->addresses[list->count]))
            return error_set(err,
                             "\"%.*s\" is not an IP address; name the "
                             "addresses that the proxy connects from, for "
                             "example 127.0.0.1 or 10.0.0.5,10.0.0.6",
                             (int)(size < 64 ? size : 64), at);
        list->count++;
        at += size;
        if (!*at)
            return true;
    }
}

bool proxy_list_has(const struct proxy_list *list, const char *address)
{
    struct in6_addr wanted;

    if (!parse(address, &wanted))
        return false;
    for (size_t i = 0; i < list->count; i++)
        if (!memcmp(&list->addresses[i], &wanted, sizeof wanted))
            return true;
    return false;
}

bool proxy_list_client(const struct proxy_list *list, const char *header,
                       char *address, size_t room)
{
    size_t end = strlen(header);
    char word[INET6_ADDRSTRLEN];
    struct in6_addr ignored;

    while (end > 0) {
        size_t start = end;
        while (start > 0 && header[start - 1] != ',')
            start--;
        if (!take(header + start, end - start, word) || !parse(word, &ignored))
            return false;
        if (!proxy_list_has(list, word)) {
            (void)snprintf(address, room, "%s", word);
            return true;
        }
        end = start > 0 ? start - 1 : 0;
    }
    return false;
}
