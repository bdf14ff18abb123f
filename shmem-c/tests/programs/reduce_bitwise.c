/* And, or, xor over a team, of every type that has them. */
#include "check.h"
#include "types.h"

enum { COUNT = 20 };

#define BITWISE(NAME, T)                                                                           \
    static void NAME##_bits(void)                                                                  \
    {                                                                                              \
        T *source = (T *)zeros(COUNT * sizeof(T)), *dest = (T *)zeros(COUNT * sizeof(T));          \
        T all = (T)-1, some = 0, odd = 0;                                                          \
        for (int pe = 0; pe < npes; pe++) {                                                        \
            all = (T)(all & ~(T)(1 << pe % 7));                                                    \
            some = (T)(some | (T)(1 << pe % 7));                                                   \
            odd = (T)(odd ^ (T)(pe * 3 + 1));                                                      \
        }                                                                                          \
        for (int i = 0; i < COUNT; i++)                                                            \
            source[i] = (T) ~(T)(1 << me % 7);                                                     \
        CHECK_EQ(shmem_##NAME##_and_reduce(SHMEM_TEAM_WORLD, dest, source, COUNT), 0);             \
        for (int i = 0; i < COUNT; i++)                                                            \
            CHECK(dest[i] == all);                                                                 \
        shmem_sync_all();                                                                          \
        for (int i = 0; i < COUNT; i++)                                                            \
            source[i] = (T)(1 << me % 7);                                                          \
        CHECK_EQ(shmem_##NAME##_or_reduce(SHMEM_TEAM_WORLD, dest, source, COUNT), 0);              \
        for (int i = 0; i < COUNT; i++)                                                            \
            CHECK(dest[i] == some);                                                                \
        shmem_sync_all();                                                                          \
        for (int i = 0; i < COUNT; i++)                                                            \
            source[i] = (T)(me * 3 + 1);                                                           \
        /* In place. */                                                                            \
        CHECK_EQ(shmem_##NAME##_xor_reduce(SHMEM_TEAM_WORLD, source, source, COUNT), 0);           \
        for (int i = 0; i < COUNT; i++)                                                            \
            CHECK(source[i] == odd);                                                               \
        shmem_barrier_all();                                                                       \
        shmem_free(dest);                                                                          \
        shmem_free(source);                                                                        \
    }

REDUCE_BITWISE(BITWISE)

#define CALL(NAME, T) NAME##_bits();

int main(void)
{
    begin();
    REDUCE_BITWISE(CALL)
    return end();
}
