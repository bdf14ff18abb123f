//! The routines of the C library that the engine stands on, each family once.
//!
//! [`for_each_routine`] calls the macro it is given once for each set of rows, as
//! `use! { family: fn shmem_name(arg: type, …) -> type; … }`. `native.rs` makes declarations of the
//! rows; the build script reads them as text, looks for each name among the library's symbols, has
//! the C compiler compare each prototype with the header, and sets `shmem_has_FAMILY` when the whole
//! family is there. The family `needed` is what no library may lack.

/// Rows that come twice: without and with a context in front.
macro_rules! with_context {
    ($use:ident $family:ident; $(fn $base:ident($($arg:ident: $ty:ty),*) $(-> $ret:ty)?;)*) => { ::pastey::paste! {
        $use! { $family:
            $(
                fn [<shmem_ $base>]($($arg: $ty),*) $(-> $ret)?;
                fn [<shmem_ctx_ $base>](ctx: shmem_ctx_t $(, $arg: $ty)*) $(-> $ret)?;
            )*
        }
    } };
}

macro_rules! spread_copies {
    ($use:ident; $($bits:literal)*) => { ::pastey::paste! { with_context! { $use needed; $(
        fn [<iput $bits>](dest: *mut c_void, source: *const c_void, dst: isize, sst: isize, nelems: usize, pe: c_int);
        fn [<iget $bits>](dest: *mut c_void, source: *const c_void, dst: isize, sst: isize, nelems: usize, pe: c_int);
    )* } } };
}

macro_rules! block_copies {
    ($use:ident; $($bits:literal)*) => { ::pastey::paste! { with_context! { $use block_strided; $(
        fn [<ibput $bits>](dest: *mut c_void, source: *const c_void, dst: isize, sst: isize, bsize: usize, nblocks: usize, pe: c_int);
        fn [<ibget $bits>](dest: *mut c_void, source: *const c_void, dst: isize, sst: isize, bsize: usize, nblocks: usize, pe: c_int);
    )* } } };
}

macro_rules! single_values {
    ($use:ident; $($name:ident: $ty:ty,)*) => { ::pastey::paste! { with_context! { $use needed; $(
        fn [<$name _p>](dest: *mut $ty, value: $ty, pe: c_int);
        fn [<$name _g>](source: *const $ty, pe: c_int) -> $ty;
    )* } } };
}

macro_rules! atomics_extended {
    ($use:ident; $($name:ident: $ty:ty,)*) => { ::pastey::paste! { with_context! { $use needed; $(
        fn [<$name _atomic_fetch>](source: *const $ty, pe: c_int) -> $ty;
        fn [<$name _atomic_set>](dest: *mut $ty, value: $ty, pe: c_int);
        fn [<$name _atomic_swap>](dest: *mut $ty, value: $ty, pe: c_int) -> $ty;
    )* } } };
}

macro_rules! atomics_standard {
    ($use:ident; $($name:ident: $ty:ty,)*) => { ::pastey::paste! { with_context! { $use needed; $(
        fn [<$name _atomic_compare_swap>](dest: *mut $ty, cond: $ty, value: $ty, pe: c_int) -> $ty;
        fn [<$name _atomic_fetch_add>](dest: *mut $ty, value: $ty, pe: c_int) -> $ty;
        fn [<$name _atomic_add>](dest: *mut $ty, value: $ty, pe: c_int);
    )* } } };
}

macro_rules! atomics_bitwise {
    ($use:ident; $($name:ident: $ty:ty,)*) => { ::pastey::paste! { with_context! { $use needed; $(
        fn [<$name _atomic_fetch_and>](dest: *mut $ty, value: $ty, pe: c_int) -> $ty;
        fn [<$name _atomic_and>](dest: *mut $ty, value: $ty, pe: c_int);
        fn [<$name _atomic_fetch_or>](dest: *mut $ty, value: $ty, pe: c_int) -> $ty;
        fn [<$name _atomic_or>](dest: *mut $ty, value: $ty, pe: c_int);
        fn [<$name _atomic_fetch_xor>](dest: *mut $ty, value: $ty, pe: c_int) -> $ty;
        fn [<$name _atomic_xor>](dest: *mut $ty, value: $ty, pe: c_int);
    )* } } };
}

