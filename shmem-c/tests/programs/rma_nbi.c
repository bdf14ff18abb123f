/* Copies that are complete after quiet. */
#include "check.h"
#include "types.h"

enum { COUNT = 17 };

#define NONBLOCKING(NAME, PUT, GET, CTX_PUT, CTX_GET, T)                                           \
    static void NAME##_nbi(void)                                                                   \
    {                                                                                              \
        T *memory = (T *)zeros(2 * COUNT * sizeof(T));                                             \
        T mine[COUNT], theirs[2 * COUNT];                                                          \
        for (int i = 0; i < COUNT; i++)                                                            \
            mine[i] = (T)(me + i + 1);                                                             \
        PUT(memory, mine, COUNT, right);                                                           \
        CTX_PUT(SHMEM_CTX_DEFAULT, memory + COUNT, mine, COUNT, right);                            \
        shmem_barrier_all();                                                                       \
        for (int i = 0; i < 2 * COUNT; i++)                                                        \
            CHECK(memory[i] == (T)(left + i % COUNT + 1));                                         \
        memset(theirs, 0, sizeof theirs);                                                          \
        GET(theirs, memory, COUNT, right);                                                         \
        CTX_GET(SHMEM_CTX_DEFAULT, theirs + COUNT, memory, COUNT, right);                          \
        shmem_quiet();                                                                             \
        for (int i = 0; i < 2 * COUNT; i++)                                                        \
            CHECK(theirs[i] == (T)(me + i % COUNT + 1));                                           \
        shmem_free(memory);                                                                        \
    }

#define TYPED(NAME, T)                                                                             \
    NONBLOCKING(NAME, shmem_##NAME##_put_nbi, shmem_##NAME##_get_nbi, shmem_ctx_##NAME##_put_nbi,  \
                shmem_ctx_##NAME##_get_nbi, T)
#define SIZED(BITS, T)                                                                             \
    NONBLOCKING(bits##BITS, shmem_put##BITS##_nbi, shmem_get##BITS##_nbi,                          \
                shmem_ctx_put##BITS##_nbi, shmem_ctx_get##BITS##_nbi, T)

RMA(TYPED)
SIZES(SIZED)
NONBLOCKING(bytes, shmem_putmem_nbi, shmem_getmem_nbi, shmem_ctx_putmem_nbi, shmem_ctx_getmem_nbi, char)

#define CALL(NAME, T) NAME##_nbi();
#define CALL_SIZE(BITS, T) bits##BITS##_nbi();

int main(void)
{
    begin();
    RMA(CALL)
    SIZES(CALL_SIZE)
    bytes_nbi();

    /* Of 16 bytes. */
    uint64_t *memory = shmem_align(16, 32), mine[4] = {1, 2, 3, (uint64_t)me}, theirs[4];
    shmem_put128_nbi(memory, mine, 2, right);
    shmem_barrier_all();
    CHECK(memory[0] == 1 && memory[2] == 3 && memory[3] == (uint64_t)left);
    shmem_get128_nbi(theirs, memory, 2, right);
    shmem_quiet();
    CHECK(memcmp(theirs, mine, sizeof mine) == 0);
    return end();
}
