/* A forked child has its own copies of what is symmetric in its parent, or does no harm to it. */
#define _POSIX_C_SOURCE 200809L
#include "check.h"
#include <sys/wait.h>
#include <unistd.h>

static int word = 1;

int main(void)
{
    begin();
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        int seen = word == 1;
        word = 99;
        _exit(seen ? 3 : 4);
    }
    int status = 0;
    CHECK(child > 0 && waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status));
    CHECK_EQ(WEXITSTATUS(status), 3);
    CHECK_EQ(word, 1);
    shmem_barrier_all();
    shmem_int_p(&word, me + 10, right);
    shmem_barrier_all();
    CHECK_EQ(word, left + 10);
    CHECK_EQ(system("exit 5") >> 8, 5);
    FILE *pipe = popen("echo read", "r");
    char line[8] = "";
    CHECK(pipe != NULL && fgets(line, sizeof line, pipe) != NULL && strcmp(line, "read\n") == 0);
    if (pipe != NULL)
        CHECK_EQ(pclose(pipe), 0);
    shmem_barrier_all();
    CHECK_EQ(word, left + 10);
    return end();
}
