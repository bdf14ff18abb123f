/* The standard's sets of types: X(name in routines, type). */

#ifndef TYPES_H
#define TYPES_H

#define WORDS(X)                                                                                   \
    X(int, int)                                                                                    \
    X(long, long)                                                                                  \
    X(longlong, long long)                                                                         \
    X(uint, unsigned int)                                                                          \
    X(ulong, unsigned long)                                                                        \
    X(ulonglong, unsigned long long)                                                               \
    X(int32, int32_t)                                                                              \
    X(int64, int64_t)                                                                              \
    X(uint32, uint32_t)                                                                            \
    X(uint64, uint64_t)                                                                            \
    X(size, size_t)                                                                                \
    X(ptrdiff, ptrdiff_t)

#define SHORTER(X)                                                                                 \
    X(char, char)                                                                                  \
    X(schar, signed char)                                                                          \
    X(short, short)                                                                                \
    X(uchar, unsigned char)                                                                        \
    X(ushort, unsigned short)                                                                      \
    X(int8, int8_t)                                                                                \
    X(int16, int16_t)                                                                              \
    X(uint8, uint8_t)                                                                              \
    X(uint16, uint16_t)

#define FLOATS(X)                                                                                  \
    X(float, float)                                                                                \
    X(double, double)

#define RMA(X)                                                                                     \
    WORDS(X)                                                                                       \
    SHORTER(X)                                                                                     \
    FLOATS(X)                                                                                      \
    X(longdouble, long double)

#define AMO_STANDARD(X) WORDS(X)

#define AMO_EXTENDED(X)                                                                            \
    WORDS(X)                                                                                       \
    FLOATS(X)

#define AMO_BITWISE(X)                                                                             \
    X(uint, unsigned int)                                                                          \
    X(ulong, unsigned long)                                                                        \
    X(ulonglong, unsigned long long)                                                               \
    X(int32, int32_t)                                                                              \
    X(int64, int64_t)                                                                              \
    X(uint32, uint32_t)                                                                            \
    X(uint64, uint64_t)

#define REDUCE_BITWISE(X)                                                                          \
    AMO_BITWISE(X)                                                                                 \
    X(uchar, unsigned char)                                                                        \
    X(ushort, unsigned short)                                                                      \
    X(int8, int8_t)                                                                                \
    X(int16, int16_t)                                                                              \
    X(uint8, uint8_t)                                                                              \
    X(uint16, uint16_t)                                                                            \
    X(size, size_t)

#define REDUCE_MINMAX(X) RMA(X)

#ifdef __cplusplus
#define REDUCE_SUMPROD(X) RMA(X)
#else
#define REDUCE_SUMPROD(X)                                                                          \
    RMA(X)                                                                                         \
    X(complexd, double _Complex)                                                                   \
    X(complexf, float _Complex)
#endif

#define SET_BITWISE(X)                                                                             \
    X(short, short)                                                                                \
    X(int, int)                                                                                    \
    X(long, long)                                                                                  \
    X(longlong, long long)

#define SET_MINMAX(X)                                                                              \
    SET_BITWISE(X)                                                                                 \
    FLOATS(X)                                                                                      \
    X(longdouble, long double)

#define SET_SUMPROD(X)                                                                             \
    SET_MINMAX(X)                                                                                  \
    X(complexd, double _Complex)                                                                   \
    X(complexf, float _Complex)

#define OLD_AMO_STANDARD(X)                                                                        \
    X(int, int)                                                                                    \
    X(long, long)                                                                                  \
    X(longlong, long long)

#define OLD_AMO_EXTENDED(X)                                                                        \
    OLD_AMO_STANDARD(X)                                                                            \
    FLOATS(X)

/* Sizes in bits, and a type as long. */
#define SIZES(X)                                                                                   \
    X(8, uint8_t)                                                                                  \
    X(16, uint16_t)                                                                                \
    X(32, uint32_t)                                                                                \
    X(64, uint64_t)

#endif
