/* Waits for a word, and looks at one, of every type and by every comparison. */
#include "check.h"
#include "types.h"

#define WAIT_TEST(NAME, T)                                                                         \
    static void NAME##_wait_test(void)                                                             \
    {                                                                                              \
        T *word = (T *)zeros(sizeof(T));                                                           \
        shmem_##NAME##_atomic_set(word, (T)5, right);                                              \
        shmem_##NAME##_wait_until(word, SHMEM_CMP_EQ, (T)5);                                       \
        shmem_##NAME##_wait_until(word, SHMEM_CMP_NE, (T)4);                                       \
        shmem_##NAME##_wait_until(word, SHMEM_CMP_GT, (T)4);                                       \
        shmem_##NAME##_wait_until(word, SHMEM_CMP_GE, (T)5);                                       \
        shmem_##NAME##_wait_until(word, SHMEM_CMP_LT, (T)6);                                       \
        shmem_##NAME##_wait_until(word, SHMEM_CMP_LE, (T)5);                                       \
        CHECK_EQ(shmem_##NAME##_test(word, SHMEM_CMP_EQ, (T)5) != 0, 1);                           \
        CHECK_EQ(shmem_##NAME##_test(word, SHMEM_CMP_NE, (T)5), 0);                                \
        CHECK_EQ(shmem_##NAME##_test(word, SHMEM_CMP_GT, (T)5), 0);                                \
        CHECK_EQ(shmem_##NAME##_test(word, SHMEM_CMP_GE, (T)6), 0);                                \
        CHECK_EQ(shmem_##NAME##_test(word, SHMEM_CMP_LT, (T)5), 0);                                \
        CHECK_EQ(shmem_##NAME##_test(word, SHMEM_CMP_LE, (T)4), 0);                                \
        shmem_barrier_all();                                                                       \
        /* Of unsigned types, what all bits set is not below zero. */                              \
        shmem_##NAME##_atomic_set(word, (T)-1, right);                                             \
        while (!shmem_##NAME##_test(word, SHMEM_CMP_NE, (T)5))                                     \
            ;                                                                                      \
        CHECK_EQ(shmem_##NAME##_test(word, SHMEM_CMP_LT, (T)0) != 0, (T)-1 < (T)1);                \
        shmem_barrier_all();                                                                       \
        shmem_free(word);                                                                          \
    }

AMO_STANDARD(WAIT_TEST)

#define CALL(NAME, T) NAME##_wait_test();

/* A token goes round, a step for each wait. */
static void round_trips(void)
{
    long *token = zeros(sizeof *token);
    for (long lap = 1; lap <= 50; lap++) {
        if (me != 0)
            shmem_long_wait_until(token, SHMEM_CMP_EQ, lap);
        shmem_long_atomic_set(token, lap, right);
        if (me == 0)
            shmem_long_wait_until(token, SHMEM_CMP_EQ, lap);
    }
}

int main(void)
{
    begin();
    AMO_STANDARD(CALL)
    round_trips();
    return end();
}
