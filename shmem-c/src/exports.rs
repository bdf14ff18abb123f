//! The C names. A routine's two names are jumps to the function of `shmem-sys`, so that no signature is
//! repeated and none can differ; which names there must be, `tests/symbols.rs` says.

#![allow(unsafe_code, reason = "gives functions the names that C programs link to")]

use pastey::paste;
use shmem_sys::{
    for_each_amo_bitwise_type, for_each_amo_extended_type, for_each_amo_standard_type,
    for_each_old_amo_extended_type, for_each_old_amo_standard_type, for_each_old_wait_type,
    for_each_old_wait_until_type, for_each_reduce_bitwise_type, for_each_reduce_minmax_type,
    for_each_reduce_sumprod_type, for_each_rma_type, for_each_size, for_each_to_all_bitwise_type,
    for_each_to_all_minmax_type, for_each_to_all_sumprod_type,
};

/// The body of a function that is another one, whatever its arguments.
#[cfg(target_arch = "x86_64")]
macro_rules! jump {
    ($routine:path) => {
        ::core::arch::naked_asm!("jmp {}", sym $routine)
    };
}
#[cfg(target_arch = "aarch64")]
macro_rules! jump {
    ($routine:path) => {
        ::core::arch::naked_asm!("b {}", sym $routine)
    };
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
compile_error!("a C name is a jump to its routine: say in `jump!` how this processor jumps");

/// Gives routines their C names: the standard's and the one for profilers, with a `p` in front.
macro_rules! export {
    ($($name:ident = $routine:path;)*) => {$(
        const _: () = {
            #[unsafe(naked)]
            #[unsafe(export_name = stringify!($name))]
            extern "C" fn name() {
                jump!($routine)
            }
            #[unsafe(naked)]
            #[unsafe(export_name = concat!("p", stringify!($name)))]
            extern "C" fn profiling_name() {
                jump!($routine)
            }
        };
    )*};
}

pub(crate) use {export, jump};

/// Exports routines of `shmem-sys` that have no twin for contexts, by their twins for C code.
macro_rules! routines {
    ($($name:ident)*) => { paste! { export! { $($name = shmem_sys::[<c_ $name>];)* } } };
}

/// Exports `shmem_NAME` and `shmem_ctx_NAME` of `shmem-sys`.
macro_rules! context_routines {
    ($($name:ident)*) => { paste! { routines! { $([<shmem_ $name>] [<shmem_ctx_ $name>])* } } };
}

routines! {
    shmem_finalize shmem_query_initialized shmem_query_thread
    shmem_global_exit shmem_my_pe shmem_n_pes shmem_pe_accessible shmem_addr_accessible
    shmem_ptr shmem_team_ptr shmem_info_get_version shmem_info_get_name shmem_pcontrol
    _my_pe _num_pes

    shmem_malloc shmem_calloc shmem_align shmem_malloc_with_hints shmem_realloc shmem_free
    shmalloc shmemalign shrealloc shfree

    shmem_team_my_pe shmem_team_n_pes shmem_team_get_config shmem_team_translate_pe
    shmem_team_split_strided shmem_team_split_2d shmem_team_destroy
    shmem_ctx_create shmem_team_create_ctx shmem_ctx_destroy shmem_ctx_get_team
    shmem_ctx_session_start shmem_ctx_session_stop

    shmem_signal_fetch shmem_signal_wait_until
    shmem_barrier_all shmem_barrier shmem_sync_all shmem_sync shmem_team_sync
    shmem_broadcastmem shmem_collectmem shmem_fcollectmem shmem_alltoallmem shmem_alltoallsmem
    shmem_broadcast32 shmem_collect32 shmem_fcollect32 shmem_alltoall32 shmem_alltoalls32
    shmem_broadcast64 shmem_collect64 shmem_fcollect64 shmem_alltoall64 shmem_alltoalls64
    shmem_wait_until shmem_wait
    shmem_set_lock shmem_test_lock shmem_clear_lock
}

context_routines! {
    putmem getmem putmem_nbi getmem_nbi putmem_signal putmem_signal_nbi
    signal_add signal_set
    fence quiet pe_quiet
}

macro_rules! sized {
    ($($bits:literal: $ty:ty),* $(,)?) => { paste! { context_routines! { $(
        [<put $bits>] [<get $bits>] [<put $bits _nbi>] [<get $bits _nbi>]
        [<iput $bits>] [<iget $bits>] [<ibput $bits>] [<ibget $bits>]
        [<put $bits _signal>] [<put $bits _signal_nbi>]
    )* } } };
}
for_each_size!(sized);

/// What takes or gives a value of the type: C passes a `long double` in ways that Rust does not know.
macro_rules! by_value {
    (longdouble) => {};
    ($name:ident) => {
        paste! { context_routines! { [<$name _p>] [<$name _g>] } }
    };
}

macro_rules! rma {
    ($($name:ident: $ty:ty),* $(,)?) => {
        $(by_value! { $name })*
        paste! {
            context_routines! { $(
                [<$name _put>] [<$name _get>] [<$name _put_nbi>] [<$name _get_nbi>]
                [<$name _iput>] [<$name _iget>] [<$name _ibput>] [<$name _ibget>]
                [<$name _put_signal>] [<$name _put_signal_nbi>]
            )* }
            routines! { $(
                [<shmem_ $name _broadcast>] [<shmem_ $name _collect>] [<shmem_ $name _fcollect>]
                [<shmem_ $name _alltoall>] [<shmem_ $name _alltoalls>]
            )* }
        }
    };
}
for_each_rma_type!(rma);

macro_rules! amo_standard {
    ($($name:ident: $ty:ty),* $(,)?) => { paste! {
        context_routines! { $(
            [<$name _atomic_compare_swap>] [<$name _atomic_compare_swap_nbi>]
            [<$name _atomic_inc>] [<$name _atomic_fetch_inc>] [<$name _atomic_fetch_inc_nbi>]
            [<$name _atomic_add>] [<$name _atomic_fetch_add>] [<$name _atomic_fetch_add_nbi>]
        )* }
        routines! { $(
            [<shmem_ $name _wait_until>] [<shmem_ $name _test>]
            [<shmem_ $name _wait_until_all>] [<shmem_ $name _wait_until_all_vector>]
            [<shmem_ $name _wait_until_any>] [<shmem_ $name _wait_until_any_vector>]
            [<shmem_ $name _wait_until_some>] [<shmem_ $name _wait_until_some_vector>]
            [<shmem_ $name _test_all>] [<shmem_ $name _test_all_vector>]
            [<shmem_ $name _test_any>] [<shmem_ $name _test_any_vector>]
            [<shmem_ $name _test_some>] [<shmem_ $name _test_some_vector>]
        )* }
    } };
}
for_each_amo_standard_type!(amo_standard);

macro_rules! amo_extended {
    ($($name:ident: $ty:ty),* $(,)?) => { paste! { context_routines! { $(
        [<$name _atomic_fetch>] [<$name _atomic_fetch_nbi>] [<$name _atomic_set>]
        [<$name _atomic_swap>] [<$name _atomic_swap_nbi>]
    )* } } };
}
for_each_amo_extended_type!(amo_extended);

macro_rules! amo_bitwise {
    ($($name:ident: $ty:ty),* $(,)?) => { paste! { context_routines! { $(
        [<$name _atomic_and>] [<$name _atomic_fetch_and>] [<$name _atomic_fetch_and_nbi>]
        [<$name _atomic_or>] [<$name _atomic_fetch_or>] [<$name _atomic_fetch_or_nbi>]
        [<$name _atomic_xor>] [<$name _atomic_fetch_xor>] [<$name _atomic_fetch_xor_nbi>]
    )* } } };
}
for_each_amo_bitwise_type!(amo_bitwise);

macro_rules! reduce_bitwise {
    ($($name:ident: $ty:ty),* $(,)?) => { paste! { routines! { $(
        [<shmem_ $name _and_reduce>] [<shmem_ $name _or_reduce>] [<shmem_ $name _xor_reduce>]
    )* } } };
}
for_each_reduce_bitwise_type!(reduce_bitwise);

macro_rules! reduce_minmax {
    ($($name:ident: $ty:ty),* $(,)?) => { paste! { routines! { $(
        [<shmem_ $name _max_reduce>] [<shmem_ $name _min_reduce>]
    )* } } };
}
for_each_reduce_minmax_type!(reduce_minmax);

macro_rules! reduce_sumprod {
    ($($name:ident: $ty:ty),* $(,)?) => { paste! { routines! { $(
        [<shmem_ $name _sum_reduce>] [<shmem_ $name _prod_reduce>]
        [<shmem_ $name _sum_inscan>] [<shmem_ $name _sum_exscan>]
    )* } } };
}
for_each_reduce_sumprod_type!(reduce_sumprod);

macro_rules! to_all_bitwise {
    ($($name:ident: $ty:ty),* $(,)?) => { paste! { routines! { $(
        [<shmem_ $name _and_to_all>] [<shmem_ $name _or_to_all>] [<shmem_ $name _xor_to_all>]
    )* } } };
}
for_each_to_all_bitwise_type!(to_all_bitwise);

macro_rules! to_all_minmax {
    ($($name:ident: $ty:ty),* $(,)?) => { paste! { routines! { $(
        [<shmem_ $name _max_to_all>] [<shmem_ $name _min_to_all>]
    )* } } };
}
for_each_to_all_minmax_type!(to_all_minmax);

macro_rules! to_all_sumprod {
    ($($name:ident: $ty:ty),* $(,)?) => { paste! { routines! { $(
        [<shmem_ $name _sum_to_all>] [<shmem_ $name _prod_to_all>]
    )* } } };
}
for_each_to_all_sumprod_type!(to_all_sumprod);

macro_rules! old_wait_until {
    ($($name:ident: $ty:ty),* $(,)?) => { paste! { routines! { $(
        [<shmem_ $name _wait_until>] [<shmem_ $name _test>]
    )* } } };
}
for_each_old_wait_until_type!(old_wait_until);

macro_rules! old_wait {
    ($($name:ident: $ty:ty),* $(,)?) => { paste! { routines! { $([<shmem_ $name _wait>])* } } };
}
for_each_old_wait_type!(old_wait);

macro_rules! old_amo_standard {
    ($($name:ident: $ty:ty),* $(,)?) => { paste! { routines! { $(
        [<shmem_ $name _cswap>] [<shmem_ $name _finc>] [<shmem_ $name _inc>]
        [<shmem_ $name _fadd>] [<shmem_ $name _add>]
    )* } } };
}
for_each_old_amo_standard_type!(old_amo_standard);

macro_rules! old_amo_extended {
    ($($name:ident: $ty:ty),* $(,)?) => { paste! { routines! { $(
        [<shmem_ $name _fetch>] [<shmem_ $name _set>] [<shmem_ $name _swap>]
    )* } } };
}
for_each_old_amo_extended_type!(old_amo_extended);
