/* Levels of threads, and several threads that put and add at once. */
#include "check.h"
#include <pthread.h>

enum { THREADS = 3, ROUNDS = 200 };

static long *sums, *slots;

static void *work(void *number)
{
    long thread = *(int *)number;
    for (long round = 0; round < ROUNDS; round++) {
        shmem_long_atomic_add(&sums[0], 1, right);
        shmem_long_p(&slots[thread * ROUNDS + round], thread * ROUNDS + round, right);
    }
    shmem_quiet();
    return NULL;
}

int main(void)
{
    int provided = -1, level = -1, numbers[THREADS];
    pthread_t threads[THREADS];

    CHECK(SHMEM_THREAD_SINGLE < SHMEM_THREAD_FUNNELED);
    CHECK(SHMEM_THREAD_FUNNELED < SHMEM_THREAD_SERIALIZED);
    CHECK(SHMEM_THREAD_SERIALIZED < SHMEM_THREAD_MULTIPLE);
    CHECK_EQ(shmem_init_thread(SHMEM_THREAD_MULTIPLE, &provided), 0);
    CHECK(provided >= SHMEM_THREAD_SINGLE && provided <= SHMEM_THREAD_MULTIPLE);
    shmem_query_thread(&level);
    CHECK_EQ(level, provided);
    me = shmem_my_pe();
    npes = shmem_n_pes();
    right = (me + 1) % npes;

    sums = zeros(sizeof *sums);
    slots = zeros(THREADS * ROUNDS * sizeof *slots);
    int count = provided == SHMEM_THREAD_MULTIPLE ? THREADS : 1;
    for (int i = 0; i < count; i++) {
        numbers[i] = i;
        if (i > 0)
            CHECK_EQ(pthread_create(&threads[i], NULL, work, &numbers[i]), 0);
    }
    work(&numbers[0]);
    for (int i = 1; i < count; i++)
        CHECK_EQ(pthread_join(threads[i], NULL), 0);
    shmem_barrier_all();
    CHECK_EQ(sums[0], count * ROUNDS);
    for (long i = 0; i < count * ROUNDS; i++)
        CHECK_EQ(slots[i], i);
    return end();
}
