/* What the header defines, and that it can be used where the standard says. */
#include "check.h"
#include <shmemx.h>

#if SHMEM_MAJOR_VERSION != 1 || SHMEM_MINOR_VERSION < 6
#error "this is not the version that the tests are for"
#endif

/* In a case label there can be constants only, and no two alike. */
static int comparison(int cmp)
{
    switch (cmp) {
    case SHMEM_CMP_EQ: return 1;
    case SHMEM_CMP_NE: return 2;
    case SHMEM_CMP_GT: return 3;
    case SHMEM_CMP_GE: return 4;
    case SHMEM_CMP_LT: return 5;
    case SHMEM_CMP_LE: return 6;
    default: return 0;
    }
}

static int level(int thread)
{
    switch (thread) {
    case SHMEM_THREAD_SINGLE: return 1;
    case SHMEM_THREAD_FUNNELED: return 2;
    case SHMEM_THREAD_SERIALIZED: return 3;
    case SHMEM_THREAD_MULTIPLE: return 4;
    default: return 0;
    }
}

static const int signals[] = {SHMEM_SIGNAL_SET, SHMEM_SIGNAL_ADD};
static const long options[] = {SHMEM_CTX_PRIVATE, SHMEM_CTX_SERIALIZED, SHMEM_CTX_NOSTORE};
static const char vendor[] = SHMEM_VENDOR_STRING;

/* Sizes of arrays. */
static long syncs[7][SHMEM_SYNC_SIZE + SHMEM_BCAST_SYNC_SIZE + SHMEM_REDUCE_SYNC_SIZE
                     + SHMEM_BARRIER_SYNC_SIZE + SHMEM_COLLECT_SYNC_SIZE + SHMEM_ALLTOALL_SYNC_SIZE
                     + SHMEM_ALLTOALLS_SYNC_SIZE + SHMEM_REDUCE_MIN_WRKDATA_SIZE];

int main(void)
{
    begin();
    CHECK_EQ(comparison(SHMEM_CMP_LE), 6);
    CHECK_EQ(level(SHMEM_THREAD_MULTIPLE), 4);
    CHECK(signals[0] != signals[1]);
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < i; j++)
            CHECK_EQ(options[i] & options[j], 0);
    CHECK(SHMEM_MALLOC_ATOMICS_REMOTE != 0 && SHMEM_MALLOC_SIGNAL_REMOTE != 0);
    CHECK_EQ(SHMEM_MALLOC_ATOMICS_REMOTE & SHMEM_MALLOC_SIGNAL_REMOTE, 0);
    CHECK(SHMEM_TEAM_NUM_CONTEXTS != 0);
    CHECK(SHMEM_CTX_SESSION_BATCH != 0 && SHMEM_CTX_SESSION_TOTAL_OPS != 0);
    CHECK(SHMEM_TEAM_WORLD != SHMEM_TEAM_INVALID && SHMEM_TEAM_SHARED != SHMEM_TEAM_INVALID);
    CHECK(SHMEM_TEAM_WORLD != SHMEM_TEAM_SHARED);
    CHECK(SHMEM_CTX_DEFAULT != SHMEM_CTX_INVALID);
    CHECK(sizeof vendor > 1 && sizeof vendor <= SHMEM_MAX_NAME_LEN);
    for (int i = 0; i < 7; i++)
        syncs[i][0] = SHMEM_SYNC_VALUE;
    CHECK_EQ(syncs[6][0], SHMEM_SYNC_VALUE);
    return end();
}