macro_rules! atomics_nbi {
    ($use:ident; $($name:ident: $ty:ty,)*) => { ::pastey::paste! { with_context! { $use atomic_nbi; $(
        fn [<$name _atomic_fetch_nbi>](fetch: *mut $ty, source: *const $ty, pe: c_int);
        fn [<$name _atomic_swap_nbi>](fetch: *mut $ty, dest: *mut $ty, value: $ty, pe: c_int);
        fn [<$name _atomic_compare_swap_nbi>](fetch: *mut $ty, dest: *mut $ty, cond: $ty, value: $ty, pe: c_int);
        fn [<$name _atomic_fetch_add_nbi>](fetch: *mut $ty, dest: *mut $ty, value: $ty, pe: c_int);
        fn [<$name _atomic_fetch_and_nbi>](fetch: *mut $ty, dest: *mut $ty, value: $ty, pe: c_int);
        fn [<$name _atomic_fetch_or_nbi>](fetch: *mut $ty, dest: *mut $ty, value: $ty, pe: c_int);
        fn [<$name _atomic_fetch_xor_nbi>](fetch: *mut $ty, dest: *mut $ty, value: $ty, pe: c_int);
    )* } } };
}

macro_rules! active_set_copies {
    ($use:ident; $($bits:literal)*) => { ::pastey::paste! { $use! { active_sets: $(
        fn [<shmem_broadcast $bits>](dest: *mut c_void, source: *const c_void, nelems: usize, pe_root: c_int, pe_start: c_int, log_pe_stride: c_int, pe_size: c_int, psync: *mut c_long);
        fn [<shmem_collect $bits>](dest: *mut c_void, source: *const c_void, nelems: usize, pe_start: c_int, log_pe_stride: c_int, pe_size: c_int, psync: *mut c_long);
        fn [<shmem_fcollect $bits>](dest: *mut c_void, source: *const c_void, nelems: usize, pe_start: c_int, log_pe_stride: c_int, pe_size: c_int, psync: *mut c_long);
        fn [<shmem_alltoall $bits>](dest: *mut c_void, source: *const c_void, nelems: usize, pe_start: c_int, log_pe_stride: c_int, pe_size: c_int, psync: *mut c_long);
        fn [<shmem_alltoalls $bits>](dest: *mut c_void, source: *const c_void, dst: isize, sst: isize, nelems: usize, pe_start: c_int, log_pe_stride: c_int, pe_size: c_int, psync: *mut c_long);
    )* } } };
}

macro_rules! to_all {
    ($use:ident; $op:ident; $($name:ident: $ty:ty,)*) => { ::pastey::paste! { $use! { to_all: $(
        fn [<shmem_ $name _ $op _to_all>](dest: *mut $ty, source: *const $ty, nreduce: c_int, pe_start: c_int, log_pe_stride: c_int, pe_size: c_int, pwrk: *mut $ty, psync: *mut c_long);
    )* } } };
}

