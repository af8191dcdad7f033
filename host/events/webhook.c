#include "host/events/webhook.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

#include "common/fd.h"
#include "host/base/tls_trust.h"

enum { WAIT_MS = 60000, CONNECT_MS = 5000, WHOLE_MS = 30000 };

static void add(struct webhook_calls *calls, struct webhook_call *call)
{
    call->next = NULL;
    *(calls->tail ? &calls->tail->next : &calls->head) = call;
    calls->tail = call;
}

static size_t ignore(char *bytes, size_t one, size_t size, void *self)
{
    (void)bytes;
    (void)one;
    (void)self;
    return size;
}

/* What a call has in libcurl. */
struct transfer {
    struct transfer *next; /* in the list of all */
    struct webhook_call *call;
    CURL *curl;
    struct curl_slist *headers;
    char detail[CURL_ERROR_SIZE];
};

static struct curl_slist *headers_for(const struct webhook_call *call)
{
    AUTO(struct buf, buf_free) id = BUF(128);
    struct curl_slist *list = curl_slist_append(NULL, "Expect:");

    list = curl_slist_append(list, "Content-Type: application/json");
    if (buf_printf(&id, "Dayfly-Request-Id: %s", call->request_id))
        list = curl_slist_append(list, id.data);
    return list;
}

static void set_options(CURL *curl, struct transfer *transfer)
{
    const struct webhook_call *call = transfer->call;

    (void)curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, transfer->detail);
    (void)curl_easy_setopt(curl, CURLOPT_URL, call->url);
    (void)curl_easy_setopt(curl, CURLOPT_HTTPHEADER, transfer->headers);
    (void)curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    tls_trust_set(curl);
    (void)curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    (void)curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
    (void)curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)WHOLE_MS);
    (void)curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, ignore);
    (void)curl_easy_setopt(curl, CURLOPT_POST, 1L);
    (void)curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
                           (curl_off_t)call->body->size);
    (void)curl_easy_setopt(curl, CURLOPT_POSTFIELDS, call->body->data);
}

static void hand_back(struct webhooks *webhooks, struct webhook_call *call)
{
    const uint64_t one = 1;

    (void)pthread_mutex_lock(&webhooks->mutex);
    add(&webhooks->ended, call);
    (void)pthread_mutex_unlock(&webhooks->mutex);
    (void)!fd_write(webhooks->ended_watch.fd, &one, sizeof one);
}

static void begin(struct webhooks *webhooks, struct webhook_call *call)
{
    CURL *curl = curl_easy_init();
    struct transfer *transfer = mem_new(1, sizeof *transfer);

    if (curl && transfer) {
        transfer->call = call;
        transfer->curl = curl;
        transfer->headers = headers_for(call);
        set_options(curl, transfer);
        if (curl_multi_add_handle(webhooks->multi, curl) == CURLM_OK) {
            transfer->next = webhooks->transfers;
            webhooks->transfers = transfer;
            return;
        }
        curl_slist_free_all(transfer->headers);
    }
    mem_free(transfer);
    curl_easy_cleanup(curl);
    (void)error_set(&call->err, "out of memory");
    hand_back(webhooks, call);
}

