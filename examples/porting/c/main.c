#include <shmem.h>
#include <stdio.h>
#include <stdlib.h>

#include "rod.h"

/* How warm a point is in the beginning: the middle third of the rod is. */
static double beginning(size_t point, size_t points)
{
    return 3 * point >= points && 3 * point < 2 * points ? 1 : 0;
}

int main(int argc, char **argv)
{
    size_t count = argc > 1 ? strtoul(argv[1], NULL, 10) : 40;
    size_t steps = argc > 2 ? strtoul(argv[2], NULL, 10) : 500;
    shmem_init();
    size_t me = (size_t)shmem_my_pe(), npes = (size_t)shmem_n_pes();

    double *now = calloc(count + 2, sizeof *now), *next = calloc(count + 2, sizeof *next);
    for (size_t i = 0; i < count; i++)
        now[i + 1] = beginning(me * count + i, npes * count);

    halo_begin();
    for (size_t step = 0; step < steps; step++) {
        halo_exchange(now, count);
        relax(next, now, count);
        double *swap = now;
        now = next;
        next = swap;
    }
    halo_end();

    double *heat = shmem_malloc(sizeof *heat), *total = shmem_malloc(sizeof *total);
    *heat = 0;
    for (size_t i = 1; i <= count; i++)
        *heat += now[i];
    shmem_double_sum_reduce(SHMEM_TEAM_WORLD, total, heat, 1);
    if (me == 0)
        printf("heat %.9f after %zu steps\n", *total, steps);
    shmem_free(total);
    shmem_free(heat);
    free(next);
    free(now);
    shmem_finalize();
    return 0;
}
