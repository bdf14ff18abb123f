/* The type-generic names of C11: each is the typed routine that the type of a pointer chooses. */
#ifndef SHMEM_GENERIC_H
#define SHMEM_GENERIC_H

#include "type_sets.h"

/* The first and the second of at least two arguments. */
#define SHMEM_H_FIRST(...) SHMEM_H_FIRST_OF(__VA_ARGS__, 0)
#define SHMEM_H_FIRST_OF(first, ...) (first)
#define SHMEM_H_SECOND(...) SHMEM_H_SECOND_OF(__VA_ARGS__, 0)
#define SHMEM_H_SECOND_OF(first, second, ...) (second)

/* What a pointer of the wrong type chooses, so that compilers name it. */
void shmem_h_no_routine_for_this_type(void);

#define SHMEM_H_CASE(OP, TYPENAME, TYPE) \
    TYPE * : shmem##TYPENAME##OP, const TYPE * : shmem##TYPENAME##OP,
#define SHMEM_H_CTX_CASE(OP, TYPENAME, TYPE) \
    TYPE * : shmem_ctx##TYPENAME##OP, const TYPE * : shmem_ctx##TYPENAME##OP,

/* Chosen by the first argument; by the second; by the first, or the second after a context. */
#define SHMEM_H_BY_FIRST(TYPES, OP, ...)                                                          \
    _Generic(SHMEM_H_FIRST(__VA_ARGS__),                                                          \
        TYPES(SHMEM_H_CASE, OP) default : shmem_h_no_routine_for_this_type)(__VA_ARGS__)
#define SHMEM_H_BY_SECOND(TYPES, OP, ...)                                                         \
    _Generic(SHMEM_H_SECOND(__VA_ARGS__),                                                         \
        TYPES(SHMEM_H_CASE, OP) default : shmem_h_no_routine_for_this_type)(__VA_ARGS__)
#define SHMEM_H_WITH_CTX(TYPES, OP, ...)                                                          \
    _Generic(SHMEM_H_FIRST(__VA_ARGS__),                                                          \
        shmem_ctx_t : _Generic(SHMEM_H_SECOND(__VA_ARGS__),                                       \
            TYPES(SHMEM_H_CTX_CASE, OP) default : shmem_h_no_routine_for_this_type),              \
        TYPES(SHMEM_H_CASE, OP) default : shmem_h_no_routine_for_this_type)(__VA_ARGS__)

/* Remote memory access, with and without signals. */
#define shmem_put(...) SHMEM_H_WITH_CTX(SHMEM_H_RMA_C11, _put, __VA_ARGS__)
#define shmem_get(...) SHMEM_H_WITH_CTX(SHMEM_H_RMA_C11, _get, __VA_ARGS__)
#define shmem_p(...) SHMEM_H_WITH_CTX(SHMEM_H_RMA_C11, _p, __VA_ARGS__)
#define shmem_g(...) SHMEM_H_WITH_CTX(SHMEM_H_RMA_C11, _g, __VA_ARGS__)
#define shmem_iput(...) SHMEM_H_WITH_CTX(SHMEM_H_RMA_C11, _iput, __VA_ARGS__)
#define shmem_iget(...) SHMEM_H_WITH_CTX(SHMEM_H_RMA_C11, _iget, __VA_ARGS__)
#define shmem_ibput(...) SHMEM_H_WITH_CTX(SHMEM_H_RMA_C11, _ibput, __VA_ARGS__)
#define shmem_ibget(...) SHMEM_H_WITH_CTX(SHMEM_H_RMA_C11, _ibget, __VA_ARGS__)
#define shmem_put_nbi(...) SHMEM_H_WITH_CTX(SHMEM_H_RMA_C11, _put_nbi, __VA_ARGS__)
#define shmem_get_nbi(...) SHMEM_H_WITH_CTX(SHMEM_H_RMA_C11, _get_nbi, __VA_ARGS__)
#define shmem_put_signal(...) SHMEM_H_WITH_CTX(SHMEM_H_RMA_C11, _put_signal, __VA_ARGS__)
#define shmem_put_signal_nbi(...) SHMEM_H_WITH_CTX(SHMEM_H_RMA_C11, _put_signal_nbi, __VA_ARGS__)
#define shmem_signal_add(...)                                                                     \
    _Generic(SHMEM_H_FIRST(__VA_ARGS__),                                                          \
        shmem_ctx_t : shmem_ctx_signal_add, default : shmem_signal_add)(__VA_ARGS__)
