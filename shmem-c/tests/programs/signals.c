/* Data with a signal behind it: of every type and size, blocking and not. */
#include "check.h"
#include "types.h"

enum { COUNT = 9 };

static uint64_t *signal_word;

/* Sends by each of four routines in turn; the signal counts 1, 3, 4, 6. */
#define SIGNALLED(NAME, PUT, PUT_NBI, CTX_PUT, CTX_PUT_NBI, T)                                     \
    static void NAME##_signalled(void)                                                             \
    {                                                                                              \
        T *memory = (T *)zeros(4 * COUNT * sizeof(T)), mine[COUNT];                                \
        shmem_ctx_t ctx = SHMEM_CTX_DEFAULT;                                                       \
        for (int i = 0; i < COUNT; i++)                                                            \
            mine[i] = (T)(me + i + 1);                                                             \
        *signal_word = 0;                                                                          \
        shmem_barrier_all();                                                                       \
        PUT(memory, mine, COUNT, signal_word, 1, SHMEM_SIGNAL_SET, right);                         \
        CHECK_EQ(shmem_signal_wait_until(signal_word, SHMEM_CMP_GE, 1), 1);                        \
        shmem_barrier_all();                                                                       \
        CTX_PUT(ctx, memory + COUNT, mine, COUNT, signal_word, 2, SHMEM_SIGNAL_ADD, right);        \
        CHECK_EQ(shmem_signal_wait_until(signal_word, SHMEM_CMP_EQ, 3), 3);                        \
        shmem_barrier_all();                                                                       \
        PUT_NBI(memory + 2 * COUNT, mine, COUNT, signal_word, 4, SHMEM_SIGNAL_SET, right);         \
        CHECK_EQ(shmem_signal_wait_until(signal_word, SHMEM_CMP_NE, 3), 4);                        \
        shmem_barrier_all();                                                                       \
        CTX_PUT_NBI(ctx, memory + 3 * COUNT, mine, COUNT, signal_word, 2, SHMEM_SIGNAL_ADD,        \
                    right);                                                                        \
        CHECK_EQ(shmem_signal_wait_until(signal_word, SHMEM_CMP_GT, 5), 6);                        \
        for (int i = 0; i < 4 * COUNT; i++)                                                        \
            CHECK(memory[i] == (T)(left + i % COUNT + 1));                                         \
        CHECK_EQ(shmem_signal_fetch(signal_word), 6);                                              \
        shmem_barrier_all();                                                                       \
        shmem_free(memory);                                                                        \
    }

#define TYPED(NAME, T)                                                                             \
    SIGNALLED(NAME, shmem_##NAME##_put_signal, shmem_##NAME##_put_signal_nbi,                      \
              shmem_ctx_##NAME##_put_signal, shmem_ctx_##NAME##_put_signal_nbi, T)
#define SIZED(BITS, T)                                                                             \
    SIGNALLED(bits##BITS, shmem_put##BITS##_signal, shmem_put##BITS##_signal_nbi,                  \
              shmem_ctx_put##BITS##_signal, shmem_ctx_put##BITS##_signal_nbi, T)

RMA(TYPED)
SIZES(SIZED)
SIGNALLED(bytes, shmem_putmem_signal, shmem_putmem_signal_nbi, shmem_ctx_putmem_signal,
          shmem_ctx_putmem_signal_nbi, char)

#define CALL(NAME, T) NAME##_signalled();
#define CALL_SIZE(BITS, T) bits##BITS##_signalled();

int main(void)
{
    begin();
    signal_word = zeros(sizeof *signal_word);
    RMA(CALL)
    SIZES(CALL_SIZE)
    bytes_signalled();

    /* A signal alone, and one behind nothing. */
    *signal_word = 0;
    shmem_barrier_all();
    shmem_signal_set(signal_word, 10, right);
    shmem_signal_wait_until(signal_word, SHMEM_CMP_EQ, 10);
    shmem_barrier_all();
    shmem_signal_add(signal_word, 5, right);
    shmem_ctx_signal_add(SHMEM_CTX_DEFAULT, signal_word, 1, right);
    shmem_signal_wait_until(signal_word, SHMEM_CMP_EQ, 16);
    shmem_barrier_all();
    shmem_ctx_signal_set(SHMEM_CTX_DEFAULT, signal_word, 3, right);
    shmem_signal_wait_until(signal_word, SHMEM_CMP_LE, 3);
    shmem_barrier_all();
    shmem_putmem_signal(signal_word, signal_word, 0, signal_word, 8, SHMEM_SIGNAL_SET, right);
    shmem_signal_wait_until(signal_word, SHMEM_CMP_EQ, 8);
    shmem_barrier_all();

    /* Everybody's additions, none lost. */
    for (int i = 0; i < 100; i++)
        shmem_signal_add(signal_word, 1, 0);
    if (me == 0)
        CHECK_EQ(shmem_signal_wait_until(signal_word, SHMEM_CMP_GE, 8 + 100 * (uint64_t)npes), 8 + 100 * npes);
    return end();
}
