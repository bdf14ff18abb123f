/* Collects: of as many from everybody, and of more from some. */
#include "check.h"
#include "types.h"

enum { MOST = 12 };

#define COLLECT(NAME, FCOLLECT, COLLECTED, T)                                                      \
    static void NAME##_collect(void)                                                               \
    {                                                                                              \
        T *source = (T *)zeros(MOST * sizeof(T));                                                  \
        T *dest = (T *)zeros((size_t)npes * MOST * sizeof(T));                                     \
        for (int i = 0; i < MOST; i++)                                                             \
            source[i] = (T)(me * MOST + i + 1);                                                    \
        CHECK_EQ(FCOLLECT(SHMEM_TEAM_WORLD, dest, source, 5), 0);                                  \
        for (int i = 0; i < 5 * npes; i++)                                                         \
            CHECK(dest[i] == (T)(i / 5 * MOST + i % 5 + 1));                                       \
        shmem_sync_all();                                                                          \
        /* From PE pe, pe + 1 elements, but none from the third. */                                \
        size_t count = me == 2 ? 0 : (size_t)me + 1, at = 0;                                       \
        CHECK_EQ(COLLECTED(SHMEM_TEAM_WORLD, dest, source, count), 0);                             \
        for (int pe = 0; pe < npes; pe++)                                                          \
            for (int i = 0; pe != 2 && i <= pe; i++)                                               \
                CHECK(dest[at++] == (T)(pe * MOST + i + 1));                                       \
        shmem_barrier_all();                                                                       \
        shmem_free(dest);                                                                          \
        shmem_free(source);                                                                        \
    }

#define TYPED(NAME, T) COLLECT(NAME, shmem_##NAME##_fcollect, shmem_##NAME##_collect, T)
RMA(TYPED)
COLLECT(bytes, shmem_fcollectmem, shmem_collectmem, char)

#define CALL(NAME, T) NAME##_collect();

int main(void)
{
    begin();
    RMA(CALL)
    bytes_collect();
    return end();
}
