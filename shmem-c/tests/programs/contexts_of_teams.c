/* Contexts of a team number its members. */
#include "check.h"

int main(void)
{
    begin();
    int *memory = zeros(sizeof *memory);
    shmem_team_config_t config = {.num_contexts = 2};
    shmem_team_t backwards = SHMEM_TEAM_INVALID, found = SHMEM_TEAM_INVALID;
    CHECK_EQ(shmem_team_split_strided(SHMEM_TEAM_WORLD, npes - 1, -1, npes, &config,
                                      SHMEM_TEAM_NUM_CONTEXTS, &backwards), 0);
    CHECK_EQ(shmem_team_my_pe(backwards), npes - 1 - me);

    shmem_ctx_t ctx = SHMEM_CTX_INVALID;
    CHECK_EQ(shmem_team_create_ctx(backwards, SHMEM_CTX_PRIVATE, &ctx), 0);
    CHECK_EQ(shmem_ctx_get_team(ctx, &found), 0);
    CHECK_EQ(shmem_team_my_pe(found), npes - 1 - me);
    /* Member i of the team is PE npes - 1 - i. */
    int to = shmem_team_my_pe(backwards);
    shmem_ctx_int_p(ctx, memory, me + 1, me);
    shmem_ctx_quiet(ctx);
    shmem_barrier_all();
    CHECK_EQ(*memory, npes - me);
    CHECK_EQ(shmem_ctx_int_g(ctx, memory, to), npes - me);
    CHECK_EQ(shmem_ctx_int_atomic_fetch(ctx, memory, to), npes - me);
    shmem_ctx_destroy(ctx);

    CHECK(shmem_team_create_ctx(SHMEM_TEAM_INVALID, 0, &ctx) != 0);
    CHECK(ctx == SHMEM_CTX_INVALID);
    shmem_team_destroy(backwards);
    return end();
}