#define shmem_signal_set(...)                                                                     \
    _Generic(SHMEM_H_FIRST(__VA_ARGS__),                                                          \
        shmem_ctx_t : shmem_ctx_signal_set, default : shmem_signal_set)(__VA_ARGS__)

/* Atomics. */
#define shmem_atomic_fetch(...) SHMEM_H_WITH_CTX(SHMEM_H_AMO_EXTENDED_C11, _atomic_fetch, __VA_ARGS__)
#define shmem_atomic_set(...) SHMEM_H_WITH_CTX(SHMEM_H_AMO_EXTENDED_C11, _atomic_set, __VA_ARGS__)
#define shmem_atomic_swap(...) SHMEM_H_WITH_CTX(SHMEM_H_AMO_EXTENDED_C11, _atomic_swap, __VA_ARGS__)
#define shmem_atomic_fetch_nbi(...) SHMEM_H_WITH_CTX(SHMEM_H_AMO_EXTENDED_C11, _atomic_fetch_nbi, __VA_ARGS__)
#define shmem_atomic_swap_nbi(...) SHMEM_H_WITH_CTX(SHMEM_H_AMO_EXTENDED_C11, _atomic_swap_nbi, __VA_ARGS__)
#define shmem_atomic_compare_swap(...) SHMEM_H_WITH_CTX(SHMEM_H_AMO_STANDARD_C11, _atomic_compare_swap, __VA_ARGS__)
#define shmem_atomic_fetch_inc(...) SHMEM_H_WITH_CTX(SHMEM_H_AMO_STANDARD_C11, _atomic_fetch_inc, __VA_ARGS__)
#define shmem_atomic_inc(...) SHMEM_H_WITH_CTX(SHMEM_H_AMO_STANDARD_C11, _atomic_inc, __VA_ARGS__)
#define shmem_atomic_fetch_add(...) SHMEM_H_WITH_CTX(SHMEM_H_AMO_STANDARD_C11, _atomic_fetch_add, __VA_ARGS__)
#define shmem_atomic_add(...) SHMEM_H_WITH_CTX(SHMEM_H_AMO_STANDARD_C11, _atomic_add, __VA_ARGS__)
#define shmem_atomic_compare_swap_nbi(...) SHMEM_H_WITH_CTX(SHMEM_H_AMO_STANDARD_C11, _atomic_compare_swap_nbi, __VA_ARGS__)
#define shmem_atomic_fetch_inc_nbi(...) SHMEM_H_WITH_CTX(SHMEM_H_AMO_STANDARD_C11, _atomic_fetch_inc_nbi, __VA_ARGS__)
#define shmem_atomic_fetch_add_nbi(...) SHMEM_H_WITH_CTX(SHMEM_H_AMO_STANDARD_C11, _atomic_fetch_add_nbi, __VA_ARGS__)
#define shmem_atomic_fetch_and(...) SHMEM_H_WITH_CTX(SHMEM_H_AMO_BITWISE_C11, _atomic_fetch_and, __VA_ARGS__)
#define shmem_atomic_and(...) SHMEM_H_WITH_CTX(SHMEM_H_AMO_BITWISE_C11, _atomic_and, __VA_ARGS__)
#define shmem_atomic_fetch_and_nbi(...) SHMEM_H_WITH_CTX(SHMEM_H_AMO_BITWISE_C11, _atomic_fetch_and_nbi, __VA_ARGS__)
#define shmem_atomic_fetch_or(...) SHMEM_H_WITH_CTX(SHMEM_H_AMO_BITWISE_C11, _atomic_fetch_or, __VA_ARGS__)
#define shmem_atomic_or(...) SHMEM_H_WITH_CTX(SHMEM_H_AMO_BITWISE_C11, _atomic_or, __VA_ARGS__)
#define shmem_atomic_fetch_or_nbi(...) SHMEM_H_WITH_CTX(SHMEM_H_AMO_BITWISE_C11, _atomic_fetch_or_nbi, __VA_ARGS__)
#define shmem_atomic_fetch_xor(...) SHMEM_H_WITH_CTX(SHMEM_H_AMO_BITWISE_C11, _atomic_fetch_xor, __VA_ARGS__)
#define shmem_atomic_xor(...) SHMEM_H_WITH_CTX(SHMEM_H_AMO_BITWISE_C11, _atomic_xor, __VA_ARGS__)
#define shmem_atomic_fetch_xor_nbi(...) SHMEM_H_WITH_CTX(SHMEM_H_AMO_BITWISE_C11, _atomic_fetch_xor_nbi, __VA_ARGS__)

