/* A PE that leaves without shmem_finalize has ended the job for all. Status: 1 */
#include "check.h"

int main(void)
{
    begin();
    if (me == npes - 1)
        exit(0);
    shmem_barrier_all();
    /* Nobody comes here: the barrier is never complete. */
    return 2;
}
