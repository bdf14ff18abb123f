/* Atomic operations of whole numbers, each on a context too. */
#include "check.h"
#include "types.h"

#define STANDARD(NAME, T)                                                                          \
    static void NAME##_standard(void)                                                              \
    {                                                                                              \
        T *word = (T *)zeros(sizeof(T));                                                           \
        shmem_ctx_t ctx = SHMEM_CTX_DEFAULT;                                                       \
        shmem_##NAME##_atomic_set(word, (T)5, right);                                              \
        shmem_barrier_all();                                                                       \
        shmem_##NAME##_atomic_add(word, (T)10, right);                                             \
        shmem_ctx_##NAME##_atomic_add(ctx, word, (T)20, right);                                    \
        shmem_##NAME##_atomic_inc(word, right);                                                    \
        shmem_ctx_##NAME##_atomic_inc(ctx, word, right);                                           \
        CHECK(shmem_##NAME##_atomic_fetch(word, right) == (T)37);                                  \
        CHECK(shmem_##NAME##_atomic_fetch_add(word, (T)3, right) == (T)37);                        \
        CHECK(shmem_ctx_##NAME##_atomic_fetch_add(ctx, word, (T)10, right) == (T)40);              \
        CHECK(shmem_##NAME##_atomic_fetch_inc(word, right) == (T)50);                              \
        CHECK(shmem_ctx_##NAME##_atomic_fetch_inc(ctx, word, right) == (T)51);                     \
        CHECK(shmem_##NAME##_atomic_compare_swap(word, (T)99, (T)1, right) == (T)52);              \
        CHECK(shmem_##NAME##_atomic_compare_swap(word, (T)52, (T)60, right) == (T)52);             \
        CHECK(shmem_ctx_##NAME##_atomic_compare_swap(ctx, word, (T)60, (T)70, right) == (T)60);    \
        /* Around the end of the type. */                                                          \
        CHECK(shmem_##NAME##_atomic_fetch_add(word, (T)-71, right) == (T)70);                      \
        CHECK(shmem_##NAME##_atomic_fetch_add(word, (T)1, right) == (T)-1);                        \
        shmem_barrier_all();                                                                       \
        CHECK(*word == (T)0);                                                                      \
        /* All at once, on one word. */                                                            \
        shmem_barrier_all();                                                                       \
        for (int i = 0; i < 50; i++)                                                               \
            shmem_##NAME##_atomic_inc(word, 0);                                                    \
        shmem_barrier_all();                                                                       \
        CHECK(me != 0 || *word == (T)(50 * npes));                                                 \
        shmem_free(word);                                                                          \
    }

AMO_STANDARD(STANDARD)

#define CALL(NAME, T) NAME##_standard();

int main(void)
{
    begin();
    AMO_STANDARD(CALL)
    return end();
}
