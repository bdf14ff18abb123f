/* Children see static variables as they were at the fork, whatever their parents do meanwhile, and so do theirs;
   nobody sees what children write. */
#define _DEFAULT_SOURCE
#include "check.h"
#include <pthread.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORDS = 1 << 16, PAGE_WORDS = 512, ROUNDS = 40 };

static volatile long words[WORDS];
static char untouched[1 << 20];
static long counted;
static int prepared, in_parent, in_child;
extern char **environ;

static void prepare(void)
{
    prepared++;
}

static void behind_in_parent(void)
{
    in_parent++;
}

static void behind_in_child(void)
{
    in_child++;
}

/* Before any init, and so before what an init might register. */
__attribute__((constructor)) static void handle_forks(void)
{
    pthread_atfork(prepare, behind_in_parent, behind_in_child);
}

static int wait_for(pid_t child)
{
    int status = -1;
    return child > 0 && waitpid(child, &status, 0) == child ? status : -1;
}

/* Every child gets here, with the variables as of that round. */
static int child(long round)
{
    usleep((unsigned)(round % 4) * 500);
    for (int i = 0; i < WORDS; i += PAGE_WORDS)
        if (words[i] != round)
            return 1;
    if (shmem_addr_accessible(&counted, me) || shmem_ptr(&counted, me) != NULL)
        return 2;
    if (prepared != round || in_parent != round - 1 || in_child != 1)
        return 5;
    memset(untouched, 7, sizeof untouched);
    words[0] = -1;
    char *block = malloc(300000);
    memset(block, 1, 300000);
    free(block);
    if (round % 8 != 0)
        return 0;
    pid_t grandchild = fork();
    if (grandchild == 0) {
        if (untouched[99999] != 7 || words[0] != -1 || words[PAGE_WORDS] != round)
            _exit(3);
        untouched[99999] = 8;
        _exit(0);
    }
    return wait_for(grandchild) == 0 && untouched[99999] == 7 ? 0 : 4;
}

int main(void)
{
    begin();
    for (long round = 1; round <= ROUNDS; round++) {
        for (int i = 0; i < WORDS; i += PAGE_WORDS)
            words[i] = round;
        shmem_long_atomic_inc(&counted, right);
        pid_t pid = fork();
        if (pid == 0)
            _exit(child(round));
        for (int i = 0; i < WORDS; i += PAGE_WORDS)
            words[i] = -2;
        CHECK_EQ(wait_for(pid), 0);
        CHECK_EQ(words[0], -2);
        CHECK(prepared == round && in_parent == round && in_child == 0);
        CHECK_EQ(untouched[99999], 0);
    }
    shmem_barrier_all();
    CHECK_EQ(counted, ROUNDS);

    char *arguments[] = {(char *)"sh", (char *)"-c", (char *)"exit 4", NULL};
    pid_t spawned = 0;
    CHECK_EQ(posix_spawnp(&spawned, "sh", NULL, NULL, arguments, environ), 0);
    CHECK_EQ(WEXITSTATUS(wait_for(spawned)), 4);
    shmem_barrier_all();
    shmem_long_p((long *)&words[1], me, right);
    shmem_barrier_all();
    CHECK_EQ(words[1], left);

    /* As programs do that want to be rid of what they have inherited. */
    for (int fd = 3; fd < 100; fd++)
        close(fd);
    FILE *other = tmpfile();
    CHECK(other != NULL && fputs("another file\n", other) >= 0);
    pid_t pid = fork();
    if (pid == 0)
        _exit(words[1] == left && words[2 * PAGE_WORDS] == -2 && untouched[3] == 0 ? 0 : 6);
    CHECK_EQ(wait_for(pid), 0);
    shmem_barrier_all();
    return end();
}