static void finish(struct webhooks *webhooks, CURL *curl, CURLcode code)
{
    struct transfer **at = &webhooks->transfers;
    long status = 0;

    while ((*at)->curl != curl)
        at = &(*at)->next;
    struct transfer *transfer = *at;
    *at = transfer->next;
    (void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    (void)curl_multi_remove_handle(webhooks->multi, curl);
    struct webhook_call *call = transfer->call;
    call->ok = code == CURLE_OK && status / 100 == 2;
    if (code != CURLE_OK)
        (void)error_set(&call->err, "%s",
                        *transfer->detail ? transfer->detail
                                          : curl_easy_strerror(code));
    else if (!call->ok)
        (void)error_set(&call->err, "it answered with status %ld", status);
    curl_slist_free_all(transfer->headers);
    mem_free(transfer);
    curl_easy_cleanup(curl);
    hand_back(webhooks, call);
}

static bool take_added(struct webhooks *webhooks)
{
    struct webhook_calls calls;

    (void)pthread_mutex_lock(&webhooks->mutex);
    calls = webhooks->added;
    webhooks->added = (struct webhook_calls){.head = NULL};
    bool closing = webhooks->closing;
    (void)pthread_mutex_unlock(&webhooks->mutex);
    while (calls.head) {
        struct webhook_call *call = calls.head;
        calls.head = call->next;
        begin(webhooks, call);
    }
    return !closing;
}

static void give_up(struct webhooks *webhooks)
{
    while (webhooks->transfers)
        finish(webhooks, webhooks->transfers->curl, CURLE_ABORTED_BY_CALLBACK);
}

static void *run_thread(void *self)
{
    struct webhooks *webhooks = self;
    CURLMsg *message;
    int count;

    while (take_added(webhooks)) {
        (void)curl_multi_perform(webhooks->multi, &count);
        while ((message = curl_multi_info_read(webhooks->multi, &count)))
            if (message->msg == CURLMSG_DONE)
                finish(webhooks, message->easy_handle, message->data.result);
        (void)curl_multi_poll(webhooks->multi, NULL, 0, WAIT_MS, NULL);
    }
    give_up(webhooks);
    return NULL;
}

static struct webhook_call *take_ended(struct webhooks *webhooks)
{
    (void)pthread_mutex_lock(&webhooks->mutex);
    struct webhook_call *ended = webhooks->ended.head;
    webhooks->ended = (struct webhook_calls){.head = NULL};
    (void)pthread_mutex_unlock(&webhooks->mutex);
    return ended;
}

static void ended_ready(void *self, uint32_t events)
{
    struct webhooks *webhooks = self;
    uint64_t count;

    (void)events;
    (void)!fd_read(webhooks->ended_watch.fd, &count, sizeof count);
    for (struct webhook_call *call = take_ended(webhooks); call;) {
        struct webhook_call *next = call->next;
        call->end(call);
        call = next;
    }
}

static void release(struct webhooks *webhooks)
{
    int fd = webhooks->ended_watch.fd;

    event_loop_forget(webhooks->loop, &webhooks->ended_watch);
    fd_close(&fd);
    (void)curl_multi_cleanup(webhooks->multi);
    webhooks->multi = NULL;
}

static bool start(struct webhooks *webhooks, struct event_loop *loop,
                  struct error *err)
{
    int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);

    (void)curl_global_init(CURL_GLOBAL_DEFAULT);
    *webhooks = (struct webhooks){
        .loop = loop,
        .multi = curl_multi_init(),
        .ended_watch = {.fd = fd, .on_ready = ended_ready, .self = webhooks}};
    (void)pthread_mutex_init(&webhooks->mutex, NULL);
    if (fd < 0 || !webhooks->multi ||
        !event_loop_watch(loop, &webhooks->ended_watch, EPOLLIN, err)) {
        release(webhooks);
        return error_set(err, "no resources to send to a URL");
    }
    (void)curl_multi_setopt(webhooks->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS,
                            16L);
    errno = pthread_create(&webhooks->thread, NULL, run_thread, webhooks);
    if (errno == 0)
        return true;
    (void)error_set_errno(err, "cannot start a thread to send to a URL");
    release(webhooks);
    return false;
}

bool webhooks_send(struct webhooks *webhooks, struct event_loop *loop,
                   struct webhook_call *call, struct error *err)
{
    if (!webhooks->multi && !start(webhooks, loop, err))
        return false;
    (void)pthread_mutex_lock(&webhooks->mutex);
    add(&webhooks->added, call);
    (void)pthread_mutex_unlock(&webhooks->mutex);
    (void)curl_multi_wakeup(webhooks->multi);
    return true;
}

struct webhook_call *webhooks_close(struct webhooks *webhooks)
{
    if (!webhooks->multi)
        return NULL;
    (void)pthread_mutex_lock(&webhooks->mutex);
    webhooks->closing = true;
    (void)pthread_mutex_unlock(&webhooks->mutex);
    (void)curl_multi_wakeup(webhooks->multi);
    (void)pthread_join(webhooks->thread, NULL);
    struct webhook_call *ended = take_ended(webhooks);
    release(webhooks);
    (void)pthread_mutex_destroy(&webhooks->mutex);
    return ended;
}
