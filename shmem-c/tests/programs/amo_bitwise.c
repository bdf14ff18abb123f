/* Atomic and, or, xor. */
#include "check.h"
#include "types.h"

#define BITWISE(NAME, T)                                                                           \
    static void NAME##_bitwise(void)                                                               \
    {                                                                                              \
        T *word = (T *)zeros(sizeof(T));                                                           \
        shmem_ctx_t ctx = SHMEM_CTX_DEFAULT;                                                       \
        shmem_##NAME##_atomic_set(word, (T)0x0f, right);                                           \
        shmem_##NAME##_atomic_or(word, (T)0xf0, right);                                            \
        shmem_ctx_##NAME##_atomic_or(ctx, word, (T)0x100, right);                                  \
        shmem_##NAME##_atomic_and(word, (T)0x17e, right);                                          \
        shmem_ctx_##NAME##_atomic_and(ctx, word, (T)0xffe, right);                                 \
        shmem_##NAME##_atomic_xor(word, (T)0x003, right);                                          \
        shmem_ctx_##NAME##_atomic_xor(ctx, word, (T)0x200, right);                                 \
        CHECK(shmem_##NAME##_atomic_fetch(word, right) == (T)0x37d);                               \
        CHECK(shmem_##NAME##_atomic_fetch_or(word, (T)0x002, right) == (T)0x37d);                  \
        CHECK(shmem_ctx_##NAME##_atomic_fetch_or(ctx, word, (T)0x400, right) == (T)0x37f);         \
        CHECK(shmem_##NAME##_atomic_fetch_and(word, (T)0x7f0, right) == (T)0x77f);                 \
        CHECK(shmem_ctx_##NAME##_atomic_fetch_and(ctx, word, (T)0x0ff, right) == (T)0x770);        \
        CHECK(shmem_##NAME##_atomic_fetch_xor(word, (T)0x00f, right) == (T)0x070);                 \
        CHECK(shmem_ctx_##NAME##_atomic_fetch_xor(ctx, word, (T)0x07f, right) == (T)0x07f);        \
        shmem_barrier_all();                                                                       \
        CHECK(*word == (T)0);                                                                      \
        /* Every PE has a bit of PE 0's word. */                                                   \
        shmem_barrier_all();                                                                       \
        shmem_##NAME##_atomic_or(word, (T)1 << me, 0);                                             \
        shmem_barrier_all();                                                                       \
        CHECK(me != 0 || *word == ((T)1 << npes) - 1);                                             \
        shmem_free(word);                                                                          \
    }

AMO_BITWISE(BITWISE)

#define CALL(NAME, T) NAME##_bitwise();

int main(void)
{
    begin();
    AMO_BITWISE(CALL)
    return end();
}
