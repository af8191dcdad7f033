#include "bootstrap/event/response_body.h"

#include <string.h>

void response_body_open(struct response_body *body)
{
    if (body->state == BODY_BUFFERED)
        body->state = BODY_OPEN;
}

void response_body_close(struct response_body *body)
{
    if (body->state == BODY_OPEN)
        body->state = BODY_CLOSED;
}

bool response_body_is_open(const struct response_body *body)
{
    return body->state == BODY_OPEN;
}

size_t response_body_remaining(const struct response_body *body)
{
    return body->bytes.size - body->read;
}

bool response_body_is_full(const struct response_body *body)
{
    return body->state == BODY_OPEN &&
           response_body_remaining(body) >= RESPONSE_BODY_HIGH_WATER;
}

size_t response_body_read(struct response_body *body, char *to, size_t room)
{
    size_t size = response_body_remaining(body) < room
                      ? response_body_remaining(body)
                      : room;

    if (size == 0)
        return 0;
    memcpy(to, body->bytes.data + body->read, size);
    body->read += size;
    body->read_total += size;
    if (body->state == BODY_OPEN) {
        buf_consume(&body->bytes, body->read);
        body->read = 0;
    }
    return size;
}

const char *response_body_peek(struct response_body *body, size_t *size)
{
    const char *bytes = body->bytes.data + body->read;

    *size = response_body_remaining(body);
    body->read += *size;
    body->read_total += *size;
    return bytes;
}

bool response_body_rewind(struct response_body *body)
{
    if (body->state != BODY_BUFFERED)
        return false;
    body->read = 0;
    body->read_total = 0;
    return true;
}

void response_body_clear(struct response_body *body)
{
    buf_clear(&body->bytes);
    body->read = 0;
    body->read_total = 0;
    body->state = BODY_BUFFERED;
}
