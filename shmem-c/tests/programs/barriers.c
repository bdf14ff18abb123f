/* Barriers and syncs: nobody leaves before all have come. */
#include "check.h"

static int *arrived;

/* Everybody says how far it is, then looks at the others, again and again. */
#define ROUNDS(MEET, QUIET)                                                                        \
    for (int round = 1; round <= 30; round++) {                                                    \
        for (int pe = 0; pe < npes; pe++)                                                          \
            shmem_int_atomic_set(&arrived[me], base + round, pe);                                  \
        QUIET;                                                                                     \
        MEET;                                                                                      \
        for (int pe = 0; pe < npes; pe++)                                                          \
            CHECK(shmem_int_atomic_fetch(&arrived[pe], me) >= base + round);                       \
    }                                                                                              \
    base += 30;

int main(void)
{
    begin();
    int base = 0;
    arrived = zeros((size_t)npes * sizeof *arrived);
    ROUNDS(shmem_barrier_all(), (void)0)
    ROUNDS(shmem_sync_all(), shmem_quiet())
    ROUNDS(shmem_team_sync(SHMEM_TEAM_WORLD), shmem_quiet())
    shmem_team_t twin;
    CHECK_EQ(shmem_team_split_strided(SHMEM_TEAM_WORLD, 0, 1, npes, NULL, 0, &twin), 0);
    ROUNDS(CHECK_EQ(shmem_team_sync(twin), 0), shmem_quiet())
    shmem_team_destroy(twin);
    return end();
}
