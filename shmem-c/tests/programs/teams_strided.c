/* Teams by start, stride and size; numbers in one and in another. */
#include "check.h"

/* A team of PEs start, start + stride, …; all of the world take part. */
static void split(int start, int stride, int size)
{
    shmem_team_t team = SHMEM_TEAM_WORLD;
    CHECK_EQ(shmem_team_split_strided(SHMEM_TEAM_WORLD, start, stride, size, NULL, 0, &team), 0);
    int mine = -1;
    for (int i = 0; i < size; i++)
        if (start + i * stride == me)
            mine = i;
    CHECK_EQ(shmem_team_my_pe(team), mine);
    if (mine < 0) {
        CHECK(team == SHMEM_TEAM_INVALID);
        CHECK_EQ(shmem_team_n_pes(team), -1);
        return;
    }
    CHECK_EQ(shmem_team_n_pes(team), size);
    for (int i = 0; i < size; i++) {
        int pe = start + i * stride;
        CHECK_EQ(shmem_team_translate_pe(team, i, SHMEM_TEAM_WORLD), pe);
        CHECK_EQ(shmem_team_translate_pe(SHMEM_TEAM_WORLD, pe, team), i);
    }
    CHECK_EQ(shmem_team_translate_pe(team, size, SHMEM_TEAM_WORLD), -1);
    CHECK_EQ(shmem_team_translate_pe(team, 0, SHMEM_TEAM_INVALID), -1);

    shmem_team_config_t config = {.num_contexts = -1};
    CHECK_EQ(shmem_team_get_config(team, SHMEM_TEAM_NUM_CONTEXTS, &config), 0);
    CHECK(config.num_contexts >= 0);
    CHECK_EQ(shmem_team_get_config(team, 0, NULL), 0);

    /* A team of a team: its members from the second on, without anybody else. */
    if (size > 1) {
        shmem_team_t rest = SHMEM_TEAM_INVALID;
        CHECK_EQ(shmem_team_split_strided(team, 1, 1, size - 1, NULL, 0, &rest), 0);
        CHECK_EQ(shmem_team_my_pe(rest), mine - 1);
        if (mine > 0) {
            CHECK_EQ(shmem_team_sync(rest), 0);
            CHECK_EQ(shmem_team_translate_pe(rest, 0, team), 1);
        }
        CHECK_EQ(shmem_team_sync(team), 0);
        /* A parent may go before its child. */
        shmem_team_destroy(team);
        CHECK_EQ(shmem_team_my_pe(rest), mine - 1);
        shmem_team_destroy(rest);
    } else {
        shmem_team_destroy(team);
    }
}

int main(void)
{
    begin();
    CHECK_EQ(shmem_team_my_pe(SHMEM_TEAM_WORLD), me);
    CHECK_EQ(shmem_team_n_pes(SHMEM_TEAM_WORLD), npes);
    CHECK(shmem_team_n_pes(SHMEM_TEAM_SHARED) >= 1);
    CHECK_EQ(shmem_team_translate_pe(SHMEM_TEAM_SHARED, shmem_team_my_pe(SHMEM_TEAM_SHARED),
                                     SHMEM_TEAM_WORLD), me);
    CHECK_EQ(shmem_team_my_pe(SHMEM_TEAM_INVALID), -1);
    CHECK_EQ(shmem_team_n_pes(SHMEM_TEAM_INVALID), -1);
    CHECK(shmem_team_get_config(SHMEM_TEAM_INVALID, 0, NULL) != 0);
    shmem_team_destroy(SHMEM_TEAM_INVALID);

    split(0, 1, npes);
    split(npes - 1, -1, npes);
    split(0, 2, (npes + 1) / 2);
    if (npes > 1)
        split(1, 2, npes / 2);
    split(npes / 2, 1, 1);
    split(npes / 2, 0, 1);
    split((npes - 1) / 3 * 3, -3, (npes - 1) / 3 + 1);

    /* What cannot be: everybody learns it. */
    shmem_team_t none = SHMEM_TEAM_WORLD;
    CHECK(shmem_team_split_strided(SHMEM_TEAM_WORLD, 0, 1, npes + 1, NULL, 0, &none) != 0);
    CHECK(none == SHMEM_TEAM_INVALID);
    none = SHMEM_TEAM_WORLD;
    CHECK(shmem_team_split_strided(SHMEM_TEAM_INVALID, 0, 1, 1, NULL, 0, &none) != 0);
    CHECK(none == SHMEM_TEAM_INVALID);
    return end();
}
