/* Global and static variables are symmetric: initialised ones and others, small and large. */
#include "check.h"

int initialised = 42;
static int zero;
double table[1000] = {1.5, 2.5};
static char large[300000];
static uint64_t signal_word;
static long lock, guarded;
static long counter, flag;
static long sync_array[SHMEM_REDUCE_SYNC_SIZE], work[SHMEM_REDUCE_MIN_WRKDATA_SIZE];
static long source[4], dest[4];
static const int constant = 9;

int main(void)
{
    for (int i = 0; i < SHMEM_REDUCE_SYNC_SIZE; i++)
        sync_array[i] = SHMEM_SYNC_VALUE;
    /* What was written before init is still there. */
    zero = 3;
    begin();
    CHECK_EQ(initialised, 42);
    CHECK_EQ(zero, 3);
    CHECK(table[0] == 1.5 && table[1] == 2.5 && table[999] == 0);
    CHECK_EQ(constant, 9);
    CHECK_EQ(shmem_addr_accessible(&initialised, right), 1);
    CHECK_EQ(shmem_addr_accessible(&large[299999], right), 1);
    shmem_barrier_all();

    shmem_int_p(&initialised, me, right);
    shmem_int_p(&zero, me + 1, right);
    double sent[2] = {me + 0.25, me + 0.75};
    shmem_double_put(&table[998], sent, 2, right);
    memset(large, 0, sizeof large);
    shmem_barrier_all();
    CHECK_EQ(initialised, left);
    CHECK_EQ(zero, left + 1);
    CHECK(table[998] == left + 0.25 && table[999] == left + 0.75);
    CHECK_EQ(shmem_int_g(&initialised, right), me);

    /* From one static to another, page after page. */
    static char mine[sizeof large];
    memset(mine, me + 1, sizeof mine);
    shmem_putmem(large, mine, sizeof large, right);
    shmem_barrier_all();
    for (size_t i = 0; i < sizeof large; i += 101)
        CHECK_EQ(large[i], left + 1);
    char got[8];
    shmem_getmem(got, &large[4090], 8, right);
    CHECK_EQ(got[7], me + 1);

    /* Atomics, waits, signals, locks. */
    for (int i = 0; i < 20; i++)
        shmem_long_atomic_inc(&counter, 0);
    shmem_long_atomic_set(&flag, 1, right);
    shmem_long_wait_until(&flag, SHMEM_CMP_EQ, 1);
    shmem_int_put_signal(&zero, &me, 1, &signal_word, 5, SHMEM_SIGNAL_SET, right);
    shmem_signal_wait_until(&signal_word, SHMEM_CMP_EQ, 5);
    CHECK_EQ(zero, left);
    for (int i = 0; i < 20; i++) {
        shmem_set_lock(&lock);
        shmem_long_p(&guarded, shmem_long_g(&guarded, 0) + 1, 0);
        shmem_clear_lock(&lock);
    }
    shmem_barrier_all();
    CHECK(me != 0 || (counter == 20 * npes && guarded == 20 * npes));

    /* Collectives, with what the deprecated ones need. */
    source[0] = me;
    source[1] = 1;
    CHECK_EQ(shmem_long_sum_reduce(SHMEM_TEAM_WORLD, dest, source, 2), 0);
    CHECK_EQ(dest[0], (long)npes * (npes - 1) / 2);
    shmem_barrier_all();
    shmem_long_max_to_all(dest, source, 1, 0, 0, npes, work, sync_array);
    CHECK_EQ(dest[0], npes - 1);

    /* The same through a pointer, where there is one. */
    int *theirs = shmem_ptr(&initialised, right);
    shmem_barrier_all();
    if (theirs != NULL)
        *theirs = me + 7;
    else
        shmem_int_p(&initialised, me + 7, right);
    shmem_barrier_all();
    CHECK_EQ(initialised, left + 7);
    return end();
}
