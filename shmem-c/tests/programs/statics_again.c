/* Static variables stay symmetric, and keep their values, from one init to the next. */
#include "check.h"

static long sum, last = 7;

int main(void)
{
    for (int round = 0; round < 4; round++) {
        begin();
        long *block = zeros(sizeof *block);
        CHECK_EQ(last, round == 0 ? 7 : left + round - 1);
        shmem_barrier_all();
        shmem_long_p(&last, me + round, right);
        shmem_long_atomic_add(&sum, 1, right);
        shmem_long_p(block, me, right);
        shmem_barrier_all();
        CHECK_EQ(sum, round + 1);
        CHECK_EQ(*block, left);
        shmem_free(block);
        shmem_finalize();
        CHECK_EQ(last, left + round);
        last += 0;
    }
    return wrong != 0;
}
