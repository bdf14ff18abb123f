/* Sums over the members up to this one, with it and without. */
#include "check.h"
#include "types.h"
#include <complex.h>

enum { COUNT = 11 };

#define SCAN(NAME, T)                                                                              \
    static void NAME##_scan(void)                                                                  \
    {                                                                                              \
        T *source = (T *)zeros(COUNT * sizeof(T)), *dest = (T *)zeros(COUNT * sizeof(T));          \
        for (int i = 0; i < COUNT; i++)                                                            \
            source[i] = (T)(me + i % 2);                                                           \
        CHECK_EQ(shmem_##NAME##_sum_inscan(SHMEM_TEAM_WORLD, dest, source, COUNT), 0);             \
        for (int i = 0; i < COUNT; i++)                                                            \
            CHECK(dest[i] == (T)(me * (me + 1) / 2 + (me + 1) * (i % 2)));                         \
        shmem_sync_all();                                                                          \
        CHECK_EQ(shmem_##NAME##_sum_exscan(SHMEM_TEAM_WORLD, source, source, COUNT), 0);           \
        for (int i = 0; i < COUNT; i++)                                                            \
            CHECK(source[i] == (T)(me * (me - 1) / 2 + me * (i % 2)));                             \
        shmem_barrier_all();                                                                       \
        shmem_free(dest);                                                                          \
        shmem_free(source);                                                                        \
    }

REDUCE_SUMPROD(SCAN)

#define CALL(NAME, T) NAME##_scan();

int main(void)
{
    begin();
    REDUCE_SUMPROD(CALL)
    return end();
}
