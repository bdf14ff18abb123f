/* Atomic operations whose results are there after quiet. */
#include "check.h"
#include "types.h"

#define EXTENDED(NAME, T)                                                                          \
    static void NAME##_extended(void)                                                              \
    {                                                                                              \
        T *word = (T *)zeros(sizeof(T)), old[3] = {(T)9, (T)9, (T)9};                              \
        shmem_##NAME##_atomic_swap_nbi(&old[0], word, (T)5, right);                                \
        shmem_quiet();                                                                             \
        shmem_##NAME##_atomic_fetch_nbi(&old[1], word, right);                                     \
        shmem_quiet();                                                                             \
        shmem_ctx_##NAME##_atomic_swap_nbi(SHMEM_CTX_DEFAULT, &old[2], word, (T)6, right);         \
        shmem_quiet();                                                                             \
        CHECK(old[0] == (T)0 && old[1] == (T)5 && old[2] == (T)5);                                 \
        shmem_ctx_##NAME##_atomic_fetch_nbi(SHMEM_CTX_DEFAULT, &old[0], word, right);              \
        shmem_quiet();                                                                             \
        CHECK(old[0] == (T)6);                                                                     \
        shmem_free(word);                                                                          \
    }

#define STANDARD(NAME, T)                                                                          \
    static void NAME##_standard(void)                                                              \
    {                                                                                              \
        T *word = (T *)zeros(sizeof(T)), old;                                                      \
        shmem_ctx_t ctx = SHMEM_CTX_DEFAULT;                                                       \
        shmem_##NAME##_atomic_fetch_add_nbi(&old, word, (T)7, right);                              \
        shmem_quiet();                                                                             \
        CHECK(old == (T)0);                                                                        \
        shmem_ctx_##NAME##_atomic_fetch_add_nbi(ctx, &old, word, (T)3, right);                     \
        shmem_quiet();                                                                             \
        CHECK(old == (T)7);                                                                        \
        shmem_##NAME##_atomic_fetch_inc_nbi(&old, word, right);                                    \
        shmem_quiet();                                                                             \
        CHECK(old == (T)10);                                                                       \
        shmem_ctx_##NAME##_atomic_fetch_inc_nbi(ctx, &old, word, right);                           \
        shmem_quiet();                                                                             \
        CHECK(old == (T)11);                                                                       \
        shmem_##NAME##_atomic_compare_swap_nbi(&old, word, (T)12, (T)20, right);                   \
        shmem_quiet();                                                                             \
        CHECK(old == (T)12);                                                                       \
        shmem_ctx_##NAME##_atomic_compare_swap_nbi(ctx, &old, word, (T)12, (T)30, right);          \
        shmem_quiet();                                                                             \
        CHECK(old == (T)20);                                                                       \
        shmem_free(word);                                                                          \
    }

#define BITWISE(NAME, T)                                                                           \
    static void NAME##_bitwise(void)                                                               \
    {                                                                                              \
        T *word = (T *)zeros(sizeof(T)), old;                                                      \
        shmem_ctx_t ctx = SHMEM_CTX_DEFAULT;                                                       \
        shmem_##NAME##_atomic_fetch_or_nbi(&old, word, (T)0x70, right);                            \
        shmem_quiet();                                                                             \
        CHECK(old == (T)0);                                                                        \
        shmem_ctx_##NAME##_atomic_fetch_or_nbi(ctx, &old, word, (T)0x07, right);                   \
        shmem_quiet();                                                                             \
        CHECK(old == (T)0x70);                                                                     \
        shmem_##NAME##_atomic_fetch_and_nbi(&old, word, (T)0x3f, right);                           \
        shmem_quiet();                                                                             \
        CHECK(old == (T)0x77);                                                                     \
        shmem_ctx_##NAME##_atomic_fetch_and_nbi(ctx, &old, word, (T)0x0f, right);                  \
        shmem_quiet();                                                                             \
        CHECK(old == (T)0x37);                                                                     \
        shmem_##NAME##_atomic_fetch_xor_nbi(&old, word, (T)0x0f, right);                           \
        shmem_quiet();                                                                             \
        CHECK(old == (T)0x07);                                                                     \
        shmem_ctx_##NAME##_atomic_fetch_xor_nbi(ctx, &old, word, (T)0x01, right);                  \
        shmem_quiet();                                                                             \
        CHECK(old == (T)0x08);                                                                     \
        shmem_free(word);                                                                          \
    }

AMO_EXTENDED(EXTENDED)
AMO_STANDARD(STANDARD)
AMO_BITWISE(BITWISE)

#define CALL_EXTENDED(NAME, T) NAME##_extended();
#define CALL_STANDARD(NAME, T) NAME##_standard();
#define CALL_BITWISE(NAME, T) NAME##_bitwise();

int main(void)
{
    begin();
    AMO_EXTENDED(CALL_EXTENDED)
    AMO_STANDARD(CALL_STANDARD)
    AMO_BITWISE(CALL_BITWISE)
    return end();
}
