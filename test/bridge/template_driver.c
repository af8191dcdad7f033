/* The bootstrap's side of a template, where there is no Python. template_driver
 * LIBRARY PROGRAM WORD...: starts the program as a template, has it copied
 * twice, and writes what each copy answers to an event, or the refusal. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static void check(int good, const char *what)
{
    if (!good) {
        perror(what);
        exit(1);
    }
}

static long copy(int control, const int fds[3])
{
    union {
        struct cmsghdr head;
        char bytes[CMSG_SPACE(3 * sizeof(int))];
    } more = {.bytes = {0}};
    struct iovec bytes = {.iov_base = (char[]){"copy"}, .iov_len = 5};
    struct msghdr message = {.msg_iov = &bytes,
                             .msg_iovlen = 1,
                             .msg_control = &more,
                             .msg_controllen = sizeof more};
    more.head.cmsg_len = CMSG_LEN(3 * sizeof(int));
    more.head.cmsg_level = SOL_SOCKET;
    more.head.cmsg_type = SCM_RIGHTS;
    memcpy(CMSG_DATA(&more.head), fds, 3 * sizeof(int));
    check(sendmsg(control, &message, 0) == 5, "sendmsg");
    char answer[256] = "";
    check(recv(control, answer, sizeof answer - 1, 0) > 0, "recv");
    return strtol(answer, NULL, 10);
}

static void run_copy(int control)
{
    int in[2], out[2], status = 0;
    char text[512];
    long size;
    check(pipe(in) == 0 && pipe(out) == 0, "pipe");
    long pid = copy(control, (int[]){in[0], out[1], 2});
    check(pid > 0, "copy");
    close(in[0]);
    close(out[1]);
    check(write(in[1], "event\n", 6) == 6, "write");
    while ((size = read(out[0], text, sizeof text)) > 0)
        check(write(1, text, (size_t)size) == size, "write");
    check(waitpid((pid_t)pid, &status, 0) == pid, "waitpid");
    printf("exit %d\n", WIFEXITED(status) ? WEXITSTATUS(status) : -1);
    fflush(stdout);
    close(in[1]);
    close(out[0]);
}

int main(int argc, char **argv)
{
    int control[2], in[2], out[2];
    char answer[256] = "", number[16];
    check(argc > 2, "two arguments");
    check(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, control) == 0, "socketpair");
    check(pipe(in) == 0 && pipe(out) == 0, "pipe");
    pid_t pid = fork();
    if (pid == 0) {
        snprintf(number, sizeof number, "%d", control[1]);
        setenv("DAYFLY_TEMPLATE", number, 1);
        setenv("LD_PRELOAD", argv[1], 1);
        dup2(out[1], 1);
        close(control[0]);
        dup2(in[0], 3);
        const int all[] = {in[0], in[1], out[0], out[1]};
        for (size_t i = 0; i < sizeof all / sizeof *all; i++)
            close(all[i]);
        execv(argv[2], argv + 2);
        _exit(127);
    }
    close(control[1]);
    check(read(out[0], answer, 7) == 7, "loaded");
    check(send(control[0], "prepare", 7, 0) == 7, "send");
    memset(answer, 0, sizeof answer);
    check(recv(control[0], answer, sizeof answer - 1, 0) > 0, "recv");
    puts(answer);
    fflush(stdout);
    for (int i = 0; i < 2 && strcmp(answer, "ready") == 0; i++)
        run_copy(control[0]);
    return 0;
}
