/* The standard's tables of types: rows X(A, TYPENAME, TYPE), where A is whatever the user hands through.
 *
 * A TYPENAME begins with its underscore: a program may have a macro called uchar.
 *
 * The tables whose names end in _C11 list each C type once, for choices by type: int64_t and long are
 * one type. */
#ifndef SHMEM_TYPE_SETS_H
#define SHMEM_TYPE_SETS_H

#define SHMEM_H_SIGNED(X, A) X(A, _int, int) X(A, _long, long) X(A, _longlong, long long)
#define SHMEM_H_UNSIGNED(X, A)                                                          \
    X(A, _uint, unsigned int) X(A, _ulong, unsigned long) X(A, _ulonglong, unsigned long long)
#define SHMEM_H_CHARS(X, A) X(A, _char, char) X(A, _schar, signed char)
#define SHMEM_H_SMALL_UNSIGNED(X, A) X(A, _uchar, unsigned char) X(A, _ushort, unsigned short)
#define SHMEM_H_FLOATS(X, A) X(A, _float, float) X(A, _double, double)
#define SHMEM_H_SMALL_FIXED(X, A)                                                       \
    X(A, _int8, int8_t) X(A, _int16, int16_t) X(A, _uint8, uint8_t) X(A, _uint16, uint16_t)
#define SHMEM_H_SIGNED_FIXED(X, A) X(A, _int32, int32_t) X(A, _int64, int64_t)
#define SHMEM_H_FIXED(X, A)                                                             \
    SHMEM_H_SIGNED_FIXED(X, A) X(A, _uint32, uint32_t) X(A, _uint64, uint64_t)
#define SHMEM_H_SIZES(X, A) X(A, _size, size_t) X(A, _ptrdiff, ptrdiff_t)
#ifdef SHMEM_H_COMPLEX
#define SHMEM_H_COMPLEXES(X, A)                                                         \
    X(A, _complexd, SHMEM_H_COMPLEX(double)) X(A, _complexf, SHMEM_H_COMPLEX(float))
#else
#define SHMEM_H_COMPLEXES(X, A)
#endif

/* Standard RMA types; also those of the collectives that move data. */
#define SHMEM_H_RMA_C11(X, A)                                                           \
    SHMEM_H_FLOATS(X, A) X(A, _longdouble, long double)                                 \
    SHMEM_H_CHARS(X, A) X(A, _short, short) SHMEM_H_SIGNED(X, A)                        \
    SHMEM_H_SMALL_UNSIGNED(X, A) SHMEM_H_UNSIGNED(X, A)
#define SHMEM_H_RMA(X, A)                                                               \
    SHMEM_H_RMA_C11(X, A) SHMEM_H_SMALL_FIXED(X, A) SHMEM_H_FIXED(X, A) SHMEM_H_SIZES(X, A)

/* Bits of the sized forms. */
#define SHMEM_H_SIZED(X, A) X(A, 8, void) X(A, 16, void) X(A, 32, void) X(A, 64, void) X(A, 128, void)
#define SHMEM_H_SIZED_SETS(X, A) X(A, 32, void) X(A, 64, void)

/* Standard AMO types, which are those of waits and tests too. */
#define SHMEM_H_AMO_STANDARD_C11(X, A) SHMEM_H_SIGNED(X, A) SHMEM_H_UNSIGNED(X, A)
#define SHMEM_H_AMO_STANDARD(X, A)                                                      \
    SHMEM_H_AMO_STANDARD_C11(X, A) SHMEM_H_FIXED(X, A) SHMEM_H_SIZES(X, A)

/* Extended AMO types. */
#define SHMEM_H_AMO_EXTENDED_C11(X, A) SHMEM_H_FLOATS(X, A) SHMEM_H_AMO_STANDARD_C11(X, A)
#define SHMEM_H_AMO_EXTENDED(X, A) SHMEM_H_FLOATS(X, A) SHMEM_H_AMO_STANDARD(X, A)

/* Bitwise AMO types. */
#define SHMEM_H_AMO_BITWISE_C11(X, A) SHMEM_H_UNSIGNED(X, A) SHMEM_H_SIGNED_FIXED(X, A)
#define SHMEM_H_AMO_BITWISE(X, A) SHMEM_H_UNSIGNED(X, A) SHMEM_H_FIXED(X, A)

/* Reductions of teams. */
#define SHMEM_H_REDUCE_BITWISE_C11(X, A)                                                \
    SHMEM_H_SMALL_UNSIGNED(X, A) SHMEM_H_UNSIGNED(X, A)                                 \
    X(A, _int8, int8_t) X(A, _int16, int16_t) SHMEM_H_SIGNED_FIXED(X, A)
#define SHMEM_H_REDUCE_BITWISE(X, A)                                                    \
    SHMEM_H_SMALL_UNSIGNED(X, A) SHMEM_H_UNSIGNED(X, A)                                 \
    SHMEM_H_SMALL_FIXED(X, A) SHMEM_H_FIXED(X, A) X(A, _size, size_t)
#define SHMEM_H_REDUCE_MINMAX_C11(X, A) SHMEM_H_RMA_C11(X, A)
#define SHMEM_H_REDUCE_MINMAX(X, A) SHMEM_H_RMA(X, A)
#define SHMEM_H_REDUCE_SUMPROD_C11(X, A) SHMEM_H_RMA_C11(X, A) SHMEM_H_COMPLEXES(X, A)
#define SHMEM_H_REDUCE_SUMPROD(X, A) SHMEM_H_RMA(X, A) SHMEM_H_COMPLEXES(X, A)

/* Deprecated: reductions of active sets. */
#define SHMEM_H_TO_ALL_BITWISE(X, A) X(A, _short, short) SHMEM_H_SIGNED(X, A)
#define SHMEM_H_TO_ALL_MINMAX(X, A)                                                     \
    SHMEM_H_TO_ALL_BITWISE(X, A) SHMEM_H_FLOATS(X, A) X(A, _longdouble, long double)
#define SHMEM_H_TO_ALL_SUMPROD(X, A) SHMEM_H_TO_ALL_MINMAX(X, A) SHMEM_H_COMPLEXES(X, A)

/* Deprecated: the types that waits and tests had before version 1.5, those of plain waits, and those of
 * the atomics of before version 1.4. */
#define SHMEM_H_OLD_WAIT_UNTIL(X, A) X(A, _short, short) X(A, _ushort, unsigned short)
#define SHMEM_H_WAIT_NOT_LONG(X, A)                                                     \
    X(A, _int, int) X(A, _longlong, long long) SHMEM_H_UNSIGNED(X, A)                   \
    SHMEM_H_OLD_WAIT_UNTIL(X, A)
#define SHMEM_H_WAIT_C11(X, A) SHMEM_H_WAIT_NOT_LONG(X, A) X(A, _long, long)
#define SHMEM_H_OLD_WAIT(X, A) X(A, _short, short) SHMEM_H_SIGNED(X, A)
#define SHMEM_H_OLD_AMO_STANDARD(X, A) SHMEM_H_SIGNED(X, A)
#define SHMEM_H_OLD_AMO_EXTENDED(X, A) SHMEM_H_FLOATS(X, A) SHMEM_H_SIGNED(X, A)

#endif
