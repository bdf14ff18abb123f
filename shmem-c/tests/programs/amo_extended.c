/* Atomic fetch, set and swap, of floating-point numbers too. */
#include "check.h"
#include "types.h"

#define EXTENDED(NAME, T)                                                                          \
    static void NAME##_extended(void)                                                              \
    {                                                                                              \
        T *words = (T *)zeros(2 * sizeof(T));                                                      \
        shmem_ctx_t ctx = SHMEM_CTX_DEFAULT;                                                       \
        shmem_##NAME##_atomic_set(&words[0], (T)(me + 1), right);                                  \
        shmem_ctx_##NAME##_atomic_set(ctx, &words[1], (T)(me + 2), right);                         \
        shmem_barrier_all();                                                                       \
        CHECK(words[0] == (T)(left + 1) && words[1] == (T)(left + 2));                             \
        CHECK(shmem_##NAME##_atomic_fetch(&words[0], right) == (T)(me + 1));                       \
        CHECK(shmem_ctx_##NAME##_atomic_fetch(ctx, &words[1], right) == (T)(me + 2));              \
        shmem_barrier_all();                                                                       \
        CHECK(shmem_##NAME##_atomic_swap(&words[0], (T)50, right) == (T)(me + 1));                 \
        CHECK(shmem_ctx_##NAME##_atomic_swap(ctx, &words[0], (T)60, right) == (T)50);              \
        shmem_barrier_all();                                                                       \
        CHECK(words[0] == (T)60);                                                                  \
        shmem_free(words);                                                                         \
    }

AMO_EXTENDED(EXTENDED)

#define CALL(NAME, T) NAME##_extended();

int main(void)
{
    begin();
    AMO_EXTENDED(CALL)
    return end();
}
