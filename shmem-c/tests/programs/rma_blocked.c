/* Copies of blocks at strides: ibput and ibget of every type and size. */
#include "check.h"
#include "types.h"

enum { BLOCK = 2, BLOCKS = 4, TO = 5, FROM = 3, LENGTH = BLOCKS * TO };

#define BLOCKED(NAME, PUT, GET, CTX_PUT, CTX_GET, T)                                               \
    static void NAME##_blocked(void)                                                               \
    {                                                                                              \
        T *memory = (T *)zeros(LENGTH * sizeof(T));                                                \
        T mine[LENGTH], theirs[LENGTH];                                                            \
        for (int i = 0; i < LENGTH; i++)                                                           \
            mine[i] = (T)(me + i + 1);                                                             \
        PUT(memory, mine, TO, FROM, BLOCK, BLOCKS, right);                                         \
        shmem_barrier_all();                                                                       \
        for (int i = 0; i < LENGTH; i++) {                                                         \
            T sent = (T)(left + i / TO * FROM + i % TO + 1);                                       \
            CHECK(memory[i] == (i % TO < BLOCK ? sent : (T)0));                                    \
        }                                                                                          \
        memset(theirs, 0, sizeof theirs);                                                          \
        GET(theirs, memory, FROM, TO, BLOCK, BLOCKS, right);                                       \
        for (int i = 0; i < BLOCKS * FROM; i++)                                                    \
            CHECK(theirs[i] == (i % FROM < BLOCK ? mine[i] : (T)0));                               \
        shmem_barrier_all();                                                                       \
        CTX_PUT(SHMEM_CTX_DEFAULT, memory, mine, BLOCK, BLOCK, BLOCK, BLOCKS, me);                 \
        shmem_quiet();                                                                             \
        CTX_GET(SHMEM_CTX_DEFAULT, theirs, memory, BLOCK, BLOCK, BLOCK, BLOCKS, me);               \
        for (int i = 0; i < BLOCK * BLOCKS; i++)                                                   \
            CHECK(theirs[i] == mine[i]);                                                           \
        shmem_free(memory);                                                                        \
    }

#define TYPED(NAME, T)                                                                             \
    BLOCKED(NAME, shmem_##NAME##_ibput, shmem_##NAME##_ibget, shmem_ctx_##NAME##_ibput,            \
            shmem_ctx_##NAME##_ibget, T)
#define SIZED(BITS, T)                                                                             \
    BLOCKED(bits##BITS, shmem_ibput##BITS, shmem_ibget##BITS, shmem_ctx_ibput##BITS,               \
            shmem_ctx_ibget##BITS, T)

RMA(TYPED)
SIZES(SIZED)

#define CALL(NAME, T) NAME##_blocked();
#define CALL_SIZE(BITS, T) bits##BITS##_blocked();

int main(void)
{
    begin();
    RMA(CALL)
    SIZES(CALL_SIZE)
    return end();
}
