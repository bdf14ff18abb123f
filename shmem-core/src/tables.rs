//! The standard's type sets, each once.
//!
//! A table calls the macro it is given with rows `name: type`: `name` is what the standard puts in
//! the routine's name, `type` the Rust type that stands for the C one. Definitions, re-exports,
//! tests and benches are made from these tables.

/// Table 3, "Point-to-point types for RMA": `put`, `get`, `p`, `g`, their kin and the data collectives.
#[macro_export]
macro_rules! for_each_rma_type {
    ($callback:path) => {
        $callback! {
            float: f32, double: f64, longdouble: $crate::LongDouble,
            char: ::core::ffi::c_char, schar: ::core::ffi::c_schar,
            short: ::core::ffi::c_short, int: ::core::ffi::c_int,
            long: ::core::ffi::c_long, longlong: ::core::ffi::c_longlong,
            uchar: ::core::ffi::c_uchar, ushort: ::core::ffi::c_ushort,
            uint: ::core::ffi::c_uint, ulong: ::core::ffi::c_ulong,
            ulonglong: ::core::ffi::c_ulonglong,
            int8: i8, int16: i16, int32: i32, int64: i64,
            uint8: u8, uint16: u16, uint32: u32, uint64: u64,
            size: usize, ptrdiff: isize,
        }
    };
}

/// The sized forms (`shmem_put32`): bits in the name, an opaque element of that many bits.
#[macro_export]
macro_rules! for_each_size {
    ($callback:path) => {
        $callback! { 8: u8, 16: u16, 32: u32, 64: u64, 128: u128, }
    };
}

/// Table 5, "Standard AMO types": compare-and-swap, add, increment, and every wait and test.
#[macro_export]
macro_rules! for_each_amo_standard_type {
    ($callback:path) => {
        $callback! {
            int: ::core::ffi::c_int, long: ::core::ffi::c_long,
            longlong: ::core::ffi::c_longlong, uint: ::core::ffi::c_uint,
            ulong: ::core::ffi::c_ulong, ulonglong: ::core::ffi::c_ulonglong,
            int32: i32, int64: i64, uint32: u32, uint64: u64, size: usize, ptrdiff: isize,
        }
    };
}

/// Table 6, "Extended AMO types": fetch, set and swap.
#[macro_export]
macro_rules! for_each_amo_extended_type {
    ($callback:path) => {
        $callback! {
            float: f32, double: f64,
            int: ::core::ffi::c_int, long: ::core::ffi::c_long,
            longlong: ::core::ffi::c_longlong, uint: ::core::ffi::c_uint,
            ulong: ::core::ffi::c_ulong, ulonglong: ::core::ffi::c_ulonglong,
            int32: i32, int64: i64, uint32: u32, uint64: u64, size: usize, ptrdiff: isize,
        }
    };
}

/// Table 7, "Bitwise AMO types": and, or, xor.
#[macro_export]
macro_rules! for_each_amo_bitwise_type {
    ($callback:path) => {
        $callback! {
            uint: ::core::ffi::c_uint, ulong: ::core::ffi::c_ulong,
            ulonglong: ::core::ffi::c_ulonglong,
            int32: i32, int64: i64, uint32: u32, uint64: u64,
        }
    };
}

/// The team reductions `and`, `or`, `xor`.
#[macro_export]
macro_rules! for_each_reduce_bitwise_type {
    ($callback:path) => {
        $callback! {
            uchar: ::core::ffi::c_uchar, ushort: ::core::ffi::c_ushort,
            uint: ::core::ffi::c_uint, ulong: ::core::ffi::c_ulong,
            ulonglong: ::core::ffi::c_ulonglong,
            int8: i8, int16: i16, int32: i32, int64: i64,
            uint8: u8, uint16: u16, uint32: u32, uint64: u64, size: usize,
        }
    };
}

