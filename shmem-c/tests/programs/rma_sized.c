/* Put and get by size in bits, and of bytes. */
#include "check.h"
#include "types.h"

enum { COUNT = 19 };

typedef struct {
    uint64_t half[2];
} pair;

#define SIZED(BITS, T)                                                                             \
    static void copies_##BITS(void)                                                                \
    {                                                                                              \
        T *memory = (T *)shmem_align(16, (COUNT + 1) * sizeof(T));                                 \
        T mine[COUNT], theirs[COUNT];                                                              \
        memset(memory, 0, (COUNT + 1) * sizeof(T));                                                \
        memset(mine, me + 1, sizeof mine);                                                         \
        memset(theirs, 0, sizeof theirs);                                                          \
        shmem_barrier_all();                                                                       \
        shmem_put##BITS(&memory[1], mine, COUNT, right);                                           \
        shmem_barrier_all();                                                                       \
        const unsigned char *bytes = (const unsigned char *)memory;                                \
        for (size_t i = 0; i < (COUNT + 1) * sizeof(T); i++)                                       \
            CHECK_EQ(bytes[i], i < sizeof(T) ? 0 : left + 1);                                      \
        shmem_get##BITS(theirs, &memory[1], COUNT, right);                                         \
        CHECK(memcmp(theirs, mine, sizeof mine) == 0);                                             \
        memset(theirs, 0, sizeof theirs);                                                          \
        shmem_barrier_all();                                                                       \
        shmem_ctx_put##BITS(SHMEM_CTX_DEFAULT, memory, mine, 1, me);                               \
        shmem_quiet();                                                                             \
        shmem_ctx_get##BITS(SHMEM_CTX_DEFAULT, theirs, memory, 1, me);                             \
        CHECK(memcmp(theirs, mine, sizeof(T)) == 0);                                               \
        shmem_free(memory);                                                                        \
    }

SIZES(SIZED)
SIZED(128, pair)

/* Any number of bytes, at any address. */
static void copies_mem(void)
{
    enum { MOST = 300 };
    unsigned char *memory = zeros(MOST + 8), mine[MOST], theirs[MOST];
    for (int i = 0; i < MOST; i++)
        mine[i] = (unsigned char)(i * 7 + me);
    for (int length = 0; length < MOST; length += 1 + length / 8) {
        int at = length % 8;
        shmem_putmem(memory + at, mine, (size_t)length, right);
        shmem_barrier_all();
        for (int i = 0; i < length; i++)
            CHECK_EQ(memory[at + i], (unsigned char)(i * 7 + left));
        memset(theirs, 0, sizeof theirs);
        shmem_getmem(theirs, memory + at, (size_t)length, right);
        CHECK(memcmp(theirs, mine, (size_t)length) == 0);
        shmem_barrier_all();
    }
    shmem_ctx_putmem(SHMEM_CTX_DEFAULT, memory, "abc", 4, me);
    shmem_quiet();
    shmem_ctx_getmem(SHMEM_CTX_DEFAULT, theirs, memory, 4, me);
    CHECK(strcmp((char *)theirs, "abc") == 0);
    shmem_free(memory);
}

/* A copy that no cache holds. */
static void copies_large(void)
{
    size_t count = 3 * 1024 * 1024 + 5;
    char *memory = shmem_malloc(count), *mine = malloc(count);
    memset(mine, me + 1, count);
    shmem_barrier_all();
    shmem_putmem(memory, mine, count, right);
    shmem_barrier_all();
    for (size_t i = 0; i < count; i += 997)
        CHECK_EQ(memory[i], left + 1);
    CHECK_EQ(memory[count - 1], left + 1);
    free(mine);
    shmem_free(memory);
}

#define CALL(BITS, T) copies_##BITS();

int main(void)
{
    begin();
    SIZES(CALL)
    copies_128();
    copies_mem();
    copies_large();
    return end();
}
