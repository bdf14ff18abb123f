/* Numbers sorted by buckets: counts exchanged, places claimed by atomics, everything checked at the end. */
#include "check.h"

enum { KEYS = 500, BELOW = 1000 };

static int compare(const void *a, const void *b)
{
    int x = *(const int *)a, y = *(const int *)b;
    return (x > y) - (x < y);
}

int main(void)
{
    begin();
    int *bucket = zeros(KEYS * (size_t)npes * sizeof *bucket);
    size_t *filled = zeros(sizeof *filled);
    long *sums = zeros(2 * sizeof *sums);
    int *last = zeros(sizeof *last);
    unsigned int state = 12345u + (unsigned int)me;

    for (int i = 0; i < KEYS; i++) {
        state = state * 1103515245u + 12345u;
        int key = (int)(state >> 16) % BELOW;
        int owner = key * npes / BELOW;
        size_t place = shmem_size_atomic_fetch_inc(filled, owner);
        shmem_int_p(&bucket[place], key, owner);
        sums[0] += key;
    }
    shmem_barrier_all();
    qsort(bucket, *filled, sizeof *bucket, compare);
    for (size_t i = 0; i < *filled; i++) {
        CHECK_EQ(bucket[i] * npes / BELOW, me);
        CHECK(i == 0 || bucket[i - 1] <= bucket[i]);
        sums[1] += bucket[i];
    }
    /* Behind the last key of the left neighbour. */
    int largest = *filled > 0 ? bucket[*filled - 1] : -1;
    shmem_int_p(last, largest, right);
    CHECK_EQ(shmem_long_sum_reduce(SHMEM_TEAM_WORLD, sums, sums, 2), 0);
    CHECK_EQ(sums[0], sums[1]);
    shmem_barrier_all();
    CHECK(me == 0 || *filled == 0 || *last <= bucket[0]);
    size_t *total = zeros(sizeof *total);
    CHECK_EQ(shmem_size_sum_reduce(SHMEM_TEAM_WORLD, total, filled, 1), 0);
    CHECK_EQ(*total, (size_t)KEYS * (size_t)npes);
    return end();
}
