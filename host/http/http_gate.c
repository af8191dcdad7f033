#include "host/http/http_gate.h"

#include "host/http/http_internal.h"

static void open_for(struct http_exchange *x,
                     void (*instead)(struct http_request *req))
{
    x->gate_due = 0;
    x->request.gate = NULL;
    if (!instead) {
        http_exchange_continue(x);
        return;
    }
    MHD_destroy_response(x->response);
    x->response = NULL;
    instead(&x->request);
}

void http_gate_open(struct http_server *server, const struct http_gate *gate,
                    uint64_t to, void (*instead)(struct http_request *req))
{
    for (struct http_connection *conn = server->oldest; conn;
         conn = conn->newer) {
        struct http_exchange *x = conn->exchange;
        if (x && x->request.gate == gate && x->gate_due > 0 &&
            x->gate_due <= to && !x->close_notified)
            open_for(x, instead);
    }
}
