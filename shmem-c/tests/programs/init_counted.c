/* Each init has its finalize; the last of them ends the library, and it can be begun again. */
#include "check.h"

int main(void)
{
    int initialized;

    for (int round = 0; round < 3; round++) {
        begin();
        shmem_init();
        int *word = zeros(sizeof *word);
        shmem_finalize();
        shmem_query_initialized(&initialized);
        CHECK_EQ(initialized, 1);
        shmem_int_atomic_add(word, round + 1, right);
        shmem_barrier_all();
        CHECK_EQ(*word, round + 1);
        /* What is not freed goes with the heap. */
        shmem_finalize();
        shmem_query_initialized(&initialized);
        CHECK_EQ(initialized, 0);
    }
    return wrong != 0;
}
