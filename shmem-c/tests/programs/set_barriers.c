/* The deprecated barriers and syncs of active sets: the same array again and again. */
#include "check.h"

#define MEETINGS(MEET)                                                                             \
    for (int round = 0; round < 50; round++) {                                                     \
        shmem_int_atomic_set(&arrived[me], base + round, left);                                    \
        shmem_quiet();                                                                             \
        MEET(0, 0, npes, whole);                                                                   \
        CHECK(shmem_int_atomic_fetch(&arrived[right], me) >= base + round);                        \
        if (me % 2 == 0)                                                                           \
            MEET(0, 1, (npes + 1) / 2, evens);                                                     \
    }                                                                                              \
    base += 50;

int main(void)
{
    begin();
    int *arrived = zeros((size_t)npes * sizeof *arrived);
    long *whole = zeros(SHMEM_BARRIER_SYNC_SIZE * sizeof(long));
    long *evens = zeros(SHMEM_BARRIER_SYNC_SIZE * sizeof(long));
    for (int i = 0; i < SHMEM_BARRIER_SYNC_SIZE; i++)
        whole[i] = evens[i] = SHMEM_SYNC_VALUE;
    shmem_barrier_all();
    int base = 1;
    MEETINGS(shmem_barrier)
    MEETINGS(shmem_sync)
    return end();
}
