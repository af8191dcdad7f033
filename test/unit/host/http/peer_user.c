/* host/http/peer_user - connections of real processes of other users. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/http/peer_user.h"

enum { STRANGER = 4242 };

static int listen_at(struct sockaddr_in *at)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    socklen_t size = sizeof *at;

    *at = (struct sockaddr_in){.sin_family = AF_INET,
                               .sin_addr = {htonl(INADDR_LOOPBACK)}};
    assert_int_equal(bind(fd, (struct sockaddr *)at, sizeof *at), 0);
    assert_int_equal(listen(fd, 1), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)at, &size), 0);
    return fd;
}

/* Connects as that user, and holds the connection until `until` is closed. */
static void hold(const struct sockaddr_in *at, uid_t user, int until)
{
    char byte;

    if (setuid(user) != 0)
        _exit(1);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(fd, (const struct sockaddr *)at, sizeof *at) != 0)
        _exit(1);
    (void)!read(until, &byte, 1);
    _exit(0);
}

static void expect_user(uid_t user)
{
    struct sockaddr_in at;
    uid_t found = 1;
    int ends[2];
    int listener = listen_at(&at);

    assert_int_equal(pipe(ends), 0);
    pid_t pid = fork();
    if (pid == 0) {
        (void)close(ends[1]);
        hold(&at, user, ends[0]);
    }
    int fd = accept(listener, NULL, NULL);
    assert_true(peer_user_find(fd, &found));
    assert_int_equal(found, user);
    (void)close(ends[0]);
    (void)close(ends[1]);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    /* Its holder has ended: the kernel would name root. */
    assert_false(peer_user_find(fd, &found));
    (void)close(fd);
    (void)close(listener);
}

static void the_user_of_a_peer_is_found_while_a_process_holds_it(void **state)
{
    (void)state;
    expect_user(geteuid());
    if (geteuid() == 0)
        expect_user(STRANGER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_user_of_a_peer_is_found_while_a_process_holds_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
