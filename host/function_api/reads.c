#include "host/function_api/reads.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/fd.h"
#include "host/auth/code_link.h"
#include "host/http/http_exchange.h"
#include "host/http/request_path.h"
#include "host/management/configuration.h"
#include "host/management/management.h"
#include "host/management/page.h"
#include "host/management/s3_source.h"
#include "host/function_api/versions.h"
#include "host/service/service_error.h"
#include "host/service/service_reply.h"

/* NULL: the name is not valid, or not in the catalog. */
static const struct catalog_entry *find(const struct service_context *service,
                                        const struct request_path *path,
                                        struct function_name *n)
{
    return service->management && function_name_parse(n, path->segment[2])
               ? catalog_find(&service->management->catalog, n->name)
               : NULL;
}

/* The configuration that the qualifier means. NULL: the response was sent. */
static const json_t *qualified(struct service_context *service,
                               struct http_request *req,
                               const struct request_path *path,
                               const struct catalog_entry *entry,
                               struct function_name *n)
{
    char arn[FUNCTION_ARN_SIZE];

    if (!service_read_name(service, req, path, n))
        return NULL;
    const json_t *found = catalog_qualified(entry, n->qualifier);
    if (found)
        return found;
    function_arn(arn, service->region, n->name, n->qualifier);
    service_reply_not_found(req, arn);
    return NULL;
}

/* Why the code does not start is none of the configuration's members on AWS. */
static void reply_with_start(struct http_request *req, json_t *value,
                             const json_t *configuration)
{
    const char *reason = configuration_unstarted(configuration);
    char text[512] = "";

    if (reason)
        (void)snprintf(text, sizeof text, "%.500s", reason);
    for (char *c = text; *c; c++)
        if (*c < ' ' || *c > '~')
            *c = '?';
    service_reply_json_field(req, value, "Dayfly-Start-Error",
                             reason ? text : NULL);
}

bool reads_configuration(struct service_context *service,
                         struct http_request *req,
                         const struct request_path *path)
{
    struct function_name n;
    const struct catalog_entry *entry = find(service, path, &n);
    const json_t *configuration =
        entry ? qualified(service, req, path, entry, &n) : NULL;

    if (configuration)
        reply_with_start(
            req,
            configuration_show(configuration, n.qualifier, CONFIGURATION_WHOLE),
            configuration);
    return entry != NULL;
}

bool reads_function(struct service_context *service, struct http_request *req,
                    const struct request_path *path)
{
    struct function_name n;
    char location[CODE_LINK_SIZE];
    const struct catalog_entry *entry = find(service, path, &n);
    const json_t *configuration =
        entry ? qualified(service, req, path, entry, &n) : NULL;

    if (!configuration)
        return entry != NULL;
    code_link_make(service, req, configuration_text(configuration, "sha256"),
                   location);
    json_t *tags = json_object_get(entry->document, "tags");
    json_t *reserved = json_object_get(entry->document, "reserved");
    json_t *reply = json_pack(
        "{s:o, s:{s:s, s:s}}", "Configuration",
        configuration_show(configuration, n.qualifier, CONFIGURATION_WHOLE),
        "Code", "RepositoryType", "S3", "Location", location);
    s3_source_show(json_object_get(reply, "Code"), configuration);
    if (json_object_size(tags) > 0)
        (void)json_object_set(reply, "Tags", tags);
    if (reserved)
        (void)json_object_set_new(
            reply, "Concurrency",
            json_pack("{s:O}", "ReservedConcurrentExecutions", reserved));
    reply_with_start(req, reply, configuration);
    return true;
}

void reads_items(const struct management *m, const char *name, bool all,
                 json_t *items)
{
    const struct catalog_entry *entry =
        m ? catalog_find(&m->catalog, name) : NULL;
    const json_t *versions =
        entry && all ? json_object_get(entry->document, "versions") : NULL;

    if (!entry)
        return;
    (void)json_array_append_new(items,
                                configuration_show(catalog_latest(entry),
                                                   all ? FUNCTION_LATEST : "",
                                                   CONFIGURATION_ITEM));
    for (size_t i = 0; i < json_array_size(versions); i++) {
        const json_t *version = json_array_get(versions, i);
        (void)json_array_append_new(
            items,
            configuration_show(version, configuration_text(version, "Version"),
                               CONFIGURATION_ITEM));
    }
}

void reads_pending(const struct management *m, size_t *at, const char *before,
                   bool all, json_t *items)
{
    const struct catalog *catalog = m ? &m->catalog : NULL;

    for (; catalog && *at < catalog->count; (*at)++) {
        const struct catalog_entry *entry = catalog->entries[*at];
        if (before && strcmp(entry->name, before) >= 0)
            return;
        if (!strcmp(configuration_text(catalog_latest(entry), "State"),
                    "Pending"))
            reads_items(m, entry->name, all, items);
    }
}

/* "NAME" or "NAME:VERSION" */
static const char *name_of(const char *arn)
{
    for (int colons = 0; *arn && colons < 6; arn++)
        colons += *arn == ':';
    return arn;
}

/* By name, then by version. */
static bool is_before(const char *one, const char *other)
{
    size_t size = strcspn(one, ":");
    size_t others = strcspn(other, ":");
    int order = strncmp(one, other, size < others ? size : others);

    if (order != 0 || size != others)
        return order != 0 ? order < 0 : size < others;
    return one[size] && other[others] &&
           versions_is_before(one + size + 1, other + others + 1);
}

void reads_send_functions(const struct page *page, struct http_request *req,
                          json_t *items)
{
    static const struct page_order order = {
        .key = "FunctionArn", .part = name_of, .is_before = is_before};

    page_send(page, req, "Functions", items, &order);
}

struct mapped {
    void *bytes;
    size_t size;
};

static void unmap(void *self)
{
    struct mapped *file = self;

    (void)munmap(file->bytes, file->size);
    mem_free(file);
}

static bool map(struct mapped *file, const char *path)
{
    AUTO(int, fd_close) fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;

    if (fd < 0 || fstat(fd, &st) != 0 || st.st_size == 0)
        return false;
    file->size = (size_t)st.st_size;
    file->bytes = mmap(NULL, file->size, PROT_READ, MAP_PRIVATE, fd, 0);
    return file->bytes != MAP_FAILED;
}

void reads_zip(struct service_context *service, struct http_request *req,
               const struct request_path *path)
{
    static const struct http_field fields[] = {
        {"Content-Type", "application/zip"}};
    const char *sha256 = path->segment[1];
    struct mapped *file = mem_new(1, sizeof *file);
    char at[PATH_MAX];

    if (!code_link_holds(service, path)) {
        service_error_send(req, SERVICE_ACCESS_DENIED,
                           "This link is not valid, or has expired; "
                           "GetFunction gives a new one.");
        mem_free(file);
        return;
    }
    if (service->management && file && strlen(sha256) == SHA256_TEXT_SIZE - 1 &&
        strspn(sha256, "0123456789abcdef") == SHA256_TEXT_SIZE - 1) {
        code_store_zip(&service->management->code, sha256, at);
        if (map(file, at)) {
            http_respond(req, 200, fields, COUNT(fields),
                         (struct http_body){.bytes = file->bytes,
                                            .size = file->size,
                                            .on_done = unmap,
                                            .self = file});
            return;
        }
    }
    mem_free(file);
    service_error_send(req, SERVICE_NOT_FOUND, "There is no such code.");
}
