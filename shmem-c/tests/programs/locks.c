/* Locks: one holder at a time, whose writes the next one sees. */
#include "check.h"

enum { ROUNDS = 100 };

int main(void)
{
    begin();
    long *locks = zeros(2 * sizeof *locks);
    long *counters = zeros(3 * sizeof *counters);

    /* What is read and written without atomics would get lost without the lock. */
    for (int i = 0; i < ROUNDS; i++) {
        shmem_set_lock(&locks[0]);
        shmem_long_p(&counters[0], shmem_long_g(&counters[0], 0) + 1, 0);
        shmem_clear_lock(&locks[0]);
    }
    for (int i = 0; i < ROUNDS; i++) {
        while (shmem_test_lock(&locks[1]) != 0)
            ;
        long count = shmem_long_g(&counters[1], npes - 1);
        shmem_long_p(&counters[1], count + 1, npes - 1);
        shmem_clear_lock(&locks[1]);
    }
    shmem_barrier_all();
    CHECK(me != 0 || counters[0] == (long)ROUNDS * npes);
    CHECK(me != npes - 1 || counters[1] == (long)ROUNDS * npes);

    /* Two locks at a time; a lock that is held is seen to be. */
    if (me == 0) {
        shmem_set_lock(&locks[0]);
        CHECK_EQ(shmem_test_lock(&locks[1]), 0);
    }
    shmem_barrier_all();
    if (me != 0)
        CHECK_EQ(shmem_test_lock(&locks[0]), 1);
    shmem_barrier_all();
    if (me == 0) {
        shmem_clear_lock(&locks[1]);
        shmem_clear_lock(&locks[0]);
    }
    return end();
}
