/* Smallest and largest over a team, of every type that has an order. */
#include "check.h"
#include "types.h"

enum { COUNT = 20 };

#define MINMAX(NAME, T)                                                                            \
    static void NAME##_minmax(void)                                                                \
    {                                                                                              \
        T *source = (T *)zeros(COUNT * sizeof(T)), *dest = (T *)zeros(COUNT * sizeof(T));          \
        /* Element i is largest on PE i % npes, smallest on the one before it. */                  \
        for (int i = 0; i < COUNT; i++)                                                            \
            source[i] = (T)((me + npes - i % npes) % npes == 0 ? 100 + i : 10 + i + me);           \
        CHECK_EQ(shmem_##NAME##_max_reduce(SHMEM_TEAM_WORLD, dest, source, COUNT), 0);             \
        for (int i = 0; i < COUNT; i++)                                                            \
            CHECK(dest[i] == (T)(100 + i));                                                        \
        shmem_sync_all();                                                                          \
        CHECK_EQ(shmem_##NAME##_min_reduce(SHMEM_TEAM_WORLD, source, source, COUNT), 0);           \
        for (int i = 0; i < COUNT; i++) {                                                          \
            int smallest = npes == 1 ? 100 + i : i % npes == 0 ? 11 + i : 10 + i;                  \
            CHECK(source[i] == (T)smallest);                                                       \
        }                                                                                          \
        shmem_barrier_all();                                                                       \
        shmem_free(dest);                                                                          \
        shmem_free(source);                                                                        \
    }

REDUCE_MINMAX(MINMAX)

#define CALL(NAME, T) NAME##_minmax();

/* Numbers below zero are small, but not those of unsigned types. */
static void signs(void)
{
    int *number = zeros(sizeof *number);
    unsigned int *positive = zeros(sizeof *positive);
    *number = me == 0 ? -1 : me;
    *positive = me == 0 ? (unsigned int)-1 : (unsigned int)me;
    CHECK_EQ(shmem_int_min_reduce(SHMEM_TEAM_WORLD, number, number, 1), 0);
    CHECK_EQ(*number, -1);
    CHECK_EQ(shmem_uint_max_reduce(SHMEM_TEAM_WORLD, positive, positive, 1), 0);
    CHECK_EQ(*positive, (unsigned int)-1);
}

int main(void)
{
    begin();
    REDUCE_MINMAX(CALL)
    signs();
    return end();
}
