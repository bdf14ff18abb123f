/* Put, get, p and g of every type. */
#include "check.h"
#include "types.h"

enum { COUNT = 21 };

#define TYPED(NAME, T)                                                                             \
    static void NAME##_copies(void)                                                                \
    {                                                                                              \
        T *memory = (T *)zeros(COUNT * sizeof(T));                                                 \
        T mine[COUNT], theirs[COUNT];                                                              \
        for (int i = 0; i < COUNT; i++)                                                            \
            mine[i] = (T)(me + i);                                                                 \
        shmem_##NAME##_put(memory, mine, COUNT - 1, right);                                        \
        shmem_##NAME##_p(&memory[COUNT - 1], (T)(100 - me), right);                                \
        shmem_barrier_all();                                                                       \
        for (int i = 0; i < COUNT - 1; i++)                                                        \
            CHECK(memory[i] == (T)(left + i));                                                     \
        CHECK(memory[COUNT - 1] == (T)(100 - left));                                               \
        memset(theirs, 0, sizeof theirs);                                                          \
        shmem_##NAME##_get(theirs, memory, COUNT - 1, right);                                      \
        for (int i = 0; i < COUNT - 1; i++)                                                        \
            CHECK(theirs[i] == (T)(me + i));                                                       \
        CHECK(theirs[COUNT - 1] == (T)0);                                                          \
        CHECK(shmem_##NAME##_g(&memory[COUNT - 1], right) == (T)(100 - me));                       \
        shmem_barrier_all();                                                                       \
        /* On a context, to oneself, and of nothing. */                                            \
        shmem_ctx_##NAME##_put(SHMEM_CTX_DEFAULT, memory, &mine[1], 2, me);                        \
        shmem_ctx_##NAME##_p(SHMEM_CTX_DEFAULT, &memory[2], (T)7, me);                             \
        shmem_##NAME##_put(memory, mine, 0, right);                                                \
        shmem_quiet();                                                                             \
        shmem_ctx_##NAME##_get(SHMEM_CTX_DEFAULT, theirs, memory, 3, me);                          \
        CHECK(theirs[0] == (T)(me + 1) && theirs[1] == (T)(me + 2) && theirs[2] == (T)7);          \
        CHECK(shmem_ctx_##NAME##_g(SHMEM_CTX_DEFAULT, &memory[1], me) == (T)(me + 2));             \
        shmem_free(memory);                                                                        \
    }

RMA(TYPED)

#define CALL(NAME, T) NAME##_copies();

int main(void)
{
    begin();
    RMA(CALL)
    return end();
}
