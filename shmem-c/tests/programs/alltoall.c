/* Everybody to everybody, contiguous and strided. */
#include "check.h"
#include "types.h"

enum { COUNT = 3, TO = 2, FROM = 3 };

#define ALLTOALL(NAME, PLAIN, STRIDED, T)                                                          \
    static void NAME##_alltoall(void)                                                              \
    {                                                                                              \
        size_t most = (size_t)npes * COUNT * FROM;                                                 \
        T *source = (T *)zeros(most * sizeof(T)), *dest = (T *)zeros(most * sizeof(T));            \
        for (int i = 0; i < COUNT * npes; i++)                                                     \
            source[i] = (T)(me * 10 + i);                                                          \
        CHECK_EQ(PLAIN(SHMEM_TEAM_WORLD, dest, source, COUNT), 0);                                 \
        for (int i = 0; i < COUNT * npes; i++)                                                     \
            CHECK(dest[i] == (T)(i / COUNT * 10 + me * COUNT + i % COUNT));                        \
        shmem_sync_all();                                                                          \
        memset(dest, 0, most * sizeof(T));                                                         \
        for (size_t i = 0; i < most; i++)                                                          \
            source[i] = (T)(me * 10 + (int)(i / FROM));                                            \
        shmem_sync_all();                                                                          \
        CHECK_EQ(STRIDED(SHMEM_TEAM_WORLD, dest, source, TO, FROM, COUNT), 0);                     \
        for (int i = 0; i < COUNT * npes; i++) {                                                   \
            CHECK(dest[i * TO] == (T)(i / COUNT * 10 + me * COUNT + i % COUNT));                   \
            CHECK(dest[i * TO + 1] == (T)0);                                                       \
        }                                                                                          \
        shmem_barrier_all();                                                                       \
        shmem_free(dest);                                                                          \
        shmem_free(source);                                                                        \
    }

#define TYPED(NAME, T) ALLTOALL(NAME, shmem_##NAME##_alltoall, shmem_##NAME##_alltoalls, T)
RMA(TYPED)
ALLTOALL(bytes, shmem_alltoallmem, shmem_alltoallsmem, char)

#define CALL(NAME, T) NAME##_alltoall();

int main(void)
{
    begin();
    RMA(CALL)
    bytes_alltoall();
    return end();
}
