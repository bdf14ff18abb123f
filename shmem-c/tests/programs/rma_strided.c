/* Strided copies: iput and iget of every type and size. */
#include "check.h"
#include "types.h"

enum { COUNT = 6, TO = 3, FROM = 2, LENGTH = COUNT * TO };

/* Elements 0, 2, 4, … of the source to 0, 3, 6, … of the target, the others stay. */
#define STRIDED(NAME, PUT, GET, CTX_PUT, CTX_GET, T)                                               \
    static void NAME##_strided(void)                                                               \
    {                                                                                              \
        T *memory = (T *)zeros(LENGTH * sizeof(T));                                                \
        T mine[LENGTH], theirs[LENGTH];                                                            \
        for (int i = 0; i < LENGTH; i++)                                                           \
            mine[i] = (T)(me + i + 1);                                                             \
        PUT(memory, mine, TO, FROM, COUNT, right);                                                 \
        shmem_barrier_all();                                                                       \
        for (int i = 0; i < LENGTH; i++)                                                           \
            CHECK(memory[i] == (i % TO == 0 ? (T)(left + i / TO * FROM + 1) : (T)0));              \
        memset(theirs, 0, sizeof theirs);                                                          \
        GET(theirs, memory, FROM, TO, COUNT, right);                                               \
        for (int i = 0; i < COUNT * FROM; i++)                                                     \
            CHECK(theirs[i] == (i % FROM == 0 ? mine[i] : (T)0));                                  \
        shmem_barrier_all();                                                                       \
        CTX_PUT(SHMEM_CTX_DEFAULT, memory, mine, 1, 1, COUNT, me);                                 \
        shmem_quiet();                                                                             \
        CTX_GET(SHMEM_CTX_DEFAULT, theirs, memory, 1, 1, COUNT, me);                               \
        for (int i = 0; i < COUNT; i++)                                                            \
            CHECK(theirs[i] == mine[i]);                                                           \
        shmem_free(memory);                                                                        \
    }

#define TYPED(NAME, T)                                                                             \
    STRIDED(NAME, shmem_##NAME##_iput, shmem_##NAME##_iget, shmem_ctx_##NAME##_iput,               \
            shmem_ctx_##NAME##_iget, T)
#define SIZED(BITS, T)                                                                             \
    STRIDED(bits##BITS, shmem_iput##BITS, shmem_iget##BITS, shmem_ctx_iput##BITS,                  \
            shmem_ctx_iget##BITS, T)

RMA(TYPED)
SIZES(SIZED)

static void bits128_strided(void)
{
    uint64_t *memory = shmem_align(16, 16 * sizeof *memory), mine[8];
    memset(memory, 0, 16 * sizeof *memory);
    shmem_barrier_all();
    for (int i = 0; i < 8; i++)
        mine[i] = (uint64_t)(me * 100 + i);
    shmem_iput128(memory, mine, 2, 1, 4, right);
    shmem_barrier_all();
    for (int i = 0; i < 16; i++)
        CHECK_EQ(memory[i], i % 4 < 2 ? left * 100 + i / 4 * 2 + i % 4 : 0);
    memset(mine, 0, sizeof mine);
    shmem_iget128(mine, memory, 1, 2, 4, right);
    for (int i = 0; i < 8; i++)
        CHECK_EQ(mine[i], me * 100 + i);
    shmem_barrier_all();
    shmem_free(memory);
}

#define CALL(NAME, T) NAME##_strided();
#define CALL_SIZE(BITS, T) bits##BITS##_strided();

int main(void)
{
    begin();
    RMA(CALL)
    SIZES(CALL_SIZE)
    bits128_strided();
    return end();
}
