/* Waits for several words, each compared with a value of its own. */
#include "check.h"
#include "types.h"

enum { COUNT = 5 };

#define VECTORS(NAME, T)                                                                           \
    static void NAME##_vectors(void)                                                               \
    {                                                                                              \
        T *words = (T *)zeros(COUNT * sizeof(T));                                                  \
        T values[COUNT], others[COUNT];                                                            \
        size_t indices[COUNT];                                                                     \
        int status[COUNT] = {0, 0, 1, 0, 0};                                                       \
        for (int i = 0; i < COUNT; i++) {                                                          \
            values[i] = (T)(i + 1);                                                                \
            others[i] = (T)(i + 20);                                                               \
        }                                                                                          \
        CHECK_EQ(shmem_##NAME##_test_all_vector(words, COUNT, NULL, SHMEM_CMP_EQ, values), 0);     \
        shmem_barrier_all();                                                                       \
        shmem_##NAME##_atomic_set(&words[3], (T)4, right);                                         \
        CHECK_EQ(shmem_##NAME##_wait_until_any_vector(words, COUNT, NULL, SHMEM_CMP_EQ, values),   \
                 3);                                                                               \
        CHECK_EQ(shmem_##NAME##_test_any_vector(words, COUNT, NULL, SHMEM_CMP_EQ, values), 3);     \
        CHECK_EQ(                                                                                  \
            shmem_##NAME##_wait_until_some_vector(words, COUNT, indices, NULL, SHMEM_CMP_EQ,       \
                                                  values),                                         \
            1);                                                                                    \
        CHECK_EQ(indices[0], 3);                                                                   \
        CHECK_EQ(                                                                                  \
            shmem_##NAME##_test_some_vector(words, COUNT, indices, NULL, SHMEM_CMP_EQ, others),    \
            0);                                                                                    \
        CHECK(shmem_##NAME##_test_any_vector(words, COUNT, NULL, SHMEM_CMP_EQ, others)             \
              == SIZE_MAX);                                                                        \
        shmem_barrier_all();                                                                       \
        for (int i = 0; i < COUNT; i++)                                                            \
            if (i != 2)                                                                            \
                shmem_##NAME##_atomic_set(&words[i], (T)(i + 1), right);                           \
        shmem_##NAME##_wait_until_all_vector(words, COUNT, status, SHMEM_CMP_EQ, values);          \
        CHECK(shmem_##NAME##_test_all_vector(words, COUNT, status, SHMEM_CMP_EQ, values) != 0);    \
        CHECK_EQ(shmem_##NAME##_test_all_vector(words, COUNT, NULL, SHMEM_CMP_EQ, values), 0);     \
        CHECK_EQ(                                                                                  \
            shmem_##NAME##_test_some_vector(words, COUNT, indices, status, SHMEM_CMP_GE, values),  \
            COUNT - 1);                                                                            \
        shmem_barrier_all();                                                                       \
        shmem_free(words);                                                                         \
    }

AMO_STANDARD(VECTORS)

#define CALL(NAME, T) NAME##_vectors();

int main(void)
{
    begin();
    AMO_STANDARD(CALL)
    return end();
}