/* Collectives of teams. shmem_sync of an active set is the routine of that name. */
#define shmem_sync(...)                                                                           \
    _Generic(SHMEM_H_FIRST(__VA_ARGS__), shmem_team_t : shmem_team_sync, default : shmem_sync)(   \
        __VA_ARGS__)
#define shmem_broadcast(...) SHMEM_H_BY_SECOND(SHMEM_H_RMA_C11, _broadcast, __VA_ARGS__)
#define shmem_collect(...) SHMEM_H_BY_SECOND(SHMEM_H_RMA_C11, _collect, __VA_ARGS__)
#define shmem_fcollect(...) SHMEM_H_BY_SECOND(SHMEM_H_RMA_C11, _fcollect, __VA_ARGS__)
#define shmem_alltoall(...) SHMEM_H_BY_SECOND(SHMEM_H_RMA_C11, _alltoall, __VA_ARGS__)
#define shmem_alltoalls(...) SHMEM_H_BY_SECOND(SHMEM_H_RMA_C11, _alltoalls, __VA_ARGS__)
#define shmem_and_reduce(...) SHMEM_H_BY_SECOND(SHMEM_H_REDUCE_BITWISE_C11, _and_reduce, __VA_ARGS__)
#define shmem_or_reduce(...) SHMEM_H_BY_SECOND(SHMEM_H_REDUCE_BITWISE_C11, _or_reduce, __VA_ARGS__)
#define shmem_xor_reduce(...) SHMEM_H_BY_SECOND(SHMEM_H_REDUCE_BITWISE_C11, _xor_reduce, __VA_ARGS__)
#define shmem_max_reduce(...) SHMEM_H_BY_SECOND(SHMEM_H_REDUCE_MINMAX_C11, _max_reduce, __VA_ARGS__)
#define shmem_min_reduce(...) SHMEM_H_BY_SECOND(SHMEM_H_REDUCE_MINMAX_C11, _min_reduce, __VA_ARGS__)
#define shmem_sum_reduce(...) SHMEM_H_BY_SECOND(SHMEM_H_REDUCE_SUMPROD_C11, _sum_reduce, __VA_ARGS__)
#define shmem_prod_reduce(...) SHMEM_H_BY_SECOND(SHMEM_H_REDUCE_SUMPROD_C11, _prod_reduce, __VA_ARGS__)
#define shmem_sum_inscan(...) SHMEM_H_BY_SECOND(SHMEM_H_REDUCE_SUMPROD_C11, _sum_inscan, __VA_ARGS__)
#define shmem_sum_exscan(...) SHMEM_H_BY_SECOND(SHMEM_H_REDUCE_SUMPROD_C11, _sum_exscan, __VA_ARGS__)

