/* The standard's tables of types: rows X(A, TYPENAME, TYPE), where A is whatever the user hands through.
 *
 * The tables whose names end in _C11 list each C type once, for choices by type: int64_t and long are
 * one type. */
#ifndef SHMEM_TYPE_SETS_H
#define SHMEM_TYPE_SETS_H

#define SHMEM_H_SIGNED(X, A) X(A, int, int) X(A, long, long) X(A, longlong, long long)
#define SHMEM_H_UNSIGNED(X, A) \
    X(A, uint, unsigned int) X(A, ulong, unsigned long) X(A, ulonglong, unsigned long long)
#define SHMEM_H_CHARS(X, A) X(A, char, char) X(A, schar, signed char)
#define SHMEM_H_SMALL_UNSIGNED(X, A) X(A, uchar, unsigned char) X(A, ushort, unsigned short)
#define SHMEM_H_FLOATS(X, A) X(A, float, float) X(A, double, double)
#define SHMEM_H_SMALL_FIXED(X, A) \
    X(A, int8, int8_t) X(A, int16, int16_t) X(A, uint8, uint8_t) X(A, uint16, uint16_t)
#define SHMEM_H_SIGNED_FIXED(X, A) X(A, int32, int32_t) X(A, int64, int64_t)
#define SHMEM_H_FIXED(X, A) \
    SHMEM_H_SIGNED_FIXED(X, A) X(A, uint32, uint32_t) X(A, uint64, uint64_t)
#define SHMEM_H_SIZES(X, A) X(A, size, size_t) X(A, ptrdiff, ptrdiff_t)
#ifdef SHMEM_H_COMPLEX
#define SHMEM_H_COMPLEXES(X, A) \
    X(A, complexd, SHMEM_H_COMPLEX(double)) X(A, complexf, SHMEM_H_COMPLEX(float))
#else
#define SHMEM_H_COMPLEXES(X, A)
#endif

/* Standard RMA types; also those of the collectives that move data. */
#define SHMEM_H_RMA_C11(X, A)                                                             \
    SHMEM_H_FLOATS(X, A) X(A, longdouble, long double)                                    \
    SHMEM_H_CHARS(X, A) X(A, short, short) SHMEM_H_SIGNED(X, A)                           \
    SHMEM_H_SMALL_UNSIGNED(X, A) SHMEM_H_UNSIGNED(X, A)
#define SHMEM_H_RMA(X, A) \
    SHMEM_H_RMA_C11(X, A) SHMEM_H_SMALL_FIXED(X, A) SHMEM_H_FIXED(X, A) SHMEM_H_SIZES(X, A)

/* Bits of the sized forms. */
#define SHMEM_H_SIZED(X, A) X(A, 8, void) X(A, 16, void) X(A, 32, void) X(A, 64, void) X(A, 128, void)
#define SHMEM_H_SIZED_SETS(X, A) X(A, 32, void) X(A, 64, void)

/* Standard AMO types, which are those of waits and tests too. */
#define SHMEM_H_AMO_STANDARD_C11(X, A) SHMEM_H_SIGNED(X, A) SHMEM_H_UNSIGNED(X, A)
#define SHMEM_H_AMO_STANDARD(X, A) \
    SHMEM_H_AMO_STANDARD_C11(X, A) SHMEM_H_FIXED(X, A) SHMEM_H_SIZES(X, A)

/* Extended AMO types. */
#define SHMEM_H_AMO_EXTENDED_C11(X, A) SHMEM_H_FLOATS(X, A) SHMEM_H_AMO_STANDARD_C11(X, A)
#define SHMEM_H_AMO_EXTENDED(X, A) SHMEM_H_FLOATS(X, A) SHMEM_H_AMO_STANDARD(X, A)

/* Bitwise AMO types. */
#define SHMEM_H_AMO_BITWISE_C11(X, A) SHMEM_H_UNSIGNED(X, A) SHMEM_H_SIGNED_FIXED(X, A)
#define SHMEM_H_AMO_BITWISE(X, A) SHMEM_H_UNSIGNED(X, A) SHMEM_H_FIXED(X, A)

/* Reductions of teams. */
#define SHMEM_H_REDUCE_BITWISE_C11(X, A)                                        \
    SHMEM_H_SMALL_UNSIGNED(X, A) SHMEM_H_UNSIGNED(X, A)                         \
    X(A, int8, int8_t) X(A, int16, int16_t) SHMEM_H_SIGNED_FIXED(X, A)
#define SHMEM_H_REDUCE_BITWISE(X, A)                                            \
    SHMEM_H_SMALL_UNSIGNED(X, A) SHMEM_H_UNSIGNED(X, A)                         \
    SHMEM_H_SMALL_FIXED(X, A) SHMEM_H_FIXED(X, A) X(A, size, size_t)
#define SHMEM_H_REDUCE_MINMAX_C11(X, A) SHMEM_H_RMA_C11(X, A)
#define SHMEM_H_REDUCE_MINMAX(X, A) SHMEM_H_RMA(X, A)
#define SHMEM_H_REDUCE_SUMPROD_C11(X, A) SHMEM_H_RMA_C11(X, A) SHMEM_H_COMPLEXES(X, A)
#define SHMEM_H_REDUCE_SUMPROD(X, A) SHMEM_H_RMA(X, A) SHMEM_H_COMPLEXES(X, A)

/* Deprecated: reductions of active sets. */
#define SHMEM_H_TO_ALL_BITWISE(X, A) X(A, short, short) SHMEM_H_SIGNED(X, A)
#define SHMEM_H_TO_ALL_MINMAX(X, A) \
    SHMEM_H_TO_ALL_BITWISE(X, A) SHMEM_H_FLOATS(X, A) X(A, longdouble, long double)
#define SHMEM_H_TO_ALL_SUMPROD(X, A) SHMEM_H_TO_ALL_MINMAX(X, A) SHMEM_H_COMPLEXES(X, A)

/* Deprecated: the types that waits and tests had before version 1.5, those of plain waits, and those of
 * the atomics of before version 1.4. */
#define SHMEM_H_OLD_WAIT_UNTIL(X, A) X(A, short, short) X(A, ushort, unsigned short)
#define SHMEM_H_OLD_WAIT(X, A) X(A, short, short) SHMEM_H_SIGNED(X, A)
#define SHMEM_H_OLD_AMO_STANDARD(X, A) SHMEM_H_SIGNED(X, A)
#define SHMEM_H_OLD_AMO_EXTENDED(X, A) SHMEM_H_FLOATS(X, A) SHMEM_H_SIGNED(X, A)

#endif
