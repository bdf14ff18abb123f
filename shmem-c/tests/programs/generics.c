/* The generic names of C11, with and without a context, of every type. Standard: c11 */
#include "check.h"
#include "types.h"
#include <complex.h>

enum { COUNT = 8 };

static uint64_t *signal_word;

#define COPIES(NAME, T)                                                                            \
    static void NAME##_copies(void)                                                                \
    {                                                                                              \
        T *memory = (T *)zeros(4 * COUNT * sizeof(T)), mine[2 * COUNT], theirs[2 * COUNT];         \
        shmem_ctx_t ctx = SHMEM_CTX_DEFAULT;                                                       \
        for (int i = 0; i < 2 * COUNT; i++)                                                        \
            mine[i] = (T)(me + i);                                                                 \
        shmem_put(memory, mine, 1, right);                                                         \
        shmem_put(ctx, memory + 1, mine + 1, 1, right);                                            \
        shmem_put_nbi(memory + 2, mine + 2, 1, right);                                             \
        shmem_put_nbi(ctx, memory + 3, mine + 3, 1, right);                                        \
        shmem_p(memory + 4, mine[4], right);                                                       \
        shmem_p(ctx, memory + 5, mine[5], right);                                                  \
        shmem_iput(memory + 6, mine + 6, 1, 1, 1, right);                                          \
        shmem_iput(ctx, memory + 7, mine + 7, 1, 1, 1, right);                                     \
        shmem_ibput(memory + 8, mine + 8, 2, 2, 2, 1, right);                                      \
        shmem_ibput(ctx, memory + 10, mine + 10, 2, 2, 2, 1, right);                               \
        shmem_barrier_all();                                                                       \
        for (int i = 0; i < 12; i++)                                                               \
            CHECK(memory[i] == (T)(left + i));                                                     \
        shmem_get(theirs, memory, 1, right);                                                       \
        shmem_get(ctx, theirs + 1, memory + 1, 1, right);                                          \
        shmem_get_nbi(theirs + 2, memory + 2, 1, right);                                           \
        shmem_get_nbi(ctx, theirs + 3, memory + 3, 1, right);                                      \
        theirs[4] = shmem_g(memory + 4, right);                                                    \
        theirs[5] = shmem_g(ctx, memory + 5, right);                                               \
        shmem_iget(theirs + 6, memory + 6, 1, 1, 1, right);                                        \
        shmem_iget(ctx, theirs + 7, memory + 7, 1, 1, 1, right);                                   \
        shmem_ibget(theirs + 8, memory + 8, 2, 2, 2, 1, right);                                    \
        shmem_ibget(ctx, theirs + 10, memory + 10, 2, 2, 2, 1, right);                             \
        shmem_quiet();                                                                             \
        for (int i = 0; i < 12; i++)                                                               \
            CHECK(theirs[i] == (T)(me + i));                                                       \
        *signal_word = 0;                                                                          \
        shmem_barrier_all();                                                                       \
        shmem_put_signal(memory, mine, 1, signal_word, 1, SHMEM_SIGNAL_ADD, right);                \
        shmem_put_signal(ctx, memory + 1, mine, 1, signal_word, 1, SHMEM_SIGNAL_ADD, right);       \
        shmem_put_signal_nbi(memory + 2, mine, 1, signal_word, 1, SHMEM_SIGNAL_ADD, right);        \
        shmem_put_signal_nbi(ctx, memory + 3, mine, 1, signal_word, 1, SHMEM_SIGNAL_ADD, right);   \
        shmem_signal_wait_until(signal_word, SHMEM_CMP_EQ, 4);                                     \
        for (int i = 0; i < 4; i++)                                                                \
            CHECK(memory[i] == (T)left);                                                           \
        shmem_barrier_all();                                                                       \
        shmem_free(memory);                                                                        \
    }

