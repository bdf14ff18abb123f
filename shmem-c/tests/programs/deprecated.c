/* The names of older standards. Init is `start_pes`, and there is no finalize. */
#include <mpp/shmem.h>

#include "check.h"
#include "types.h"

#define OLD_EXTENDED(NAME, T)                                                                      \
    static void NAME##_extended(void)                                                              \
    {                                                                                              \
        T *word = (T *)shmemalign(64, sizeof(T));                                                  \
        *word = 0;                                                                                 \
        shmem_barrier_all();                                                                       \
        shmem_##NAME##_set(word, (T)3, right);                                                     \
        CHECK(shmem_##NAME##_swap(word, (T)4, right) == (T)3);                                     \
        CHECK(shmem_##NAME##_fetch(word, right) == (T)4);                                          \
        shmem_barrier_all();                                                                       \
        shfree(word);                                                                              \
    }

#define OLD_STANDARD(NAME, T)                                                                      \
    static void NAME##_standard(void)                                                              \
    {                                                                                              \
        T *word = (T *)shmalloc(sizeof(T));                                                        \
        *word = 0;                                                                                 \
        shmem_barrier_all();                                                                       \
        shmem_##NAME##_inc(word, right);                                                           \
        shmem_##NAME##_add(word, (T)4, right);                                                     \
        CHECK(shmem_##NAME##_finc(word, right) == (T)5);                                           \
        CHECK(shmem_##NAME##_fadd(word, (T)4, right) == (T)6);                                     \
        CHECK(shmem_##NAME##_cswap(word, (T)10, (T)20, right) == (T)10);                           \
        shmem_##NAME##_wait(word, (T)0);                                                           \
        shmem_##NAME##_wait_until(word, SHMEM_CMP_EQ, (T)20);                                      \
        word = (T *)shrealloc(word, 100 * sizeof(T));                                              \
        CHECK(*word == (T)20);                                                                     \
        shfree(word);                                                                              \
    }

OLD_AMO_EXTENDED(OLD_EXTENDED)
OLD_AMO_STANDARD(OLD_STANDARD)

#define CALL_EXTENDED(NAME, T) NAME##_extended();
#define CALL_STANDARD(NAME, T) NAME##_standard();

static int failed(void)
{
    return wrong != 0;
}

int main(void)
{
    start_pes(0);
    me = _my_pe();
    npes = _num_pes();
    CHECK_EQ(me, shmem_my_pe());
    CHECK_EQ(npes, shmem_n_pes());
    right = (me + 1) % npes;
    left = (me + npes - 1) % npes;
    OLD_AMO_EXTENDED(CALL_EXTENDED)
    OLD_AMO_STANDARD(CALL_STANDARD)

    short *small = shmalloc(sizeof *small);
    *small = 1;
    shmem_short_wait(small, 0);
    shmem_short_wait_until(small, SHMEM_CMP_EQ, 1);
    CHECK(shmem_short_test(small, SHMEM_CMP_EQ, 1) != 0);

    CHECK_EQ(_SHMEM_SYNC_VALUE, SHMEM_SYNC_VALUE);
    CHECK_EQ(_SHMEM_CMP_EQ, SHMEM_CMP_EQ);
    CHECK_EQ(_SHMEM_BARRIER_SYNC_SIZE, SHMEM_BARRIER_SYNC_SIZE);
    return failed();
}
