/* permission_tries - as permission_tries.mjs, for a plain executable. Event:
 * "SECRET OUT PORT PROGRAM", words for scanf. */
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static int reads(const char *path)
{
    char text[7] = "";
    int fd = open(path, O_RDONLY);

    return fd >= 0 && read(fd, text, 6) == 6 && !strcmp(text, "secret");
}

static int writes(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT, 0600);

    return fd >= 0 && write(fd, "x", 1) == 1;
}

static int reaches(int port)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((unsigned short)port),
                             .sin_addr = {htonl(INADDR_LOOPBACK)}};

    return connect(socket(AF_INET, SOCK_STREAM, 0), (struct sockaddr *)&to,
                   sizeof to) == 0;
}

static int runs(const char *path)
{
    int status = -1;
    pid_t pid = fork();

    if (pid == 0) {
        execl(path, path, (char *)NULL);
        _exit(127);
    }
    return waitpid(pid, &status, 0) == pid && status == 0;
}

static const char *word(int open)
{
    return open ? "true" : "false";
}

int main(void)
{
    char secret[512], out[512], path[512];
    const char *value = getenv("SECRET_WORD");
    int port;

    if (scanf("%511s %511s %d %511s", secret, out, &port, path) != 4)
        return 2;
    (void)printf("{\"read\":%s,\"write\":%s,\"net\":%s,\"env\":%s,\"run\":%s}",
                 word(reads(secret)), word(writes(out)), word(reaches(port)),
                 word(value && !strcmp(value, "secret")), word(runs(path)));
    return 0;
}
