/* Teams of rows and columns, of every width. */
#include "check.h"

int main(void)
{
    begin();
    long *source = zeros(2 * sizeof *source), *dest = zeros(2 * sizeof *dest);

    for (int width = 1; width <= npes + 1; width++) {
        int xrange = width < npes ? width : npes;
        shmem_team_t row = SHMEM_TEAM_INVALID, column = SHMEM_TEAM_INVALID;
        CHECK_EQ(shmem_team_split_2d(SHMEM_TEAM_WORLD, width, NULL, 0, &row, NULL, 0, &column), 0);
        int x = me % xrange, y = me / xrange;
        int row_length = (y + 1) * xrange <= npes ? xrange : npes - y * xrange;
        int column_length = npes / xrange + (x < npes % xrange);
        CHECK_EQ(shmem_team_my_pe(row), x);
        CHECK_EQ(shmem_team_n_pes(row), row_length);
        CHECK_EQ(shmem_team_my_pe(column), y);
        CHECK_EQ(shmem_team_n_pes(column), column_length);
        for (int i = 0; i < row_length; i++)
            CHECK_EQ(shmem_team_translate_pe(row, i, SHMEM_TEAM_WORLD), y * xrange + i);
        for (int i = 0; i < column_length; i++)
            CHECK_EQ(shmem_team_translate_pe(column, i, SHMEM_TEAM_WORLD), i * xrange + x);
        CHECK_EQ(shmem_team_translate_pe(row, x, column), y);

        /* All rows sum at once, then all columns. */
        source[0] = me;
        source[1] = 1;
        CHECK_EQ(shmem_long_sum_reduce(row, dest, source, 2), 0);
        CHECK_EQ(dest[0], (long)row_length * (y * xrange) + (long)row_length * (row_length - 1) / 2);
        CHECK_EQ(dest[1], row_length);
        shmem_team_sync(SHMEM_TEAM_WORLD);
        CHECK_EQ(shmem_long_sum_reduce(column, dest, source, 2), 0);
        CHECK_EQ(dest[0], (long)column_length * x + (long)xrange * column_length * (column_length - 1) / 2);
        shmem_team_sync(SHMEM_TEAM_WORLD);
        shmem_team_destroy(row);
        shmem_team_destroy(column);
    }
    return end();
}
