/* Sums and products over a team, of long double and complex numbers too. */
#include "check.h"
#include "types.h"
#include <complex.h>

enum { COUNT = 20 };

#define SUMPROD(NAME, T)                                                                           \
    static void NAME##_sumprod(void)                                                               \
    {                                                                                              \
        T *source = (T *)zeros(COUNT * sizeof(T)), *dest = (T *)zeros(COUNT * sizeof(T));          \
        T sum = 0, product = 1;                                                                    \
        for (int pe = 0; pe < npes; pe++) {                                                        \
            sum = (T)(sum + (T)(pe + 1));                                                          \
            product = (T)(product * (T)(pe % 2 + 1));                                              \
        }                                                                                          \
        for (int i = 0; i < COUNT; i++)                                                            \
            source[i] = (T)(me + 1);                                                               \
        CHECK_EQ(shmem_##NAME##_sum_reduce(SHMEM_TEAM_WORLD, dest, source, COUNT), 0);             \
        for (int i = 0; i < COUNT; i++)                                                            \
            CHECK(dest[i] == sum);                                                                 \
        shmem_sync_all();                                                                          \
        for (int i = 0; i < COUNT; i++)                                                            \
            source[i] = (T)(me % 2 + 1);                                                           \
        CHECK_EQ(shmem_##NAME##_prod_reduce(SHMEM_TEAM_WORLD, source, source, COUNT), 0);          \
        for (int i = 0; i < COUNT; i++)                                                            \
            CHECK(source[i] == product);                                                           \
        CHECK_EQ(shmem_##NAME##_sum_reduce(SHMEM_TEAM_WORLD, dest, source, 0), 0);                 \
        shmem_barrier_all();                                                                       \
        shmem_free(dest);                                                                          \
        shmem_free(source);                                                                        \
    }

REDUCE_SUMPROD(SUMPROD)

#define CALL(NAME, T) NAME##_sumprod();

/* Both parts of complex numbers, and all bits of a long double. */
static void parts(void)
{
    double _Complex *turn = zeros(sizeof *turn);
    *turn = I;
    CHECK_EQ(shmem_complexd_prod_reduce(SHMEM_TEAM_WORLD, turn, turn, 1), 0);
    double _Complex turned = 1;
    for (int pe = 0; pe < npes; pe++)
        turned *= I;
    CHECK(*turn == turned);

    long double *fine = zeros(sizeof *fine);
    long double step = 1.0L / (1ULL << 62);
    *fine = me == 0 ? 1 + step : step;
    CHECK_EQ(shmem_longdouble_sum_reduce(SHMEM_TEAM_WORLD, fine, fine, 1), 0);
    CHECK(*fine == 1 + npes * step);
}

int main(void)
{
    begin();
    REDUCE_SUMPROD(CALL)
    parts();
    return end();
}