#define MOVES(NAME, T)                                                                             \
    static void NAME##_moves(void)                                                                 \
    {                                                                                              \
        T *source = (T *)zeros((size_t)npes * sizeof(T)), *dest = (T *)zeros((size_t)npes * sizeof(T)); \
        for (int i = 0; i < npes; i++)                                                             \
            source[i] = (T)(me + i);                                                               \
        CHECK_EQ(shmem_broadcast(SHMEM_TEAM_WORLD, dest, source, 1, npes - 1), 0);                 \
        CHECK(dest[0] == (T)(npes - 1));                                                           \
        shmem_sync(SHMEM_TEAM_WORLD);                                                              \
        CHECK_EQ(shmem_fcollect(SHMEM_TEAM_WORLD, dest, source, 1), 0);                            \
        CHECK(dest[npes - 1] == (T)(npes - 1));                                                    \
        CHECK_EQ(shmem_sync(SHMEM_TEAM_WORLD), 0);                                                 \
        CHECK_EQ(shmem_collect(SHMEM_TEAM_WORLD, dest, source, 1), 0);                             \
        CHECK(dest[0] == (T)0);                                                                    \
        shmem_sync(SHMEM_TEAM_WORLD);                                                              \
        CHECK_EQ(shmem_alltoall(SHMEM_TEAM_WORLD, dest, source, 1), 0);                            \
        CHECK(dest[npes - 1] == (T)(npes - 1 + me));                                               \
        shmem_sync(SHMEM_TEAM_WORLD);                                                              \
        CHECK_EQ(shmem_alltoalls(SHMEM_TEAM_WORLD, dest, source, 1, 1, 1), 0);                     \
        CHECK(dest[0] == (T)me);                                                                   \
        shmem_barrier_all();                                                                       \
        shmem_free(dest);                                                                          \
        shmem_free(source);                                                                        \
    }

#define EXTENDED(NAME, T)                                                                          \
    static void NAME##_extended(void)                                                              \
    {                                                                                              \
        T *word = (T *)zeros(sizeof(T)), old;                                                      \
        shmem_ctx_t ctx = SHMEM_CTX_DEFAULT;                                                       \
        shmem_atomic_set(word, (T)1, right);                                                       \
        CHECK(shmem_atomic_fetch(word, right) == (T)1);                                            \
        shmem_atomic_set(ctx, word, (T)2, right);                                                  \
        CHECK(shmem_atomic_fetch(ctx, word, right) == (T)2);                                       \
        CHECK(shmem_atomic_swap(word, (T)3, right) == (T)2);                                       \
        CHECK(shmem_atomic_swap(ctx, word, (T)4, right) == (T)3);                                  \
        shmem_atomic_fetch_nbi(&old, word, right);                                                 \
        shmem_quiet();                                                                             \
        CHECK(old == (T)4);                                                                        \
        shmem_atomic_swap_nbi(ctx, &old, word, (T)5, right);                                       \
        shmem_quiet();                                                                             \
        CHECK(old == (T)4);                                                                        \
        shmem_free(word);                                                                          \
    }