/* Waits and tests. */
#define shmem_wait_until(...) SHMEM_H_BY_FIRST(SHMEM_H_WAIT_C11, _wait_until, __VA_ARGS__)
#define shmem_test(...) SHMEM_H_BY_FIRST(SHMEM_H_WAIT_C11, _test, __VA_ARGS__)
#define shmem_wait_until_all(...) SHMEM_H_BY_FIRST(SHMEM_H_AMO_STANDARD_C11, _wait_until_all, __VA_ARGS__)
#define shmem_wait_until_any(...) SHMEM_H_BY_FIRST(SHMEM_H_AMO_STANDARD_C11, _wait_until_any, __VA_ARGS__)
#define shmem_wait_until_some(...) SHMEM_H_BY_FIRST(SHMEM_H_AMO_STANDARD_C11, _wait_until_some, __VA_ARGS__)
#define shmem_test_all(...) SHMEM_H_BY_FIRST(SHMEM_H_AMO_STANDARD_C11, _test_all, __VA_ARGS__)
#define shmem_test_any(...) SHMEM_H_BY_FIRST(SHMEM_H_AMO_STANDARD_C11, _test_any, __VA_ARGS__)
#define shmem_test_some(...) SHMEM_H_BY_FIRST(SHMEM_H_AMO_STANDARD_C11, _test_some, __VA_ARGS__)
#define shmem_wait_until_all_vector(...) SHMEM_H_BY_FIRST(SHMEM_H_AMO_STANDARD_C11, _wait_until_all_vector, __VA_ARGS__)
#define shmem_wait_until_any_vector(...) SHMEM_H_BY_FIRST(SHMEM_H_AMO_STANDARD_C11, _wait_until_any_vector, __VA_ARGS__)
#define shmem_wait_until_some_vector(...) SHMEM_H_BY_FIRST(SHMEM_H_AMO_STANDARD_C11, _wait_until_some_vector, __VA_ARGS__)
#define shmem_test_all_vector(...) SHMEM_H_BY_FIRST(SHMEM_H_AMO_STANDARD_C11, _test_all_vector, __VA_ARGS__)
#define shmem_test_any_vector(...) SHMEM_H_BY_FIRST(SHMEM_H_AMO_STANDARD_C11, _test_any_vector, __VA_ARGS__)
#define shmem_test_some_vector(...) SHMEM_H_BY_FIRST(SHMEM_H_AMO_STANDARD_C11, _test_some_vector, __VA_ARGS__)

/* Deprecated: the atomics of before version 1.4. */
#define shmem_fetch(...) SHMEM_H_BY_FIRST(SHMEM_H_OLD_AMO_EXTENDED, _fetch, __VA_ARGS__)
#define shmem_set(...) SHMEM_H_BY_FIRST(SHMEM_H_OLD_AMO_EXTENDED, _set, __VA_ARGS__)
#define shmem_swap(...) SHMEM_H_BY_FIRST(SHMEM_H_OLD_AMO_EXTENDED, _swap, __VA_ARGS__)
#define shmem_cswap(...) SHMEM_H_BY_FIRST(SHMEM_H_OLD_AMO_STANDARD, _cswap, __VA_ARGS__)
#define shmem_finc(...) SHMEM_H_BY_FIRST(SHMEM_H_OLD_AMO_STANDARD, _finc, __VA_ARGS__)
#define shmem_inc(...) SHMEM_H_BY_FIRST(SHMEM_H_OLD_AMO_STANDARD, _inc, __VA_ARGS__)
#define shmem_fadd(...) SHMEM_H_BY_FIRST(SHMEM_H_OLD_AMO_STANDARD, _fadd, __VA_ARGS__)
#define shmem_add(...) SHMEM_H_BY_FIRST(SHMEM_H_OLD_AMO_STANDARD, _add, __VA_ARGS__)

#endif
