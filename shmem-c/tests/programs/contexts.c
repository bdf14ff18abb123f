/* Contexts of the world: made with every option, used, destroyed. */
#include "check.h"

int main(void)
{
    begin();
    int *memory = zeros(8 * sizeof *memory);
    long options[] = {0, SHMEM_CTX_PRIVATE, SHMEM_CTX_SERIALIZED, SHMEM_CTX_NOSTORE,
                      SHMEM_CTX_PRIVATE | SHMEM_CTX_NOSTORE, SHMEM_CTX_SERIALIZED | SHMEM_CTX_NOSTORE};

    for (int i = 0; i < 6; i++) {
        shmem_ctx_t ctx = SHMEM_CTX_INVALID;
        shmem_team_t team = SHMEM_TEAM_INVALID;
        if (shmem_ctx_create(options[i], &ctx) != 0) {
            CHECK(ctx == SHMEM_CTX_INVALID);
            continue;
        }
        CHECK(ctx != SHMEM_CTX_INVALID);
        CHECK_EQ(shmem_ctx_get_team(ctx, &team), 0);
        CHECK_EQ(shmem_team_n_pes(team), npes);
        int sent[2] = {me + i, i};
        shmem_ctx_int_put_nbi(ctx, memory, sent, 2, right);
        shmem_ctx_fence(ctx);
        shmem_ctx_int_atomic_add(ctx, &memory[2], i + 1, right);
        shmem_ctx_quiet(ctx);
        shmem_sync_all();
        CHECK_EQ(memory[0], left + i);
        CHECK_EQ(memory[1], i);
        CHECK_EQ(memory[2], i + 1);
        CHECK_EQ(shmem_ctx_int_g(ctx, &memory[0], right), me + i);
        CHECK_EQ(shmem_ctx_int_atomic_fetch_add(ctx, &memory[3], 1, right), i);
        shmem_ctx_quiet(ctx);
        shmem_barrier_all();
        memory[2] = 0;
        shmem_ctx_destroy(ctx);
        shmem_barrier_all();
    }

    shmem_team_t team = SHMEM_TEAM_INVALID;
    CHECK_EQ(shmem_ctx_get_team(SHMEM_CTX_DEFAULT, &team), 0);
    CHECK_EQ(shmem_team_n_pes(team), npes);
    CHECK(shmem_ctx_get_team(SHMEM_CTX_INVALID, &team) != 0);
    CHECK(team == SHMEM_TEAM_INVALID);
    shmem_ctx_destroy(SHMEM_CTX_INVALID);

    /* Many, one after the other and at once. */
    shmem_ctx_t many[8];
    for (int round = 0; round < 20; round++) {
        int made = 0;
        while (made < 8 && shmem_ctx_create(SHMEM_CTX_PRIVATE, &many[made]) == 0)
            made++;
        CHECK(made > 0);
        for (int i = 0; i < made; i++) {
            shmem_ctx_int_p(many[i], &memory[i], round, right);
            shmem_ctx_quiet(many[i]);
        }
        shmem_barrier_all();
        for (int i = 0; i < made; i++) {
            CHECK_EQ(memory[i], round);
            shmem_ctx_destroy(many[i]);
        }
        shmem_barrier_all();
    }
    return end();
}
