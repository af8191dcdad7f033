#include "host/management/change.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/fd.h"
#include "host/http/http_server.h"
#include "host/management/code_sweep.h"
#include "host/management/held.h"
#include "host/management/management.h"
#include "host/service/service_error.h"

/* Of a request, and of the zip in it, as on AWS. */
enum { REQUEST_MAX_BYTES = 70167211, ZIP_MAX_BYTES = 52428800 };

enum { REST_MAX_BYTES = 1024 * 1024 };

static const char not_a_zip[] =
    "Could not unzip uploaded file. Please check your file, then try to upload "
    "again.";

/* Its code is removed if nothing has taken it. */
static void free_change(struct change *change)
{
    struct change **at = &change->management->changes;

    while (*at != change)
        at = &(*at)->next;
    *at = change->next;
    held_forget(change->management, change->request);
    s3_source_stop(&change->source);
    code_job_stop(&change->job);
    code_sweep_forget(change->management, change->job.code.sha256);
    if (change->file >= 0)
        (void)unlink(change->job.zip);
    fd_close(&change->file);
    zip_field_close(&change->field);
    json_decref(change->body);
    mem_free(change);
}

/* The response was sent, or the caller has left. */
static void left(struct http_request *req)
{
    struct change *change = req->user_data;

    req->user_data = NULL;
    free_change(change);
}

bool change_begin(struct service_context *service, struct http_request *req,
                  const struct change_operation *operation, const char *name)
{
    struct management *m = service->management;
    struct change *change = mem_new(1, sizeof *change);
    struct error ignored = ERROR_NONE;

    if (!change)
        return false;
    change->service = service;
    change->management = m;
    change->operation = operation;
    change->request = req;
    (void)snprintf(change->name, sizeof change->name, "%s", name);
    change->file = code_store_new_file(&m->code, change->job.zip, &ignored);
    zip_field_open(&change->field, change->file, REST_MAX_BYTES);
    change->next = m->changes;
    m->changes = change;
    if (change->file >= 0) {
        req->user_data = change;
        req->on_closed = left;
        return true;
    }
    free_change(change);
    return false;
}

size_t change_add(struct http_request *req, const char *bytes, size_t size)
{
    struct change *change = req->user_data;

    /* What is wrong is told when the request is complete. */
    if (req->body_bytes <= REQUEST_MAX_BYTES)
        (void)!zip_field_add(&change->field, bytes, size);
    return size;
}

static bool reply_fault(const struct change *change)
{
    struct http_request *req = change->request;

    if (req->body_bytes > REQUEST_MAX_BYTES) {
        service_error_send(req, SERVICE_ENTITY_TOO_LARGE,
                           "Request must be smaller than %d bytes for the %s "
                           "operation",
                           REQUEST_MAX_BYTES, change->operation->name);
        return true;
    }
    switch (change->field.fault) {
    case ZIP_FIELD_OK:
        return false;
    case ZIP_FIELD_TOO_LONG:
        service_error_send(req, SERVICE_ENTITY_TOO_LARGE,
                           "Request must be smaller than %d bytes besides the "
                           "zip file",
                           REST_MAX_BYTES);
        return true;
    case ZIP_FIELD_NOT_BASE64:
        service_error_send(req, SERVICE_INVALID_PARAMETER, "%s", not_a_zip);
        return true;
    case ZIP_FIELD_NOT_WRITTEN:
    default:
        service_error_send(req, SERVICE_SERVICE,
                           "dayfly cannot write the zip file; is the disk "
                           "full?");
        return true;
    }
}

static void read_body(struct change *change)
{
    const struct buf *rest = &change->field.rest;

    (void)!zip_field_end(&change->field);
    change->body = rest->size > 0 ? json_loadb(rest->data, rest->size,
                                               JSON_REJECT_DUPLICATES, NULL)
                                  : json_object();
}

static void finish_held(void *self, struct http_request *req)
{
    struct change *change = self;

    (void)req;
    change->operation->finish(change);
}

/* False: there is nothing to wait for. */
static bool wait(struct change *change)
{
    bool waits = change->operation->waits && !change->has_waited &&
                 held_add(change->management, change->request, change->name,
                          finish_held, change);

    change->has_waited = true;
    return waits;
}

/* The request is closed after its response, and the change with it. */
static void unpacked(struct code_job *job, enum unpack_result result,
                     const struct code *code, const char *reason)
{
    struct change *change = job->self;
    struct http_request *req = change->request;

    switch (result) {
    case UNPACK_DONE:
        change->code = *code;
        if (!wait(change))
            change->operation->finish(change);
        return;
    case UNPACK_NOT_A_ZIP:
        service_error_send(req, SERVICE_INVALID_PARAMETER, "%s", not_a_zip);
        return;
    case UNPACK_EMPTY:
        service_error_send(req, SERVICE_INVALID_PARAMETER,
                           "Uploaded file must be a non-empty zip");
        return;
    case UNPACK_REFUSED:
        service_error_send(req, SERVICE_INVALID_PARAMETER, "%s (%s)", not_a_zip,
                           reason);
        return;
    case UNPACK_TOO_LARGE:
        service_error_send(req, SERVICE_INVALID_PARAMETER,
                           "Unzipped size must be smaller than %lld bytes",
                           (long long)UNPACK_MAX_BYTES);
        return;
    case UNPACK_FAILED:
    default:
        service_error_send(req, SERVICE_SERVICE,
                           "dayfly cannot keep the code: %s", reason);
    }
}

static void add_code(void *self)
{
    struct change *change = self;
    struct error err = ERROR_NONE;

    change->job.on_end = unpacked;
    change->job.self = change;
    fd_close(&change->file);
    if (!code_job_start(&change->job, &change->management->code, &err))
        service_error_send(change->request, SERVICE_SERVICE, "dayfly: %s",
                           err.text);
}

static void fetch(struct change *change)
{
    struct management *m = change->management;

    change->source.request = change->request;
    change->source.on_fetched = add_code;
    change->source.self = change;
    if (change->field.bytes > 0)
        service_error_send(change->request, SERVICE_INVALID_PARAMETER,
                           "Please do not provide other FunctionCode "
                           "parameters when providing a ZipFile.");
    else
        (void)s3_source_fetch(&change->source, change->body, m->region,
                              change->job.zip, m->loop);
}

static bool check_zip(struct change *change)
{
    struct http_request *req = change->request;

    if (!change->field.found || change->field.bytes == 0) {
        service_error_send(req, SERVICE_INVALID_PARAMETER,
                           "Please provide a source for function code.");
        return false;
    }
    if (change->field.bytes <= ZIP_MAX_BYTES)
        return true;
    service_error_send(req, SERVICE_ENTITY_TOO_LARGE,
                       "Zipped size must be smaller than %d bytes",
                       ZIP_MAX_BYTES);
    return false;
}

void change_received(struct http_request *req)
{
    struct change *change = req->user_data;

    read_body(change);
    if (reply_fault(change))
        return;
    if (!json_is_object(change->body)) {
        service_error_send(req, SERVICE_INVALID_REQUEST_CONTENT,
                           "Could not parse request body into json");
        return;
    }
    if (!change->operation->check(change))
        return;
    if (s3_source_is_given(change->body))
        fetch(change);
    else if (check_zip(change))
        add_code(change);
}

void changes_close(struct management *m)
{
    while (m->changes)
        free_change(m->changes);
}
