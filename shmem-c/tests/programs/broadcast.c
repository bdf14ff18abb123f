/* Broadcasts of every type and of bytes, from every root. */
#include "check.h"
#include "types.h"

enum { COUNT = 33 };

#define BROADCAST(NAME, ROUTINE, T)                                                                \
    static void NAME##_broadcast(void)                                                             \
    {                                                                                              \
        T *source = (T *)zeros(COUNT * sizeof(T)), *dest = (T *)zeros(COUNT * sizeof(T));          \
        for (int i = 0; i < COUNT; i++)                                                            \
            source[i] = (T)(me + i + 1);                                                           \
        for (int root = 0; root < npes; root++) {                                                  \
            shmem_sync_all();                                                                      \
            CHECK_EQ(ROUTINE(SHMEM_TEAM_WORLD, dest, source, COUNT, root), 0);                     \
            for (int i = 0; i < COUNT; i++)                                                        \
                CHECK(dest[i] == (T)(root + i + 1));                                               \
        }                                                                                          \
        shmem_barrier_all();                                                                       \
        shmem_free(dest);                                                                          \
        shmem_free(source);                                                                        \
    }

#define TYPED(NAME, T) BROADCAST(NAME, shmem_##NAME##_broadcast, T)
RMA(TYPED)
BROADCAST(bytes, shmem_broadcastmem, char)

/* Among the even PEs, whose numbers count. */
static void of_a_team(void)
{
    long *source = zeros(sizeof *source), *dest = zeros(sizeof *dest);
    shmem_team_t evens;
    int size = (npes + 1) / 2;
    *source = me;
    *dest = -1;
    CHECK_EQ(shmem_team_split_strided(SHMEM_TEAM_WORLD, 0, 2, size, NULL, 0, &evens), 0);
    if (evens != SHMEM_TEAM_INVALID)
        CHECK_EQ(shmem_long_broadcast(evens, dest, source, 1, size - 1), 0);
    CHECK_EQ(*dest, me % 2 == 0 ? 2 * (size - 1) : -1);
    shmem_team_destroy(evens);
}

#define CALL(NAME, T) NAME##_broadcast();

int main(void)
{
    begin();
    RMA(CALL)
    bytes_broadcast();
    of_a_team();
    return end();
}