#define STANDARD(NAME, T)                                                                          \
    static void NAME##_standard(void)                                                              \
    {                                                                                              \
        T *word = (T *)zeros(sizeof(T)), old, value = 16;                                          \
        size_t index;                                                                              \
        shmem_ctx_t ctx = SHMEM_CTX_DEFAULT;                                                       \
        shmem_atomic_add(word, (T)5, right);                                                       \
        shmem_atomic_add(ctx, word, (T)5, right);                                                  \
        shmem_atomic_inc(word, right);                                                             \
        shmem_atomic_inc(ctx, word, right);                                                        \
        CHECK(shmem_atomic_fetch_add(word, (T)1, right) == (T)12);                                 \
        CHECK(shmem_atomic_fetch_add(ctx, word, (T)1, right) == (T)13);                            \
        CHECK(shmem_atomic_fetch_inc(word, right) == (T)14);                                       \
        CHECK(shmem_atomic_compare_swap(word, (T)15, (T)20, right) == (T)15);                      \
        CHECK(shmem_atomic_compare_swap(ctx, word, (T)20, (T)15, right) == (T)20);                 \
        shmem_atomic_fetch_inc_nbi(&old, word, right);                                             \
        shmem_quiet();                                                                             \
        CHECK(old == (T)15);                                                                       \
        shmem_atomic_fetch_add_nbi(ctx, &old, word, (T)0, right);                                  \
        shmem_atomic_compare_swap_nbi(&old, word, (T)99, (T)0, right);                             \
        shmem_wait_until(word, SHMEM_CMP_EQ, (T)16);                                               \
        CHECK(shmem_test(word, SHMEM_CMP_EQ, (T)16) != 0);                                         \
        shmem_wait_until_all(word, 1, NULL, SHMEM_CMP_EQ, (T)16);                                  \
        CHECK_EQ(shmem_wait_until_any(word, 1, NULL, SHMEM_CMP_EQ, (T)16), 0);                     \
        CHECK_EQ(shmem_wait_until_some(word, 1, &index, NULL, SHMEM_CMP_EQ, (T)16), 1);            \
        CHECK(shmem_test_all(word, 1, NULL, SHMEM_CMP_EQ, (T)16) != 0);                            \
        CHECK_EQ(shmem_test_any(word, 1, NULL, SHMEM_CMP_EQ, (T)16), 0);                           \
        CHECK_EQ(shmem_test_some(word, 1, &index, NULL, SHMEM_CMP_EQ, (T)16), 1);                  \
        shmem_wait_until_all_vector(word, 1, NULL, SHMEM_CMP_EQ, &value);                          \
        CHECK_EQ(shmem_wait_until_any_vector(word, 1, NULL, SHMEM_CMP_EQ, &value), 0);             \
        CHECK_EQ(shmem_wait_until_some_vector(word, 1, &index, NULL, SHMEM_CMP_EQ, &value), 1);    \
        CHECK(shmem_test_all_vector(word, 1, NULL, SHMEM_CMP_EQ, &value) != 0);                    \
        CHECK_EQ(shmem_test_any_vector(word, 1, NULL, SHMEM_CMP_EQ, &value), 0);                   \
        CHECK_EQ(shmem_test_some_vector(word, 1, &index, NULL, SHMEM_CMP_EQ, &value), 1);          \
        shmem_barrier_all();                                                                       \
        shmem_free(word);                                                                          \
    }

#define BITWISE(NAME, T)                                                                           \
    static void NAME##_bitwise(void)                                                               \
    {                                                                                              \
        T *word = (T *)zeros(sizeof(T)), old;                                                      \
        shmem_ctx_t ctx = SHMEM_CTX_DEFAULT;                                                       \
        shmem_atomic_or(word, (T)0xff, right);                                                     \
        shmem_atomic_and(ctx, word, (T)0xf0, right);                                               \
        shmem_atomic_xor(word, (T)0x3c, right);                                                    \
        CHECK(shmem_atomic_fetch_or(ctx, word, (T)0x01, right) == (T)0xcc);                        \
        CHECK(shmem_atomic_fetch_and(word, (T)0x0f, right) == (T)0xcd);                            \
        CHECK(shmem_atomic_fetch_xor(ctx, word, (T)0x0f, right) == (T)0x0d);                       \
        shmem_atomic_fetch_or_nbi(&old, word, (T)0x10, right);                                     \
        shmem_quiet();                                                                             \
        CHECK(old == (T)0x02);                                                                     \
        shmem_atomic_fetch_and_nbi(ctx, &old, word, (T)0x10, right);                               \
        shmem_quiet();                                                                             \
        shmem_atomic_fetch_xor_nbi(&old, word, (T)0x10, right);                                    \
        shmem_quiet();                                                                             \
        CHECK(old == (T)0x10);                                                                     \
        shmem_free(word);                                                                          \
    }

#define PAIR(T) T *one = (T *)zeros(sizeof(T)), *all = (T *)zeros(sizeof(T));
#define FREE_PAIR                                                                                  \
    shmem_barrier_all();                                                                           \
    shmem_free(all);                                                                               \
    shmem_free(one);

#define REDUCED_BITS(NAME, T)                                                                      \
    static void NAME##_reduced_bits(void)                                                          \
    {                                                                                              \
        PAIR(T)                                                                                    \
        *one = (T)5;                                                                               \
        CHECK_EQ(shmem_and_reduce(SHMEM_TEAM_WORLD, all, one, 1), 0);                              \
        CHECK(*all == (T)5);                                                                       \
        shmem_sync(SHMEM_TEAM_WORLD);                                                              \
        CHECK_EQ(shmem_or_reduce(SHMEM_TEAM_WORLD, all, one, 1), 0);                               \
        CHECK(*all == (T)5);                                                                       \
        shmem_sync(SHMEM_TEAM_WORLD);                                                              \
        CHECK_EQ(shmem_xor_reduce(SHMEM_TEAM_WORLD, all, one, 1), 0);                              \
        CHECK(*all == (T)(npes % 2 * 5));                                                          \
        FREE_PAIR                                                                                  \
    }

