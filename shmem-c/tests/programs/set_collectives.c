/* The deprecated collectives of active sets: all PEs, and every second one. */
#include "check.h"

enum { COUNT = 7 };

#define NEW_SYNC(NAME, SIZE)                                                                       \
    long *NAME = (long *)zeros((SIZE) * sizeof(long));                                             \
    for (int i = 0; i < (SIZE); i++)                                                               \
        NAME[i] = SHMEM_SYNC_VALUE;

#define SET_COLLECTIVES(BITS)                                                                      \
    static void collectives_##BITS(int start, int log_stride, int size)                            \
    {                                                                                              \
        size_t most = 3 * COUNT * (size_t)npes;                                                    \
        uint##BITS##_t *source = zeros(most * sizeof *source), *dest = zeros(most * sizeof *dest); \
        NEW_SYNC(bcast, SHMEM_BCAST_SYNC_SIZE)                                                     \
        NEW_SYNC(collect, SHMEM_COLLECT_SYNC_SIZE)                                                 \
        NEW_SYNC(fcollect, SHMEM_COLLECT_SYNC_SIZE)                                                \
        NEW_SYNC(alltoall, SHMEM_ALLTOALL_SYNC_SIZE)                                               \
        NEW_SYNC(alltoalls, SHMEM_ALLTOALLS_SYNC_SIZE)                                             \
        int stride = 1 << log_stride, rank = (me - start) >> log_stride;                           \
        for (size_t i = 0; i < most; i++) {                                                        \
            source[i] = (uint##BITS##_t)((size_t)me * 1000 + i);                                   \
            dest[i] = 7;                                                                           \
        }                                                                                          \
        shmem_barrier_all();                                                                       \
        if (me >= start && (me - start) % stride == 0 && rank < size) {                            \
            int root = size / 2, root_pe = start + root * stride;                                  \
            shmem_broadcast##BITS(dest, source, COUNT, root, start, log_stride, size, bcast);      \
            for (int i = 0; i < COUNT; i++)                                                        \
                CHECK_EQ(dest[i], me == root_pe ? 7 : root_pe * 1000 + i);                         \
            shmem_barrier(start, log_stride, size, barrier_sync);                                  \
            shmem_fcollect##BITS(dest, source, COUNT, start, log_stride, size, fcollect);          \
            for (int i = 0; i < COUNT * size; i++)                                                 \
                CHECK_EQ(dest[i], (start + i / COUNT * stride) * 1000 + i % COUNT);                \
            shmem_barrier(start, log_stride, size, barrier_sync);                                  \
            shmem_collect##BITS(dest, source, (size_t)rank + 1, start, log_stride, size, collect); \
            for (int r = 0, at = 0; r < size; r++)                                                 \
                for (int i = 0; i <= r; i++)                                                       \
                    CHECK_EQ(dest[at++], (start + r * stride) * 1000 + i);                         \
            shmem_barrier(start, log_stride, size, barrier_sync);                                  \
            shmem_alltoall##BITS(dest, source, COUNT, start, log_stride, size, alltoall);          \
            for (int i = 0; i < COUNT * size; i++)                                                 \
                CHECK_EQ(dest[i], (start + i / COUNT * stride) * 1000 + rank * COUNT + i % COUNT); \
            shmem_barrier(start, log_stride, size, barrier_sync);                                  \
            shmem_alltoalls##BITS(dest, source, 2, 3, COUNT, start, log_stride, size, alltoalls);  \
            for (int i = 0; i < COUNT * size; i++)                                                 \
                CHECK_EQ(dest[2 * i],                                                              \
                         (start + i / COUNT * stride) * 1000 + 3 * (rank * COUNT + i % COUNT));    \
        } else {                                                                                   \
            CHECK_EQ(dest[0], 7);                                                                  \
        }                                                                                          \
        shmem_barrier_all();                                                                       \
        shmem_free(alltoalls);                                                                     \
        shmem_free(alltoall);                                                                      \
        shmem_free(fcollect);                                                                      \
        shmem_free(collect);                                                                       \
        shmem_free(bcast);                                                                         \
        shmem_free(dest);                                                                          \
        shmem_free(source);                                                                        \
    }

static long *barrier_sync;

SET_COLLECTIVES(32)
SET_COLLECTIVES(64)

int main(void)
{
    begin();
    NEW_SYNC(sync, SHMEM_BARRIER_SYNC_SIZE)
    barrier_sync = sync;
    collectives_32(0, 0, npes);
    collectives_64(0, 0, npes);
    collectives_32(0, 1, (npes + 1) / 2);
    collectives_64(npes > 1, 1, (npes + 1 - (npes > 1)) / 2);
    return end();
}