/// The team reductions `min` and `max`, without `longdouble`, whose arithmetic Rust does not have.
#[macro_export]
macro_rules! for_each_reduce_minmax_type {
    ($callback:path) => {
        $callback! {
            char: ::core::ffi::c_char, schar: ::core::ffi::c_schar,
            short: ::core::ffi::c_short, int: ::core::ffi::c_int,
            long: ::core::ffi::c_long, longlong: ::core::ffi::c_longlong,
            ptrdiff: isize,
            uchar: ::core::ffi::c_uchar, ushort: ::core::ffi::c_ushort,
            uint: ::core::ffi::c_uint, ulong: ::core::ffi::c_ulong,
            ulonglong: ::core::ffi::c_ulonglong,
            int8: i8, int16: i16, int32: i32, int64: i64,
            uint8: u8, uint16: u16, uint32: u32, uint64: u64, size: usize,
            float: f32, double: f64,
        }
    };
}

/// The team reductions `sum` and `prod` and the scans, without `longdouble`.
#[macro_export]
macro_rules! for_each_reduce_sumprod_type {
    ($callback:path) => {
        $callback! {
            char: ::core::ffi::c_char, schar: ::core::ffi::c_schar,
            short: ::core::ffi::c_short, int: ::core::ffi::c_int,
            long: ::core::ffi::c_long, longlong: ::core::ffi::c_longlong,
            ptrdiff: isize,
            uchar: ::core::ffi::c_uchar, ushort: ::core::ffi::c_ushort,
            uint: ::core::ffi::c_uint, ulong: ::core::ffi::c_ulong,
            ulonglong: ::core::ffi::c_ulonglong,
            int8: i8, int16: i16, int32: i32, int64: i64,
            uint8: u8, uint16: u16, uint32: u32, uint64: u64, size: usize,
            float: f32, double: f64,
            complexd: $crate::Complex<f64>, complexf: $crate::Complex<f32>,
        }
    };
}

/// The active-set reductions `and`, `or`, `xor` (deprecated in 1.5): signed types only.
#[macro_export]
macro_rules! for_each_to_all_bitwise_type {
    ($callback:path) => {
        $callback! {
            short: ::core::ffi::c_short, int: ::core::ffi::c_int,
            long: ::core::ffi::c_long, longlong: ::core::ffi::c_longlong,
        }
    };
}

/// The active-set reductions `min` and `max` (deprecated in 1.5), without `longdouble`.
#[macro_export]
macro_rules! for_each_to_all_minmax_type {
    ($callback:path) => {
        $callback! {
            short: ::core::ffi::c_short, int: ::core::ffi::c_int,
            long: ::core::ffi::c_long, longlong: ::core::ffi::c_longlong,
            float: f32, double: f64,
        }
    };
}

/// The active-set reductions `sum` and `prod` (deprecated in 1.5), without `longdouble`.
#[macro_export]
macro_rules! for_each_to_all_sumprod_type {
    ($callback:path) => {
        $callback! {
            short: ::core::ffi::c_short, int: ::core::ffi::c_int,
            long: ::core::ffi::c_long, longlong: ::core::ffi::c_longlong,
            float: f32, double: f64,
            complexd: $crate::Complex<f64>, complexf: $crate::Complex<f32>,
        }
    };
}

/// The types that waits and tests had before 1.5 and lost: still provided.
#[macro_export]
macro_rules! for_each_old_wait_until_type {
    ($callback:path) => {
        $callback! { short: ::core::ffi::c_short, ushort: ::core::ffi::c_ushort, }
    };
}

/// The types of `shmem_TYPENAME_wait` (deprecated in 1.4).
#[macro_export]
macro_rules! for_each_old_wait_type {
    ($callback:path) => {
        $callback! {
            short: ::core::ffi::c_short, int: ::core::ffi::c_int,
            long: ::core::ffi::c_long, longlong: ::core::ffi::c_longlong,
        }
    };
}

/// The types of the old names `cswap`, `finc`, `inc`, `fadd`, `add` (deprecated in 1.4).
#[macro_export]
macro_rules! for_each_old_amo_standard_type {
    ($callback:path) => {
        $callback! {
            int: ::core::ffi::c_int, long: ::core::ffi::c_long,
            longlong: ::core::ffi::c_longlong,
        }
    };
}

/// The types of the old names `fetch`, `set`, `swap` (deprecated in 1.4).
#[macro_export]
macro_rules! for_each_old_amo_extended_type {
    ($callback:path) => {
        $callback! {
            float: f32, double: f64, int: ::core::ffi::c_int,
            long: ::core::ffi::c_long, longlong: ::core::ffi::c_longlong,
        }
    };
}