macro_rules! for_each_routine {
    ($use:ident) => {
        $use! { needed:
            fn shmem_init_thread(requested: c_int, provided: *mut c_int) -> c_int;
            fn shmem_finalize();
            fn shmem_global_exit(status: c_int);
            fn shmem_my_pe() -> c_int;
            fn shmem_n_pes() -> c_int;
            fn shmem_addr_accessible(addr: *const c_void, pe: c_int) -> c_int;
            fn shmem_ptr(dest: *const c_void, pe: c_int) -> *mut c_void;
            fn shmem_info_get_version(major: *mut c_int, minor: *mut c_int);
            fn shmem_info_get_name(name: *mut c_char);

            fn shmem_align(alignment: usize, size: usize) -> *mut c_void;
            fn shmem_realloc(ptr: *mut c_void, size: usize) -> *mut c_void;
            fn shmem_free(ptr: *mut c_void);

            fn shmem_ctx_create(options: c_long, ctx: *mut shmem_ctx_t) -> c_int;
            fn shmem_ctx_destroy(ctx: shmem_ctx_t);

            fn shmem_long_test(ivar: *mut c_long, cmp: c_int, value: c_long) -> c_int;

            fn shmem_barrier_all();
        }
        with_context! { $use needed;
            fn fence();
            fn quiet();
            fn putmem(dest: *mut c_void, source: *const c_void, nelems: usize, pe: c_int);
            fn getmem(dest: *mut c_void, source: *const c_void, nelems: usize, pe: c_int);
            fn putmem_nbi(dest: *mut c_void, source: *const c_void, nelems: usize, pe: c_int);
            fn getmem_nbi(dest: *mut c_void, source: *const c_void, nelems: usize, pe: c_int);
        }
        spread_copies! { $use; 8 16 32 64 128 }
        single_values! { $use;
            char: c_char, short: c_short, int: c_int, long: c_long,
        }
        atomics_extended! { $use; uint: c_uint, ulong: c_ulong, }
        atomics_standard! { $use; uint: c_uint, ulong: c_ulong, }
        atomics_bitwise! { $use; uint: c_uint, ulong: c_ulong, }

        $use! { active_sets:
            fn shmem_barrier(pe_start: c_int, log_pe_stride: c_int, pe_size: c_int, psync: *mut c_long);
        }
        $use! { active_set_sync:
            #[cfg_attr(shmem_sync_is_aset, link_name = "shmem_sync_aset")]
            fn shmem_sync(pe_start: c_int, log_pe_stride: c_int, pe_size: c_int, psync: *mut c_long);
        }
        active_set_copies! { $use; 32 64 }
        to_all! { $use; and; short: c_short, int: c_int, long: c_long, }
        to_all! { $use; or; short: c_short, int: c_int, long: c_long, }
        to_all! { $use; xor; short: c_short, int: c_int, long: c_long, }
        to_all! { $use; min; short: c_short, int: c_int, long: c_long, float: f32, double: f64, }
        to_all! { $use; max; short: c_short, int: c_int, long: c_long, float: f32, double: f64, }
        to_all! { $use; sum;
            short: c_short, int: c_int, long: c_long, float: f32, double: f64,
            complexf: c_complexf, complexd: c_complexd,
        }
        to_all! { $use; prod;
            short: c_short, int: c_int, long: c_long, float: f32, double: f64,
            complexf: c_complexf, complexd: c_complexd,
        }

        with_context! { $use put_signal;
            fn putmem_signal(dest: *mut c_void, source: *const c_void, nelems: usize, sig_addr: *mut u64, signal: u64, sig_op: c_int, pe: c_int);
            fn putmem_signal_nbi(dest: *mut c_void, source: *const c_void, nelems: usize, sig_addr: *mut u64, signal: u64, sig_op: c_int, pe: c_int);
        }
        $use! { counted_inits: fn shmem_query_initialized(initialized: *mut c_int); }
        $use! { signal_fetch: fn shmem_signal_fetch(sig_addr: *const u64) -> u64; }
        with_context! { $use signal_ops;
            fn signal_add(sig_addr: *mut u64, signal: u64, pe: c_int);
            fn signal_set(sig_addr: *mut u64, signal: u64, pe: c_int);
        }
        atomics_nbi! { $use; uint: c_uint, ulong: c_ulong, }
        $use! { malloc_hints:
            fn shmem_malloc_with_hints(size: usize, hints: c_long) -> *mut c_void;
        }
        with_context! { $use pe_quiet; fn pe_quiet(target_pes: *const c_int, npes: usize); }
        block_copies! { $use; 8 16 32 64 128 }
    };
}
