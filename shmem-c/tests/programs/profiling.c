/* A profiler: routines of this program's own stand before the library's, which are called by their other names. */
#include "check.h"
#include <pshmem.h>

static int puts_seen, barriers_seen, levels;

void shmem_int_put(int *dest, const int *source, size_t nelems, int pe)
{
    puts_seen++;
    pshmem_int_put(dest, source, nelems, pe);
}

void shmem_barrier_all(void)
{
    barriers_seen++;
    pshmem_barrier_all();
}

void shmem_pcontrol(int level, ...)
{
    levels = levels * 10 + level;
    pshmem_pcontrol(level);
}

int main(void)
{
    begin();
    shmem_pcontrol(1);
    int *memory = zeros(sizeof *memory);
    barriers_seen = 0;
    shmem_int_put(memory, &me, 1, right);
    shmem_barrier_all();
    CHECK_EQ(*memory, left);
    shmem_pcontrol(2, "more", 3.0);
    CHECK_EQ(puts_seen, 1);
    CHECK_EQ(barriers_seen, 1);
    CHECK_EQ(levels, 12);
    CHECK_EQ(pshmem_my_pe(), me);
    CHECK_EQ(pshmem_n_pes(), npes);
    pshmem_ctx_int_p(SHMEM_CTX_DEFAULT, memory, 5, me);
    pshmem_quiet();
    CHECK_EQ(pshmem_int_g(memory, me), 5);
    return end();
}
