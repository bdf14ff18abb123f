/* Work dealt out by a counter: each piece is done once, by whoever comes first. */
#include "check.h"

enum { PIECES = 400 };

int main(void)
{
    begin();
    long *next = zeros(sizeof *next), *done = zeros(PIECES * sizeof *done), *mine = zeros(sizeof *mine);
    shmem_ctx_t ctx;
    if (shmem_ctx_create(SHMEM_CTX_PRIVATE, &ctx) != 0)
        ctx = SHMEM_CTX_DEFAULT;
    for (;;) {
        long piece = shmem_ctx_long_atomic_fetch_inc(ctx, next, npes - 1);
        if (piece >= PIECES)
            break;
        shmem_ctx_long_atomic_add(ctx, &done[piece], piece * piece + 1, 0);
        (*mine)++;
    }
    shmem_ctx_quiet(ctx);
    if (ctx != SHMEM_CTX_DEFAULT)
        shmem_ctx_destroy(ctx);
    shmem_barrier_all();
    for (long piece = 0; me == 0 && piece < PIECES; piece++)
        CHECK_EQ(done[piece], piece * piece + 1);
    CHECK_EQ(shmem_long_sum_reduce(SHMEM_TEAM_WORLD, mine, mine, 1), 0);
    CHECK_EQ(*mine, PIECES);
    return end();
}
