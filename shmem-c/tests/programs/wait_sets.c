/* Waits for all, any and some of several words, with those left out that a status names. */
#include "check.h"
#include "types.h"

enum { COUNT = 6 };

#define SETS(NAME, T)                                                                              \
    static void NAME##_sets(void)                                                                  \
    {                                                                                              \
        T *words = (T *)zeros(COUNT * sizeof(T));                                                  \
        int status[COUNT] = {0}, none[COUNT] = {1, 1, 1, 1, 1, 1};                                 \
        size_t indices[COUNT], found;                                                              \
        CHECK_EQ(shmem_##NAME##_test_all(words, COUNT, NULL, SHMEM_CMP_GT, (T)0), 0);              \
        CHECK(shmem_##NAME##_test_any(words, COUNT, NULL, SHMEM_CMP_GT, (T)0) == SIZE_MAX);        \
        CHECK_EQ(shmem_##NAME##_test_some(words, COUNT, indices, NULL, SHMEM_CMP_GT, (T)0), 0);    \
        shmem_barrier_all();                                                                       \
        shmem_##NAME##_atomic_set(&words[4], (T)1, right);                                         \
        CHECK_EQ(shmem_##NAME##_wait_until_any(words, COUNT, NULL, SHMEM_CMP_GT, (T)0), 4);        \
        CHECK_EQ(shmem_##NAME##_test_any(words, COUNT, NULL, SHMEM_CMP_EQ, (T)1), 4);              \
        CHECK_EQ(shmem_##NAME##_wait_until_some(words, COUNT, indices, NULL, SHMEM_CMP_GT, (T)0),  \
                 1);                                                                               \
        CHECK_EQ(indices[0], 4);                                                                   \
        status[4] = 1;                                                                             \
        CHECK(shmem_##NAME##_test_any(words, COUNT, status, SHMEM_CMP_GT, (T)0) == SIZE_MAX);      \
        CHECK_EQ(shmem_##NAME##_test_some(words, COUNT, indices, status, SHMEM_CMP_GT, (T)0), 0);  \
        shmem_barrier_all();                                                                       \
        for (int i = 0; i < COUNT; i++)                                                            \
            if (i != 4)                                                                            \
                shmem_##NAME##_atomic_set(&words[i], (T)2, right);                                 \
        /* Each of them once. */                                                                   \
        for (int left_over = COUNT - 1; left_over > 0;) {                                          \
            found = shmem_##NAME##_wait_until_some(words, COUNT, indices, status, SHMEM_CMP_GT,    \
                                                   (T)0);                                          \
            CHECK(found > 0);                                                                      \
            for (size_t i = 0; i < found; i++) {                                                   \
                CHECK_EQ(status[indices[i]], 0);                                                   \
                status[indices[i]] = 1;                                                            \
                left_over--;                                                                       \
            }                                                                                      \
        }                                                                                          \
        shmem_##NAME##_wait_until_all(words, COUNT, NULL, SHMEM_CMP_GE, (T)1);                     \
        CHECK(shmem_##NAME##_test_all(words, COUNT, NULL, SHMEM_CMP_GE, (T)1) != 0);               \
        CHECK_EQ(shmem_##NAME##_test_all(words, COUNT, NULL, SHMEM_CMP_EQ, (T)2), 0);              \
        /* Of nothing there is nothing to wait for. */                                             \
        shmem_##NAME##_wait_until_all(words, COUNT, none, SHMEM_CMP_EQ, (T)99);                    \
        CHECK(shmem_##NAME##_wait_until_any(words, COUNT, none, SHMEM_CMP_EQ, (T)99) == SIZE_MAX); \
        CHECK(shmem_##NAME##_wait_until_any(words, 0, NULL, SHMEM_CMP_EQ, (T)99) == SIZE_MAX);     \
        CHECK_EQ(shmem_##NAME##_wait_until_some(words, COUNT, indices, none, SHMEM_CMP_EQ, (T)99), \
                 0);                                                                               \
        CHECK(shmem_##NAME##_test_all(words, 0, NULL, SHMEM_CMP_EQ, (T)99) != 0);                  \
        shmem_barrier_all();                                                                       \
        shmem_free(words);                                                                         \
    }

AMO_STANDARD(SETS)

#define CALL(NAME, T) NAME##_sets();

int main(void)
{
    begin();
    AMO_STANDARD(CALL)
    return end();
}
