/* Fence keeps the order to a PE, quiet completes, of the world and of a context. */
#include "check.h"

enum { ROUNDS = 200, LENGTH = 64 };

int main(void)
{
    begin();
    long *data = zeros(LENGTH * sizeof *data), *flag = zeros(sizeof *flag), *ready = zeros(sizeof *ready);
    long sent[LENGTH];
    int everybody[64];
    for (int pe = 0; pe < npes; pe++)
        everybody[pe] = pe;
    shmem_ctx_t ctx;
    CHECK_EQ(shmem_ctx_create(0, &ctx), 0);

    for (long round = 1; round <= ROUNDS; round++) {
        for (int i = 0; i < LENGTH; i++)
            sent[i] = round * 100 + i;
        /* The data before the flag, by one of these in turn. */
        switch (round % 5) {
        case 0:
            shmem_long_put(data, sent, LENGTH, right);
            shmem_fence();
            break;
        case 1:
            shmem_long_put_nbi(data, sent, LENGTH, right);
            shmem_quiet();
            break;
        case 2:
            shmem_long_put_nbi(data, sent, LENGTH, right);
            shmem_pe_quiet(everybody, (size_t)npes);
            break;
        case 3:
            shmem_ctx_long_put_nbi(ctx, data, sent, LENGTH, right);
            shmem_ctx_quiet(ctx);
            break;
        default:
            shmem_ctx_long_put_nbi(ctx, data, sent, LENGTH, right);
            shmem_ctx_pe_quiet(ctx, &right, 1);
        }
        shmem_long_atomic_set(flag, round, right);
        shmem_long_wait_until(flag, SHMEM_CMP_EQ, round);
        for (int i = 0; i < LENGTH; i++)
            CHECK_EQ(data[i], round * 100 + i);
        /* The left neighbour may write again. */
        shmem_long_atomic_set(ready, round, left);
        shmem_long_wait_until(ready, SHMEM_CMP_EQ, round);
    }
    shmem_pe_quiet(NULL, 0);
    shmem_ctx_fence(ctx);
    shmem_ctx_destroy(ctx);
    return end();
}
