/* The last PE ends the job, in which the others wait for ever. Status: 7 */
#include "check.h"

int main(void)
{
    begin();
    long *never = zeros(sizeof *never);
    shmem_barrier_all();
    if (me == npes - 1) {
        printf("ending");
        shmem_global_exit(7);
    }
    shmem_long_wait_until(never, SHMEM_CMP_NE, 0);
    return 1;
}
