/* The type-generic names of C11, as overloaded functions of C++. */
#ifndef SHMEM_GENERIC_HPP
#define SHMEM_GENERIC_HPP

#include "type_sets.h"

extern "C++" {

/* One function, which is the typed routine. */
#define SHMEM_H_OVERLOAD(RESULT, P, TYPENAME, OP, PARAMETERS, ARGUMENTS) \
    inline RESULT shmem##OP PARAMETERS                                   \
    {                                                                    \
        return P##TYPENAME##OP ARGUMENTS;                                \
    }

/* A family for one type: once, or without and with a context, as parameter and as argument. */
#define SHMEM_H_ONCE(FAMILY, TYPENAME, TYPE) FAMILY(TYPENAME, TYPE)
#define SHMEM_H_TWICE(FAMILY, TYPENAME, TYPE)                      \
    FAMILY(shmem, SHMEM_H_NO_CTX, SHMEM_H_NO_CTX, TYPENAME, TYPE)  \
    FAMILY(shmem_ctx, SHMEM_H_CTX, SHMEM_H_PASS, TYPENAME, TYPE)
#define SHMEM_H_NO_CTX()
#define SHMEM_H_CTX() shmem_ctx_t ctx,
#define SHMEM_H_PASS() ctx,

/* Remote memory access, with and without signals. */
#define SHMEM_H_RMA_FAMILY(P, CTX, PASS, TYPENAME, TYPE)                                         \
    SHMEM_H_OVERLOAD(void, P, TYPENAME, _p, (CTX() TYPE *dest, TYPE value, int pe),              \
        (PASS() dest, value, pe))                                                                \
    SHMEM_H_OVERLOAD(TYPE, P, TYPENAME, _g, (CTX() const TYPE *source, int pe), (PASS() source,  \
        pe))                                                                                     \
    SHMEM_H_OVERLOAD(void, P, TYPENAME, _put, (CTX() TYPE *dest, const TYPE *source,             \
        size_t nelems, int pe), (PASS() dest, source, nelems, pe))                               \
    SHMEM_H_OVERLOAD(void, P, TYPENAME, _get, (CTX() TYPE *dest, const TYPE *source,             \
        size_t nelems, int pe), (PASS() dest, source, nelems, pe))                               \
    SHMEM_H_OVERLOAD(void, P, TYPENAME, _put_nbi, (CTX() TYPE *dest, const TYPE *source,         \
        size_t nelems, int pe), (PASS() dest, source, nelems, pe))                               \
    SHMEM_H_OVERLOAD(void, P, TYPENAME, _get_nbi, (CTX() TYPE *dest, const TYPE *source,         \
        size_t nelems, int pe), (PASS() dest, source, nelems, pe))                               \
    SHMEM_H_OVERLOAD(void, P, TYPENAME, _put_signal, (CTX() TYPE *dest, const TYPE *source,      \
        size_t nelems, uint64_t *sig_addr, uint64_t signal, int sig_op, int pe), (PASS() dest,   \
        source, nelems, sig_addr, signal, sig_op, pe))                                           \
    SHMEM_H_OVERLOAD(void, P, TYPENAME, _put_signal_nbi, (CTX() TYPE *dest, const TYPE *source,  \
        size_t nelems, uint64_t *sig_addr, uint64_t signal, int sig_op, int pe), (PASS() dest,   \
        source, nelems, sig_addr, signal, sig_op, pe))                                           \
    SHMEM_H_OVERLOAD(void, P, TYPENAME, _iput, (CTX() TYPE *dest, const TYPE *source,            \
        ptrdiff_t dst, ptrdiff_t sst, size_t nelems, int pe), (PASS() dest, source, dst, sst,    \
        nelems, pe))                                                                             \
    SHMEM_H_OVERLOAD(void, P, TYPENAME, _iget, (CTX() TYPE *dest, const TYPE *source,            \
        ptrdiff_t dst, ptrdiff_t sst, size_t nelems, int pe), (PASS() dest, source, dst, sst,    \
        nelems, pe))                                                                             \
    SHMEM_H_OVERLOAD(void, P, TYPENAME, _ibput, (CTX() TYPE *dest, const TYPE *source,           \
        ptrdiff_t dst, ptrdiff_t sst, size_t bsize, size_t nblocks, int pe), (PASS() dest,       \
        source, dst, sst, bsize, nblocks, pe))                                                   \
    SHMEM_H_OVERLOAD(void, P, TYPENAME, _ibget, (CTX() TYPE *dest, const TYPE *source,           \
        ptrdiff_t dst, ptrdiff_t sst, size_t bsize, size_t nblocks, int pe), (PASS() dest,       \
        source, dst, sst, bsize, nblocks, pe))
SHMEM_H_RMA_C11(SHMEM_H_TWICE, SHMEM_H_RMA_FAMILY)
#undef SHMEM_H_RMA_FAMILY

inline void shmem_signal_add(shmem_ctx_t ctx, uint64_t *sig_addr, uint64_t signal, int pe)
{
    shmem_ctx_signal_add(ctx, sig_addr, signal, pe);
}
inline void shmem_signal_set(shmem_ctx_t ctx, uint64_t *sig_addr, uint64_t signal, int pe)
{
    shmem_ctx_signal_set(ctx, sig_addr, signal, pe);
}

/* Atomics. */
#define SHMEM_H_AMO_EXTENDED_FAMILY(P, CTX, PASS, TYPENAME, TYPE)                                \
    SHMEM_H_OVERLOAD(TYPE, P, TYPENAME, _atomic_fetch, (CTX() const TYPE *source, int pe),       \
        (PASS() source, pe))                                                                     \
    SHMEM_H_OVERLOAD(void, P, TYPENAME, _atomic_set, (CTX() TYPE *dest, TYPE value, int pe),     \
        (PASS() dest, value, pe))                                                                \
    SHMEM_H_OVERLOAD(TYPE, P, TYPENAME, _atomic_swap, (CTX() TYPE *dest, TYPE value, int pe),    \
        (PASS() dest, value, pe))                                                                \
    SHMEM_H_OVERLOAD(void, P, TYPENAME, _atomic_fetch_nbi, (CTX() TYPE *fetch,                   \
        const TYPE *source, int pe), (PASS() fetch, source, pe))                                 \
    SHMEM_H_OVERLOAD(void, P, TYPENAME, _atomic_swap_nbi, (CTX() TYPE *fetch, TYPE *dest,        \
        TYPE value, int pe), (PASS() fetch, dest, value, pe))
SHMEM_H_AMO_EXTENDED_C11(SHMEM_H_TWICE, SHMEM_H_AMO_EXTENDED_FAMILY)
#undef SHMEM_H_AMO_EXTENDED_FAMILY

#define SHMEM_H_AMO_STANDARD_FAMILY(P, CTX, PASS, TYPENAME, TYPE)                                \
    SHMEM_H_OVERLOAD(TYPE, P, TYPENAME, _atomic_compare_swap, (CTX() TYPE *dest, TYPE cond,      \
        TYPE value, int pe), (PASS() dest, cond, value, pe))                                     \
    SHMEM_H_OVERLOAD(TYPE, P, TYPENAME, _atomic_fetch_inc, (CTX() TYPE *dest, int pe),           \
        (PASS() dest, pe))                                                                       \
    SHMEM_H_OVERLOAD(void, P, TYPENAME, _atomic_inc, (CTX() TYPE *dest, int pe), (PASS() dest,   \
        pe))                                                                                     \
    SHMEM_H_OVERLOAD(TYPE, P, TYPENAME, _atomic_fetch_add, (CTX() TYPE *dest, TYPE value,        \
        int pe), (PASS() dest, value, pe))                                                       \
    SHMEM_H_OVERLOAD(void, P, TYPENAME, _atomic_add, (CTX() TYPE *dest, TYPE value, int pe),     \
        (PASS() dest, value, pe))                                                                \
    SHMEM_H_OVERLOAD(void, P, TYPENAME, _atomic_compare_swap_nbi, (CTX() TYPE *fetch,            \
        TYPE *dest, TYPE cond, TYPE value, int pe), (PASS() fetch, dest, cond, value, pe))       \
    SHMEM_H_OVERLOAD(void, P, TYPENAME, _atomic_fetch_inc_nbi, (CTX() TYPE *fetch, TYPE *dest,   \
        int pe), (PASS() fetch, dest, pe))                                                       \
    SHMEM_H_OVERLOAD(void, P, TYPENAME, _atomic_fetch_add_nbi, (CTX() TYPE *fetch, TYPE *dest,   \
        TYPE value, int pe), (PASS() fetch, dest, value, pe))
SHMEM_H_AMO_STANDARD_C11(SHMEM_H_TWICE, SHMEM_H_AMO_STANDARD_FAMILY)
#undef SHMEM_H_AMO_STANDARD_FAMILY

#define SHMEM_H_AMO_BITWISE_FAMILY(P, CTX, PASS, TYPENAME, TYPE)                                 \
    SHMEM_H_OVERLOAD(TYPE, P, TYPENAME, _atomic_fetch_and, (CTX() TYPE *dest, TYPE value,        \
        int pe), (PASS() dest, value, pe))                                                       \
    SHMEM_H_OVERLOAD(void, P, TYPENAME, _atomic_and, (CTX() TYPE *dest, TYPE value, int pe),     \
        (PASS() dest, value, pe))                                                                \
    SHMEM_H_OVERLOAD(void, P, TYPENAME, _atomic_fetch_and_nbi, (CTX() TYPE *fetch, TYPE *dest,   \
        TYPE value, int pe), (PASS() fetch, dest, value, pe))                                    \
    SHMEM_H_OVERLOAD(TYPE, P, TYPENAME, _atomic_fetch_or, (CTX() TYPE *dest, TYPE value,         \
        int pe), (PASS() dest, value, pe))                                                       \
    SHMEM_H_OVERLOAD(void, P, TYPENAME, _atomic_or, (CTX() TYPE *dest, TYPE value, int pe),      \
        (PASS() dest, value, pe))                                                                \
    SHMEM_H_OVERLOAD(void, P, TYPENAME, _atomic_fetch_or_nbi, (CTX() TYPE *fetch, TYPE *dest,    \
        TYPE value, int pe), (PASS() fetch, dest, value, pe))                                    \
    SHMEM_H_OVERLOAD(TYPE, P, TYPENAME, _atomic_fetch_xor, (CTX() TYPE *dest, TYPE value,        \
        int pe), (PASS() dest, value, pe))                                                       \
    SHMEM_H_OVERLOAD(void, P, TYPENAME, _atomic_xor, (CTX() TYPE *dest, TYPE value, int pe),     \
        (PASS() dest, value, pe))                                                                \
    SHMEM_H_OVERLOAD(void, P, TYPENAME, _atomic_fetch_xor_nbi, (CTX() TYPE *fetch, TYPE *dest,   \
        TYPE value, int pe), (PASS() fetch, dest, value, pe))
SHMEM_H_AMO_BITWISE_C11(SHMEM_H_TWICE, SHMEM_H_AMO_BITWISE_FAMILY)
#undef SHMEM_H_AMO_BITWISE_FAMILY

/* Collectives of teams. */
inline int shmem_sync(shmem_team_t team)
{
    return shmem_team_sync(team);
}

/* Those that take a team, both buffers and a number of elements. */
#define SHMEM_H_OF_TEAM(TYPENAME, TYPE, ROUTINE)                                                 \
    SHMEM_H_OVERLOAD(int, shmem, TYPENAME, ROUTINE, (shmem_team_t team, TYPE *dest,              \
        const TYPE *source, size_t nelems), (team, dest, source, nelems))

#define SHMEM_H_COLLECTIVE_FAMILY(TYPENAME, TYPE)                                                \
    SHMEM_H_OVERLOAD(int, shmem, TYPENAME, _broadcast, (shmem_team_t team, TYPE *dest,           \
        const TYPE *source, size_t nelems, int PE_root), (team, dest, source, nelems, PE_root))  \
    SHMEM_H_OF_TEAM(TYPENAME, TYPE, _collect)                                                    \
    SHMEM_H_OF_TEAM(TYPENAME, TYPE, _fcollect)                                                   \
    SHMEM_H_OF_TEAM(TYPENAME, TYPE, _alltoall)                                                   \
    SHMEM_H_OVERLOAD(int, shmem, TYPENAME, _alltoalls, (shmem_team_t team, TYPE *dest,           \
        const TYPE *source, ptrdiff_t dst, ptrdiff_t sst, size_t nelems), (team, dest, source,   \
        dst, sst, nelems))
SHMEM_H_RMA_C11(SHMEM_H_ONCE, SHMEM_H_COLLECTIVE_FAMILY)
#undef SHMEM_H_COLLECTIVE_FAMILY

#define SHMEM_H_BITWISE_FAMILY(TYPENAME, TYPE)                                                   \
    SHMEM_H_OF_TEAM(TYPENAME, TYPE, _and_reduce)                                                 \
    SHMEM_H_OF_TEAM(TYPENAME, TYPE, _or_reduce)                                                  \
    SHMEM_H_OF_TEAM(TYPENAME, TYPE, _xor_reduce)
SHMEM_H_REDUCE_BITWISE_C11(SHMEM_H_ONCE, SHMEM_H_BITWISE_FAMILY)
#undef SHMEM_H_BITWISE_FAMILY

#define SHMEM_H_MINMAX_FAMILY(TYPENAME, TYPE)                                                    \
    SHMEM_H_OF_TEAM(TYPENAME, TYPE, _max_reduce)                                                 \
    SHMEM_H_OF_TEAM(TYPENAME, TYPE, _min_reduce)
SHMEM_H_REDUCE_MINMAX_C11(SHMEM_H_ONCE, SHMEM_H_MINMAX_FAMILY)
#undef SHMEM_H_MINMAX_FAMILY

#define SHMEM_H_SUMPROD_FAMILY(TYPENAME, TYPE)                                                   \
    SHMEM_H_OF_TEAM(TYPENAME, TYPE, _sum_reduce)                                                 \
    SHMEM_H_OF_TEAM(TYPENAME, TYPE, _prod_reduce)                                                \
    SHMEM_H_OF_TEAM(TYPENAME, TYPE, _sum_inscan)                                                 \
    SHMEM_H_OF_TEAM(TYPENAME, TYPE, _sum_exscan)
SHMEM_H_REDUCE_SUMPROD_C11(SHMEM_H_ONCE, SHMEM_H_SUMPROD_FAMILY)
#undef SHMEM_H_SUMPROD_FAMILY
#undef SHMEM_H_OF_TEAM

/* Waits and tests. shmem_wait_until of a long is a routine of the library's. */
#define SHMEM_H_WAIT_FAMILY(TYPENAME, TYPE)                                                      \
    SHMEM_H_OVERLOAD(void, shmem, TYPENAME, _wait_until, (TYPE *ivar, int cmp, TYPE cmp_value),  \
        (ivar, cmp, cmp_value))
SHMEM_H_WAIT_NOT_LONG(SHMEM_H_ONCE, SHMEM_H_WAIT_FAMILY)
#undef SHMEM_H_WAIT_FAMILY

#define SHMEM_H_TEST_FAMILY(TYPENAME, TYPE)                                                      \
    SHMEM_H_OVERLOAD(int, shmem, TYPENAME, _test, (TYPE *ivar, int cmp, TYPE cmp_value), (ivar,  \
        cmp, cmp_value))
SHMEM_H_WAIT_C11(SHMEM_H_ONCE, SHMEM_H_TEST_FAMILY)
#undef SHMEM_H_TEST_FAMILY

#define SHMEM_H_WAIT_SET_FAMILY(TYPENAME, TYPE)                                                  \
    SHMEM_H_OVERLOAD(void, shmem, TYPENAME, _wait_until_all, (TYPE *ivars, size_t nelems,        \
        const int *status, int cmp, TYPE cmp_value), (ivars, nelems, status, cmp, cmp_value))    \
    SHMEM_H_OVERLOAD(size_t, shmem, TYPENAME, _wait_until_any, (TYPE *ivars, size_t nelems,      \
        const int *status, int cmp, TYPE cmp_value), (ivars, nelems, status, cmp, cmp_value))    \
    SHMEM_H_OVERLOAD(size_t, shmem, TYPENAME, _wait_until_some, (TYPE *ivars, size_t nelems,     \
        size_t *indices, const int *status, int cmp, TYPE cmp_value), (ivars, nelems, indices,   \
        status, cmp, cmp_value))                                                                 \
    SHMEM_H_OVERLOAD(int, shmem, TYPENAME, _test_all, (TYPE *ivars, size_t nelems,               \
        const int *status, int cmp, TYPE cmp_value), (ivars, nelems, status, cmp, cmp_value))    \
    SHMEM_H_OVERLOAD(size_t, shmem, TYPENAME, _test_any, (TYPE *ivars, size_t nelems,            \
        const int *status, int cmp, TYPE cmp_value), (ivars, nelems, status, cmp, cmp_value))    \
    SHMEM_H_OVERLOAD(size_t, shmem, TYPENAME, _test_some, (TYPE *ivars, size_t nelems,           \
        size_t *indices, const int *status, int cmp, TYPE cmp_value), (ivars, nelems, indices,   \
        status, cmp, cmp_value))                                                                 \
    SHMEM_H_OVERLOAD(void, shmem, TYPENAME, _wait_until_all_vector, (TYPE *ivars,                \
        size_t nelems, const int *status, int cmp, const TYPE *cmp_values), (ivars, nelems,      \
        status, cmp, cmp_values))                                                                \
    SHMEM_H_OVERLOAD(size_t, shmem, TYPENAME, _wait_until_any_vector, (TYPE *ivars,              \
        size_t nelems, const int *status, int cmp, const TYPE *cmp_values), (ivars, nelems,      \
        status, cmp, cmp_values))                                                                \
    SHMEM_H_OVERLOAD(size_t, shmem, TYPENAME, _wait_until_some_vector, (TYPE *ivars,             \
        size_t nelems, size_t *indices, const int *status, int cmp, const TYPE *cmp_values),     \
        (ivars, nelems, indices, status, cmp, cmp_values))                                       \
    SHMEM_H_OVERLOAD(int, shmem, TYPENAME, _test_all_vector, (TYPE *ivars, size_t nelems,        \
        const int *status, int cmp, const TYPE *cmp_values), (ivars, nelems, status, cmp,        \
        cmp_values))                                                                             \
    SHMEM_H_OVERLOAD(size_t, shmem, TYPENAME, _test_any_vector, (TYPE *ivars, size_t nelems,     \
        const int *status, int cmp, const TYPE *cmp_values), (ivars, nelems, status, cmp,        \
        cmp_values))                                                                             \
    SHMEM_H_OVERLOAD(size_t, shmem, TYPENAME, _test_some_vector, (TYPE *ivars, size_t nelems,    \
        size_t *indices, const int *status, int cmp, const TYPE *cmp_values), (ivars, nelems,    \
        indices, status, cmp, cmp_values))
SHMEM_H_AMO_STANDARD_C11(SHMEM_H_ONCE, SHMEM_H_WAIT_SET_FAMILY)
#undef SHMEM_H_WAIT_SET_FAMILY

/* Deprecated: the atomics of before version 1.4. */
#define SHMEM_H_OLD_EXTENDED_FAMILY(TYPENAME, TYPE)                                              \
    SHMEM_H_OVERLOAD(TYPE, shmem, TYPENAME, _fetch, (const TYPE *source, int pe), (source, pe))  \
    SHMEM_H_OVERLOAD(void, shmem, TYPENAME, _set, (TYPE *dest, TYPE value, int pe), (dest,       \
        value, pe))                                                                              \
    SHMEM_H_OVERLOAD(TYPE, shmem, TYPENAME, _swap, (TYPE *dest, TYPE value, int pe), (dest,      \
        value, pe))
SHMEM_H_OLD_AMO_EXTENDED(SHMEM_H_ONCE, SHMEM_H_OLD_EXTENDED_FAMILY)
#undef SHMEM_H_OLD_EXTENDED_FAMILY

#define SHMEM_H_OLD_STANDARD_FAMILY(TYPENAME, TYPE)                                              \
    SHMEM_H_OVERLOAD(TYPE, shmem, TYPENAME, _cswap, (TYPE *dest, TYPE cond, TYPE value,          \
        int pe), (dest, cond, value, pe))                                                        \
    SHMEM_H_OVERLOAD(TYPE, shmem, TYPENAME, _finc, (TYPE *dest, int pe), (dest, pe))             \
    SHMEM_H_OVERLOAD(void, shmem, TYPENAME, _inc, (TYPE *dest, int pe), (dest, pe))              \
    SHMEM_H_OVERLOAD(TYPE, shmem, TYPENAME, _fadd, (TYPE *dest, TYPE value, int pe), (dest,      \
        value, pe))                                                                              \
    SHMEM_H_OVERLOAD(void, shmem, TYPENAME, _add, (TYPE *dest, TYPE value, int pe), (dest,       \
        value, pe))
SHMEM_H_OLD_AMO_STANDARD(SHMEM_H_ONCE, SHMEM_H_OLD_STANDARD_FAMILY)
#undef SHMEM_H_OLD_STANDARD_FAMILY

} /* extern "C++" */

#undef SHMEM_H_OVERLOAD
#undef SHMEM_H_ONCE
#undef SHMEM_H_TWICE
#undef SHMEM_H_NO_CTX
#undef SHMEM_H_CTX
#undef SHMEM_H_PASS

#endif
