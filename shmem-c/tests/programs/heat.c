/* A rod that cools: halos by put and signal, the error by a reduction; the same numbers as one PE alone has. */
#include "check.h"

enum { POINTS = 60, STEPS = 300 };

static void step(double *to, const double *from, int first, int last)
{
    for (int i = first; i < last; i++)
        to[i] = from[i] + 0.25 * (from[i - 1] - 2 * from[i] + from[i + 1]);
}

int main(void)
{
    begin();
    int first = POINTS * me / npes, count = POINTS * (me + 1) / npes - first;
    double *rod[2];
    uint64_t *from_left = zeros(sizeof *from_left), *from_right = zeros(sizeof *from_right);
    for (int i = 0; i < 2; i++)
        rod[i] = zeros((POINTS + 2) * sizeof(double));
    /* The left end is hot. */
    if (me == 0)
        rod[0][0] = rod[1][0] = 100;
    shmem_barrier_all();

    int lower = me - 1, upper = me + 1;
    for (uint64_t now = 0; now < STEPS; now++) {
        double *from = rod[now % 2], *to = rod[(now + 1) % 2];
        if (lower >= 0) {
            int theirs = POINTS * me / npes - POINTS * lower / npes;
            shmem_double_put_signal(&from[theirs + 1], &from[1], 1, from_right, now + 1, SHMEM_SIGNAL_SET, lower);
        }
        if (upper < npes) {
            shmem_double_put_signal(&from[0], &from[count], 1, from_left, now + 1, SHMEM_SIGNAL_SET, upper);
            shmem_signal_wait_until(from_right, SHMEM_CMP_GE, now + 1);
        }
        if (lower >= 0)
            shmem_signal_wait_until(from_left, SHMEM_CMP_GE, now + 1);
        step(to, from, 1, count + 1);
        /* Halos of two steps ago are read no more: neighbours are a step apart at most. */
    }

    /* Everybody alone. */
    static double whole[2][POINTS + 2];
    whole[0][0] = whole[1][0] = 100;
    for (int now = 0; now < STEPS; now++)
        step(whole[(now + 1) % 2], whole[now % 2], 1, POINTS + 1);
    for (int i = 0; i < count; i++)
        CHECK(rod[STEPS % 2][i + 1] == whole[STEPS % 2][first + i + 1]);

    double *heat = zeros(sizeof *heat), total = 0;
    for (int i = 0; i < count; i++)
        *heat += rod[STEPS % 2][i + 1];
    for (int i = 1; i <= POINTS; i++)
        total += whole[STEPS % 2][i];
    CHECK_EQ(shmem_double_sum_reduce(SHMEM_TEAM_WORLD, heat, heat, 1), 0);
    CHECK(*heat > total - 1e-9 && *heat < total + 1e-9);
    return end();
}
