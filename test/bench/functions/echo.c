/* Says what it was told; `echo MS` waits so long before it does. */
#include <stdlib.h>
#include <unistd.h>

static char bytes[65536];

int main(int count, char **words)
{
    ssize_t got = 0;

    if (count > 1)
        (void)usleep((useconds_t)atoi(words[1]) * 1000);
    while ((got = read(0, bytes, sizeof bytes)) > 0)
        for (ssize_t put = 0, one = 0; put < got; put += one)
            if ((one = write(1, bytes + put, (size_t)(got - put))) < 0)
                return 1;
    return got < 0;
}