#define REDUCED_ORDER(NAME, T)                                                                     \
    static void NAME##_reduced_order(void)                                                         \
    {                                                                                              \
        PAIR(T)                                                                                    \
        *one = (T)me;                                                                              \
        CHECK_EQ(shmem_max_reduce(SHMEM_TEAM_WORLD, all, one, 1), 0);                              \
        CHECK(*all == (T)(npes - 1));                                                              \
        shmem_sync(SHMEM_TEAM_WORLD);                                                              \
        CHECK_EQ(shmem_min_reduce(SHMEM_TEAM_WORLD, all, one, 1), 0);                              \
        CHECK(*all == (T)0);                                                                       \
        FREE_PAIR                                                                                  \
    }

#define REDUCED_SUM(NAME, T)                                                                       \
    static void NAME##_reduced_sum(void)                                                           \
    {                                                                                              \
        PAIR(T)                                                                                    \
        *one = (T)1;                                                                               \
        CHECK_EQ(shmem_sum_reduce(SHMEM_TEAM_WORLD, all, one, 1), 0);                              \
        CHECK(*all == (T)npes);                                                                    \
        shmem_sync(SHMEM_TEAM_WORLD);                                                              \
        CHECK_EQ(shmem_prod_reduce(SHMEM_TEAM_WORLD, all, one, 1), 0);                             \
        CHECK(*all == (T)1);                                                                       \
        shmem_sync(SHMEM_TEAM_WORLD);                                                              \
        CHECK_EQ(shmem_sum_inscan(SHMEM_TEAM_WORLD, all, one, 1), 0);                              \
        CHECK(*all == (T)(me + 1));                                                                \
        shmem_sync(SHMEM_TEAM_WORLD);                                                              \
        CHECK_EQ(shmem_sum_exscan(SHMEM_TEAM_WORLD, all, one, 1), 0);                              \
        CHECK(*all == (T)me);                                                                      \
        FREE_PAIR                                                                                  \
    }

/* Types that are two names of one have one generic. */
RMA(COPIES)
RMA(MOVES)
AMO_EXTENDED(EXTENDED)
AMO_STANDARD(STANDARD)
AMO_BITWISE(BITWISE)
REDUCE_BITWISE(REDUCED_BITS)
REDUCE_MINMAX(REDUCED_ORDER)
REDUCE_SUMPROD(REDUCED_SUM)

#define CALL_COPIES(NAME, T) NAME##_copies();
#define CALL_MOVES(NAME, T) NAME##_moves();
#define CALL_EXTENDED(NAME, T) NAME##_extended();
#define CALL_STANDARD(NAME, T) NAME##_standard();
#define CALL_BITWISE(NAME, T) NAME##_bitwise();
#define CALL_REDUCED_BITS(NAME, T) NAME##_reduced_bits();
#define CALL_REDUCED_ORDER(NAME, T) NAME##_reduced_order();
#define CALL_REDUCED_SUM(NAME, T) NAME##_reduced_sum();

int main(void)
{
    begin();
    signal_word = zeros(sizeof *signal_word);
    RMA(CALL_COPIES)
    RMA(CALL_MOVES)
    AMO_EXTENDED(CALL_EXTENDED)
    AMO_STANDARD(CALL_STANDARD)
    AMO_BITWISE(CALL_BITWISE)
    REDUCE_BITWISE(CALL_REDUCED_BITS)
    REDUCE_MINMAX(CALL_REDUCED_ORDER)
    REDUCE_SUMPROD(CALL_REDUCED_SUM)
    shmem_signal_set(SHMEM_CTX_DEFAULT, signal_word, 3, right);
    shmem_signal_wait_until(signal_word, SHMEM_CMP_EQ, 3);
    shmem_barrier_all();
    shmem_signal_add(SHMEM_CTX_DEFAULT, signal_word, 3, right);
    shmem_signal_wait_until(signal_word, SHMEM_CMP_EQ, 6);
    return end();
}
