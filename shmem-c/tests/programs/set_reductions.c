/* The deprecated reductions of active sets, of every type. */
#include "check.h"
#include "types.h"
#include <complex.h>

enum { COUNT = 10, WORK = COUNT / 2 + 1 + SHMEM_REDUCE_MIN_WRKDATA_SIZE };

/* Reductions that follow each other need arrays of their own. */
static long *syncs[2];
static int turn;

static long *next_sync(void)
{
    return syncs[turn++ % 2];
}

#define REDUCED(NAME, OP, T, MINE, EXPECTED)                                                       \
    {                                                                                              \
        for (int i = 0; i < COUNT; i++)                                                            \
            source[i] = (T)(MINE);                                                                 \
        shmem_barrier_all();                                                                       \
        shmem_##NAME##_##OP##_to_all(dest, source, COUNT, 0, 0, npes, work, next_sync());          \
        for (int i = 0; i < COUNT; i++)                                                            \
            CHECK(dest[i] == (T)(EXPECTED));                                                       \
        shmem_barrier_all();                                                                       \
    }

#define ARRAYS(T)                                                                                  \
    T *source = (T *)zeros(COUNT * sizeof(T)), *dest = (T *)zeros(COUNT * sizeof(T));              \
    T *work = (T *)zeros(WORK * sizeof(T));

#define FREE_ARRAYS                                                                                \
    shmem_free(work);                                                                              \
    shmem_free(dest);                                                                              \
    shmem_free(source);

#define BITWISE(NAME, T)                                                                           \
    static void NAME##_bits(void)                                                                  \
    {                                                                                              \
        ARRAYS(T)                                                                                  \
        T all = (T)(1 << npes % 12) - 1, odd = 0;                                                  \
        for (int pe = 0; pe < npes; pe++)                                                          \
            odd = (T)(odd ^ (T)(3 * pe));                                                          \
        REDUCED(NAME, or, T, 1 << me % 12, all)                                                    \
        REDUCED(NAME, and, T, 0xf00 | me, 0xf00)                                                   \
        REDUCED(NAME, xor, T, 3 * me, odd)                                                         \
        FREE_ARRAYS                                                                                \
    }

#define MINMAX(NAME, T)                                                                            \
    static void NAME##_minmax(void)                                                                \
    {                                                                                              \
        ARRAYS(T)                                                                                  \
        REDUCED(NAME, max, T, me + i, npes - 1 + i)                                                \
        REDUCED(NAME, min, T, me - i, -i)                                                          \
        FREE_ARRAYS                                                                                \
    }

#define SUMPROD(NAME, T)                                                                           \
    static void NAME##_sumprod(void)                                                               \
    {                                                                                              \
        ARRAYS(T)                                                                                  \
        T product = 1;                                                                             \
        for (int pe = 0; pe < npes; pe++)                                                          \
            product = (T)(product * (T)(pe % 3 + 1));                                              \
        REDUCED(NAME, sum, T, me + i, npes * (npes - 1) / 2 + npes * i)                            \
        REDUCED(NAME, prod, T, me % 3 + 1, product)                                                \
        FREE_ARRAYS                                                                                \
    }

SET_BITWISE(BITWISE)
SET_MINMAX(MINMAX)
SET_SUMPROD(SUMPROD)

#define CALL_BITWISE(NAME, T) NAME##_bits();
#define CALL_MINMAX(NAME, T) NAME##_minmax();
#define CALL_SUMPROD(NAME, T) NAME##_sumprod();

int main(void)
{
    begin();
    for (int i = 0; i < 2; i++) {
        syncs[i] = zeros(SHMEM_REDUCE_SYNC_SIZE * sizeof(long));
        for (int j = 0; j < SHMEM_REDUCE_SYNC_SIZE; j++)
            syncs[i][j] = SHMEM_SYNC_VALUE;
    }
    SET_BITWISE(CALL_BITWISE)
    SET_MINMAX(CALL_MINMAX)
    SET_SUMPROD(CALL_SUMPROD)

    /* Among the odd PEs only. */
    int *one = zeros(sizeof *one), *sum = zeros(sizeof *sum), *work = zeros(WORK * sizeof *work);
    *one = me;
    shmem_barrier_all();
    if (me % 2 == 1) {
        int size = npes / 2;
        shmem_int_sum_to_all(sum, one, 1, 1, 1, size, work, next_sync());
        CHECK_EQ(*sum, size * size);
    }
    return end();
}
