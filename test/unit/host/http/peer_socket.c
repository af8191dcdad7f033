/* host/http/peer_socket and host/runtime/runtime_family - connections of real
 * processes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/http/peer_socket.h"
#include "host/runtime/runtime_family.h"

enum { STRANGER = 4242 };

/* A process that connects to `listener` and holds the connection. */
struct holder {
    pid_t pid;
    int until; /* it ends when this is closed */
    int fd;    /* our end */
    int listener;
    struct sockaddr_in at;
};

static void listen_at(struct holder *h)
{
    socklen_t size = sizeof h->at;

    h->listener = socket(AF_INET, SOCK_STREAM, 0);
    h->at = (struct sockaddr_in){.sin_family = AF_INET,
                                 .sin_addr = {htonl(INADDR_LOOPBACK)}};
    assert_int_equal(bind(h->listener, (struct sockaddr *)&h->at, size), 0);
    assert_int_equal(listen(h->listener, 1), 0);
    assert_int_equal(getsockname(h->listener, (struct sockaddr *)&h->at, &size),
                     0);
}

static void hold(const struct holder *h, uid_t user, int until)
{
    char byte;

    if (setuid(user) != 0)
        _exit(1);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(fd, (const struct sockaddr *)&h->at, sizeof h->at) != 0)
        _exit(1);
    (void)!read(until, &byte, 1);
    _exit(0);
}

static void begin(struct holder *h, uid_t user)
{
    int ends[2];

    listen_at(h);
    assert_int_equal(pipe(ends), 0);
    h->pid = fork();
    if (h->pid == 0) {
        (void)close(ends[1]);
        hold(h, user, ends[0]);
    }
    (void)close(ends[0]);
    h->until = ends[1];
    h->fd = accept(h->listener, NULL, NULL);
}

static void let_go(struct holder *h)
{
    (void)close(h->until);
    assert_int_equal(waitpid(h->pid, NULL, 0), h->pid);
}

static void end(struct holder *h)
{
    (void)close(h->fd);
    (void)close(h->listener);
}

static void expect_user(uid_t user)
{
    struct holder h;
    struct peer_socket peer = {.user = 1};

    begin(&h, user);
    assert_true(peer_socket_find(h.fd, &peer));
    assert_int_equal(peer.user, user);
    assert_int_equal(process_of_socket(peer.inode), h.pid);
    let_go(&h);
    /* Its holder has ended: the kernel would name root. */
    assert_false(peer_socket_find(h.fd, &peer));
    end(&h);
}

static void the_user_of_a_peer_is_found_while_a_process_holds_it(void **state)
{
    (void)state;
    expect_user(geteuid());
    if (geteuid() == 0)
        expect_user(STRANGER);
}

static void a_family_is_a_process_and_its_descendants(void **state)
{
    struct holder h;
    struct holder other;
    struct peer_socket peer;

    (void)state;
    begin(&h, geteuid());
    begin(&other, geteuid());
    assert_true(peer_socket_find(h.fd, &peer));
    assert_true(runtime_family_holds(h.pid, peer.inode, peer.user));
    assert_true(runtime_family_holds(getpid(), peer.inode, peer.user));
    assert_false(runtime_family_holds(other.pid, peer.inode, peer.user));
    assert_true(runtime_family_has(getpid(), h.pid));
    assert_false(runtime_family_has(other.pid, h.pid));
    assert_false(runtime_family_has(0, h.pid));
    assert_false(runtime_family_has(h.pid, 1));
    assert_false(runtime_family_has(h.pid, 0));
    let_go(&other);
    let_go(&h);
    end(&other);
    end(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_user_of_a_peer_is_found_while_a_process_holds_it),
        cmocka_unit_test(a_family_is_a_process_and_its_descendants),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
