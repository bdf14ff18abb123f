/* The families of routines with a type in their names. Included by declarations.h, possibly twice.
 *
 * TYPENAME and TYPE are the standard's, the first with an underscore in front. Of families with twins for
 * contexts, P is shmem or shmem_ctx, and CTX() is nothing or the context's argument. */

#include "type_sets.h"

#define SHMEM_H_NO_CTX()
#define SHMEM_H_CTX() shmem_ctx_t ctx,

/* Declares a family for one type: once, or without and with a context. */
#define SHMEM_H_ONCE(FAMILY, TYPENAME, TYPE) FAMILY(TYPENAME, TYPE)
#define SHMEM_H_TWICE(FAMILY, TYPENAME, TYPE)       \
    FAMILY(shmem, SHMEM_H_NO_CTX, TYPENAME, TYPE)   \
    FAMILY(shmem_ctx, SHMEM_H_CTX, TYPENAME, TYPE)

/* Remote memory access, with and without signals. */
#define SHMEM_H_MEM_FAMILY(P, CTX, NONE, VOID)                                                    \
    void SHMEM_H_NAME(P##_putmem)(CTX() void *dest, const void *source, size_t nelems, int pe);   \
    void SHMEM_H_NAME(P##_getmem)(CTX() void *dest, const void *source, size_t nelems, int pe);   \
    void SHMEM_H_NAME(P##_putmem_nbi)(CTX() void *dest, const void *source, size_t nelems,        \
        int pe);                                                                                  \
    void SHMEM_H_NAME(P##_getmem_nbi)(CTX() void *dest, const void *source, size_t nelems,        \
        int pe);                                                                                  \
    void SHMEM_H_NAME(P##_putmem_signal)(CTX() void *dest, const void *source, size_t nelems,     \
        uint64_t *sig_addr, uint64_t signal, int sig_op, int pe);                                 \
    void SHMEM_H_NAME(P##_putmem_signal_nbi)(CTX() void *dest, const void *source, size_t nelems, \
        uint64_t *sig_addr, uint64_t signal, int sig_op, int pe);
SHMEM_H_TWICE(SHMEM_H_MEM_FAMILY, , void)
#undef SHMEM_H_MEM_FAMILY

#define SHMEM_H_SIZE_FAMILY(P, CTX, SIZE, VOID)                                                   \
    void SHMEM_H_NAME(P##_put##SIZE)(CTX() void *dest, const void *source, size_t nelems, int pe);\
    void SHMEM_H_NAME(P##_get##SIZE)(CTX() void *dest, const void *source, size_t nelems, int pe);\
    void SHMEM_H_NAME(P##_put##SIZE##_nbi)(CTX() void *dest, const void *source, size_t nelems,   \
        int pe);                                                                                  \
    void SHMEM_H_NAME(P##_get##SIZE##_nbi)(CTX() void *dest, const void *source, size_t nelems,   \
        int pe);                                                                                  \
    void SHMEM_H_NAME(P##_put##SIZE##_signal)(CTX() void *dest, const void *source, size_t nelems,\
        uint64_t *sig_addr, uint64_t signal, int sig_op, int pe);                                 \
    void SHMEM_H_NAME(P##_put##SIZE##_signal_nbi)(CTX() void *dest, const void *source,           \
        size_t nelems, uint64_t *sig_addr, uint64_t signal, int sig_op, int pe);                  \
    void SHMEM_H_NAME(P##_iput##SIZE)(CTX() void *dest, const void *source, ptrdiff_t dst,        \
        ptrdiff_t sst, size_t nelems, int pe);                                                    \
    void SHMEM_H_NAME(P##_iget##SIZE)(CTX() void *dest, const void *source, ptrdiff_t dst,        \
        ptrdiff_t sst, size_t nelems, int pe);                                                    \
    void SHMEM_H_NAME(P##_ibput##SIZE)(CTX() void *dest, const void *source, ptrdiff_t dst,       \
        ptrdiff_t sst, size_t bsize, size_t nblocks, int pe);                                     \
    void SHMEM_H_NAME(P##_ibget##SIZE)(CTX() void *dest, const void *source, ptrdiff_t dst,       \
        ptrdiff_t sst, size_t bsize, size_t nblocks, int pe);
SHMEM_H_SIZED(SHMEM_H_TWICE, SHMEM_H_SIZE_FAMILY)
#undef SHMEM_H_SIZE_FAMILY

#define SHMEM_H_RMA_FAMILY(P, CTX, TYPENAME, TYPE)                                                \
    void SHMEM_H_NAME(P##TYPENAME##_p)(CTX() TYPE *dest, TYPE value, int pe);                     \
    TYPE SHMEM_H_NAME(P##TYPENAME##_g)(CTX() const TYPE *source, int pe);                         \
    void SHMEM_H_NAME(P##TYPENAME##_put)(CTX() TYPE *dest, const TYPE *source, size_t nelems,     \
        int pe);                                                                                  \
    void SHMEM_H_NAME(P##TYPENAME##_get)(CTX() TYPE *dest, const TYPE *source, size_t nelems,     \
        int pe);                                                                                  \
    void SHMEM_H_NAME(P##TYPENAME##_put_nbi)(CTX() TYPE *dest, const TYPE *source, size_t nelems, \
        int pe);                                                                                  \
    void SHMEM_H_NAME(P##TYPENAME##_get_nbi)(CTX() TYPE *dest, const TYPE *source, size_t nelems, \
        int pe);                                                                                  \
    void SHMEM_H_NAME(P##TYPENAME##_put_signal)(CTX() TYPE *dest, const TYPE *source,             \
        size_t nelems, uint64_t *sig_addr, uint64_t signal, int sig_op, int pe);                  \
    void SHMEM_H_NAME(P##TYPENAME##_put_signal_nbi)(CTX() TYPE *dest, const TYPE *source,         \
        size_t nelems, uint64_t *sig_addr, uint64_t signal, int sig_op, int pe);                  \
    void SHMEM_H_NAME(P##TYPENAME##_iput)(CTX() TYPE *dest, const TYPE *source, ptrdiff_t dst,    \
        ptrdiff_t sst, size_t nelems, int pe);                                                    \
    void SHMEM_H_NAME(P##TYPENAME##_iget)(CTX() TYPE *dest, const TYPE *source, ptrdiff_t dst,    \
        ptrdiff_t sst, size_t nelems, int pe);                                                    \
    void SHMEM_H_NAME(P##TYPENAME##_ibput)(CTX() TYPE *dest, const TYPE *source, ptrdiff_t dst,   \
        ptrdiff_t sst, size_t bsize, size_t nblocks, int pe);                                     \
    void SHMEM_H_NAME(P##TYPENAME##_ibget)(CTX() TYPE *dest, const TYPE *source, ptrdiff_t dst,   \
        ptrdiff_t sst, size_t bsize, size_t nblocks, int pe);
SHMEM_H_RMA(SHMEM_H_TWICE, SHMEM_H_RMA_FAMILY)
#undef SHMEM_H_RMA_FAMILY

/* Atomics. */
#define SHMEM_H_AMO_EXTENDED_FAMILY(P, CTX, TYPENAME, TYPE)                                       \
    TYPE SHMEM_H_NAME(P##TYPENAME##_atomic_fetch)(CTX() const TYPE *source, int pe);              \
    void SHMEM_H_NAME(P##TYPENAME##_atomic_set)(CTX() TYPE *dest, TYPE value, int pe);            \
    TYPE SHMEM_H_NAME(P##TYPENAME##_atomic_swap)(CTX() TYPE *dest, TYPE value, int pe);           \
    void SHMEM_H_NAME(P##TYPENAME##_atomic_fetch_nbi)(CTX() TYPE *fetch, const TYPE *source,      \
        int pe);                                                                                  \
    void SHMEM_H_NAME(P##TYPENAME##_atomic_swap_nbi)(CTX() TYPE *fetch, TYPE *dest, TYPE value,   \
        int pe);
SHMEM_H_AMO_EXTENDED(SHMEM_H_TWICE, SHMEM_H_AMO_EXTENDED_FAMILY)
#undef SHMEM_H_AMO_EXTENDED_FAMILY

#define SHMEM_H_AMO_STANDARD_FAMILY(P, CTX, TYPENAME, TYPE)                                       \
    TYPE SHMEM_H_NAME(P##TYPENAME##_atomic_compare_swap)(CTX() TYPE *dest, TYPE cond, TYPE value, \
        int pe);                                                                                  \
    TYPE SHMEM_H_NAME(P##TYPENAME##_atomic_fetch_inc)(CTX() TYPE *dest, int pe);                  \
    void SHMEM_H_NAME(P##TYPENAME##_atomic_inc)(CTX() TYPE *dest, int pe);                        \
    TYPE SHMEM_H_NAME(P##TYPENAME##_atomic_fetch_add)(CTX() TYPE *dest, TYPE value, int pe);      \
    void SHMEM_H_NAME(P##TYPENAME##_atomic_add)(CTX() TYPE *dest, TYPE value, int pe);            \
    void SHMEM_H_NAME(P##TYPENAME##_atomic_compare_swap_nbi)(CTX() TYPE *fetch, TYPE *dest,       \
        TYPE cond, TYPE value, int pe);                                                           \
    void SHMEM_H_NAME(P##TYPENAME##_atomic_fetch_inc_nbi)(CTX() TYPE *fetch, TYPE *dest, int pe); \
    void SHMEM_H_NAME(P##TYPENAME##_atomic_fetch_add_nbi)(CTX() TYPE *fetch, TYPE *dest,          \
        TYPE value, int pe);
SHMEM_H_AMO_STANDARD(SHMEM_H_TWICE, SHMEM_H_AMO_STANDARD_FAMILY)
#undef SHMEM_H_AMO_STANDARD_FAMILY

#define SHMEM_H_AMO_BITWISE_FAMILY(P, CTX, TYPENAME, TYPE)                                        \
    TYPE SHMEM_H_NAME(P##TYPENAME##_atomic_fetch_and)(CTX() TYPE *dest, TYPE value, int pe);      \
    void SHMEM_H_NAME(P##TYPENAME##_atomic_and)(CTX() TYPE *dest, TYPE value, int pe);            \
    void SHMEM_H_NAME(P##TYPENAME##_atomic_fetch_and_nbi)(CTX() TYPE *fetch, TYPE *dest,          \
        TYPE value, int pe);                                                                      \
    TYPE SHMEM_H_NAME(P##TYPENAME##_atomic_fetch_or)(CTX() TYPE *dest, TYPE value, int pe);       \
    void SHMEM_H_NAME(P##TYPENAME##_atomic_or)(CTX() TYPE *dest, TYPE value, int pe);             \
    void SHMEM_H_NAME(P##TYPENAME##_atomic_fetch_or_nbi)(CTX() TYPE *fetch, TYPE *dest,           \
        TYPE value, int pe);                                                                      \
    TYPE SHMEM_H_NAME(P##TYPENAME##_atomic_fetch_xor)(CTX() TYPE *dest, TYPE value, int pe);      \
    void SHMEM_H_NAME(P##TYPENAME##_atomic_xor)(CTX() TYPE *dest, TYPE value, int pe);            \
    void SHMEM_H_NAME(P##TYPENAME##_atomic_fetch_xor_nbi)(CTX() TYPE *fetch, TYPE *dest,          \
        TYPE value, int pe);
SHMEM_H_AMO_BITWISE(SHMEM_H_TWICE, SHMEM_H_AMO_BITWISE_FAMILY)
#undef SHMEM_H_AMO_BITWISE_FAMILY

/* Collectives. */
/* Those that take a team, both buffers and a number of elements. */
#define SHMEM_H_OF_TEAM(TYPENAME, TYPE, ROUTINE)                                                  \
    int SHMEM_H_NAME(shmem##TYPENAME##ROUTINE)(shmem_team_t team, TYPE *dest,                     \
        const TYPE *source, size_t nelems);

#define SHMEM_H_COLLECTIVE_FAMILY(TYPENAME, TYPE)                                                 \
    int SHMEM_H_NAME(shmem##TYPENAME##_broadcast)(shmem_team_t team, TYPE *dest,                  \
        const TYPE *source, size_t nelems, int PE_root);                                          \
    SHMEM_H_OF_TEAM(TYPENAME, TYPE, _collect)                                                     \
    SHMEM_H_OF_TEAM(TYPENAME, TYPE, _fcollect)                                                    \
    SHMEM_H_OF_TEAM(TYPENAME, TYPE, _alltoall)                                                    \
    int SHMEM_H_NAME(shmem##TYPENAME##_alltoalls)(shmem_team_t team, TYPE *dest,                  \
        const TYPE *source, ptrdiff_t dst, ptrdiff_t sst, size_t nelems);
SHMEM_H_RMA(SHMEM_H_ONCE, SHMEM_H_COLLECTIVE_FAMILY)
#undef SHMEM_H_COLLECTIVE_FAMILY

#define SHMEM_H_BITWISE_FAMILY(TYPENAME, TYPE)                                                    \
    SHMEM_H_OF_TEAM(TYPENAME, TYPE, _and_reduce)                                                  \
    SHMEM_H_OF_TEAM(TYPENAME, TYPE, _or_reduce)                                                   \
    SHMEM_H_OF_TEAM(TYPENAME, TYPE, _xor_reduce)
SHMEM_H_REDUCE_BITWISE(SHMEM_H_ONCE, SHMEM_H_BITWISE_FAMILY)
#undef SHMEM_H_BITWISE_FAMILY

#define SHMEM_H_MINMAX_FAMILY(TYPENAME, TYPE)                                                     \
    SHMEM_H_OF_TEAM(TYPENAME, TYPE, _max_reduce)                                                  \
    SHMEM_H_OF_TEAM(TYPENAME, TYPE, _min_reduce)
SHMEM_H_REDUCE_MINMAX(SHMEM_H_ONCE, SHMEM_H_MINMAX_FAMILY)
#undef SHMEM_H_MINMAX_FAMILY

#define SHMEM_H_SUMPROD_FAMILY(TYPENAME, TYPE)                                                    \
    SHMEM_H_OF_TEAM(TYPENAME, TYPE, _sum_reduce)                                                  \
    SHMEM_H_OF_TEAM(TYPENAME, TYPE, _prod_reduce)                                                 \
    SHMEM_H_OF_TEAM(TYPENAME, TYPE, _sum_inscan)                                                  \
    SHMEM_H_OF_TEAM(TYPENAME, TYPE, _sum_exscan)
SHMEM_H_REDUCE_SUMPROD(SHMEM_H_ONCE, SHMEM_H_SUMPROD_FAMILY)
#undef SHMEM_H_SUMPROD_FAMILY
#undef SHMEM_H_OF_TEAM

/* Waits and tests. */
#define SHMEM_H_WAIT_FAMILY(TYPENAME, TYPE)                                                       \
    void SHMEM_H_NAME(shmem##TYPENAME##_wait_until)(TYPE *ivar, int cmp, TYPE cmp_value);         \
    int SHMEM_H_NAME(shmem##TYPENAME##_test)(TYPE *ivar, int cmp, TYPE cmp_value);
SHMEM_H_AMO_STANDARD(SHMEM_H_ONCE, SHMEM_H_WAIT_FAMILY)
SHMEM_H_OLD_WAIT_UNTIL(SHMEM_H_ONCE, SHMEM_H_WAIT_FAMILY)
#undef SHMEM_H_WAIT_FAMILY

#define SHMEM_H_WAIT_SET_FAMILY(TYPENAME, TYPE)                                                   \
    void SHMEM_H_NAME(shmem##TYPENAME##_wait_until_all)(TYPE *ivars, size_t nelems,               \
        const int *status, int cmp, TYPE cmp_value);                                              \
    size_t SHMEM_H_NAME(shmem##TYPENAME##_wait_until_any)(TYPE *ivars, size_t nelems,             \
        const int *status, int cmp, TYPE cmp_value);                                              \
    size_t SHMEM_H_NAME(shmem##TYPENAME##_wait_until_some)(TYPE *ivars, size_t nelems,            \
        size_t *indices, const int *status, int cmp, TYPE cmp_value);                             \
    int SHMEM_H_NAME(shmem##TYPENAME##_test_all)(TYPE *ivars, size_t nelems, const int *status,   \
        int cmp, TYPE cmp_value);                                                                 \
    size_t SHMEM_H_NAME(shmem##TYPENAME##_test_any)(TYPE *ivars, size_t nelems,                   \
        const int *status, int cmp, TYPE cmp_value);                                              \
    size_t SHMEM_H_NAME(shmem##TYPENAME##_test_some)(TYPE *ivars, size_t nelems,                  \
        size_t *indices, const int *status, int cmp, TYPE cmp_value);                             \
    void SHMEM_H_NAME(shmem##TYPENAME##_wait_until_all_vector)(TYPE *ivars, size_t nelems,        \
        const int *status, int cmp, const TYPE *cmp_values);                                      \
    size_t SHMEM_H_NAME(shmem##TYPENAME##_wait_until_any_vector)(TYPE *ivars, size_t nelems,      \
        const int *status, int cmp, const TYPE *cmp_values);                                      \
    size_t SHMEM_H_NAME(shmem##TYPENAME##_wait_until_some_vector)(TYPE *ivars, size_t nelems,     \
        size_t *indices, const int *status, int cmp, const TYPE *cmp_values);                     \
    int SHMEM_H_NAME(shmem##TYPENAME##_test_all_vector)(TYPE *ivars, size_t nelems,               \
        const int *status, int cmp, const TYPE *cmp_values);                                      \
    size_t SHMEM_H_NAME(shmem##TYPENAME##_test_any_vector)(TYPE *ivars, size_t nelems,            \
        const int *status, int cmp, const TYPE *cmp_values);                                      \
    size_t SHMEM_H_NAME(shmem##TYPENAME##_test_some_vector)(TYPE *ivars, size_t nelems,           \
        size_t *indices, const int *status, int cmp, const TYPE *cmp_values);
SHMEM_H_AMO_STANDARD(SHMEM_H_ONCE, SHMEM_H_WAIT_SET_FAMILY)
#undef SHMEM_H_WAIT_SET_FAMILY
