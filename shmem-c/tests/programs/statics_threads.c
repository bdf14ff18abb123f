/* A program that has threads before init has no symmetric variables, and is told so; all else works. */
#define _POSIX_C_SOURCE 200809L
#include "check.h"
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

static long word = 1;
static pthread_mutex_t held = PTHREAD_MUTEX_INITIALIZER;

static void *work(void *nothing)
{
    pthread_mutex_lock(&held);
    pthread_mutex_unlock(&held);
    return nothing;
}

int main(void)
{
    pthread_t thread;
    pthread_mutex_lock(&held);
    CHECK_EQ(pthread_create(&thread, NULL, work, NULL), 0);
    begin();
    CHECK_EQ(shmem_addr_accessible(&word, me), 0);
    CHECK(shmem_ptr(&word, me) == NULL);
    long *block = zeros(sizeof *block);
    CHECK_EQ(shmem_addr_accessible(block, right), 1);
    shmem_long_p(block, word + me, right);
    shmem_barrier_all();
    CHECK_EQ(*block, left + 1);
    pid_t child = fork();
    if (child == 0) {
        word = 2;
        _exit(0);
    }
    CHECK(child > 0 && waitpid(child, NULL, 0) == child);
    CHECK_EQ(word, 1);
    pthread_mutex_unlock(&held);
    pthread_join(thread, NULL);
    return end();
}
