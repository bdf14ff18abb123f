/* Sessions are hints: what is done in them is done as ever. */
#include "check.h"

int main(void)
{
    begin();
    long *memory = zeros(100 * sizeof *memory);
    shmem_ctx_session_config_t config = {.total_ops = 100};

    shmem_ctx_session_start(SHMEM_CTX_DEFAULT, SHMEM_CTX_SESSION_BATCH, &config, SHMEM_CTX_SESSION_TOTAL_OPS);
    for (long i = 0; i < 100; i++)
        shmem_long_p(&memory[i], i + me, right);
    shmem_ctx_session_start(SHMEM_CTX_DEFAULT, 0, NULL, 0);
    shmem_ctx_session_stop(SHMEM_CTX_DEFAULT);
    shmem_ctx_session_stop(SHMEM_CTX_DEFAULT);
    shmem_barrier_all();
    for (long i = 0; i < 100; i++)
        CHECK_EQ(memory[i], i + left);
    shmem_barrier_all();

    shmem_ctx_t ctx;
    CHECK_EQ(shmem_ctx_create(0, &ctx), 0);
    shmem_ctx_session_start(ctx, SHMEM_CTX_SESSION_BATCH, NULL, 0);
    shmem_ctx_long_atomic_add(ctx, memory, 1000, right);
    shmem_ctx_session_stop(ctx);
    shmem_ctx_quiet(ctx);
    shmem_barrier_all();
    CHECK_EQ(memory[0], left + 1000);
    shmem_ctx_destroy(ctx);
    shmem_ctx_session_start(SHMEM_CTX_INVALID, 0, NULL, 0);
    shmem_ctx_session_stop(SHMEM_CTX_INVALID);
    return end();
}
