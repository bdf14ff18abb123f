/* The symmetric heap: every way to allocate, change and free. */
#include "check.h"

static int is_aligned(const void *memory, size_t alignment)
{
    return (uintptr_t)memory % alignment == 0;
}

/* Memory is symmetric: what the left neighbour puts arrives. */
static void used(int *memory, size_t count)
{
    shmem_int_p(&memory[0], me, right);
    shmem_int_p(&memory[count - 1], me, right);
    shmem_barrier_all();
    CHECK_EQ(memory[0], left);
    CHECK_EQ(memory[count - 1], left);
    CHECK_EQ(shmem_addr_accessible(memory, right), 1);
    shmem_barrier_all();
}

int main(void)
{
    begin();
    CHECK(shmem_malloc(0) == NULL);
    CHECK(shmem_calloc(0, 8) == NULL);
    CHECK(shmem_calloc(8, 0) == NULL);
    CHECK(shmem_align(64, 0) == NULL);
    CHECK(shmem_malloc_with_hints(0, 0) == NULL);
    shmem_free(NULL);

    int *plain = shmem_malloc(1000 * sizeof *plain);
    CHECK(plain != NULL && is_aligned(plain, sizeof(long double)));
    used(plain, 1000);

    int *cleared = shmem_calloc(1000, sizeof *cleared);
    for (int i = 0; i < 1000; i++)
        CHECK_EQ(cleared[i], 0);
    shmem_barrier_all();
    used(cleared, 1000);

    int *blocks[12];
    for (int i = 0; i < 12; i++) {
        size_t alignment = (size_t)8 << i;
        blocks[i] = shmem_align(alignment, 100);
        CHECK(blocks[i] != NULL && is_aligned(blocks[i], alignment));
        used(blocks[i], 25);
    }
    for (int i = 0; i < 12; i++)
        shmem_free(blocks[i]);

    long hints[] = {0, SHMEM_MALLOC_ATOMICS_REMOTE, SHMEM_MALLOC_SIGNAL_REMOTE,
                    SHMEM_MALLOC_ATOMICS_REMOTE | SHMEM_MALLOC_SIGNAL_REMOTE};
    for (int i = 0; i < 4; i++) {
        int *hinted = shmem_malloc_with_hints(100, hints[i]);
        CHECK(hinted != NULL);
        used(hinted, 25);
        shmem_free(hinted);
    }

    for (int i = 0; i < 1000; i++)
        plain[i] = i;
    plain = shmem_realloc(plain, 100000 * sizeof *plain);
    CHECK(plain != NULL);
    for (int i = 0; i < 1000; i++)
        CHECK_EQ(plain[i], i);
    shmem_barrier_all();
    used(plain, 100000);
    plain = shmem_realloc(plain, 10 * sizeof *plain);
    CHECK_EQ(plain[9], 9);
    shmem_barrier_all();
    used(plain, 10);
    CHECK(shmem_realloc(plain, 0) == NULL);
    int *fresh = shmem_realloc(NULL, 100);
    CHECK(fresh != NULL);
    used(fresh, 25);

    /* More than there is: every PE learns it, and the heap stays as it was. */
    CHECK(shmem_malloc((size_t)1 << 62) == NULL);
    CHECK(shmem_calloc((size_t)1 << 40, (size_t)1 << 40) == NULL);
    shmem_free(fresh);
    shmem_free(cleared);

    /* What is freed can be had again, many times over. */
    for (int i = 0; i < 100; i++) {
        void *memory = shmem_malloc((size_t)1 << 22);
        CHECK(memory != NULL);
        shmem_free(memory);
    }
    return end();
}
