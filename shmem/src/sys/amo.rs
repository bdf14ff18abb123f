//! Atomic operations on words of symmetric memory.

use super::target::issue;
use super::{InScope, Target, Word};

/// Defines a trait of C routines, and implements it for a table of types.
///
/// What fetches also has a form that is only started, and delivers before its scope ends.
macro_rules! routines {
    (
        $(#[$meta:meta])*
        $trait:ident for $types:tt
        $changes:tt
        $fetches:tt
    ) => {
        routines! { @trait [$(#[$meta])*] $trait $changes $fetches }
        routines! { @types $trait $types $changes $fetches }
    };
    (
        @trait [$(#[$meta:meta])*] $trait:ident
        { $($change:ident($($change_arg:ident),*);)* }
        { $($fetch:ident($($arg:ident),*);)* }
    ) => { ::pastey::paste! {
        $(#[$meta])*
        pub trait $trait: Copy {
            $(fn $change(word: Word<'_, Self>, $($change_arg: Self,)* pe: impl Target);)*
            $(
                fn $fetch(word: Word<'_, Self>, $($arg: Self,)* pe: impl Target) -> Self;
                fn [<$fetch _nbi>]<'scope>(
                    place: &'scope mut Self,
                    word: Word<'scope, Self>,
                    $($arg: Self,)*
                    pe: InScope<'scope>,
                );
            )*
        }
    } };
    (@types $trait:ident { $($name:ident: $ty:ty),* } $changes:tt $fetches:tt) => {
        $(routines! { @type $trait $name $ty; $changes $fetches })*
    };
    (
        @type $trait:ident $name:ident $ty:ty;
        { $($change:ident($($change_arg:ident),*);)* }
        { $($fetch:ident($($arg:ident),*);)* }
    ) => { ::pastey::paste! {
        impl $trait for $ty {$(
            #[inline]
            fn $change(word: Word<'_, Self>, $($change_arg: Self,)* pe: impl Target) {
                // The word is allocated, aligned and accessed atomically, and `pe` is a PE.
                issue!(pe, [<$name _atomic_ $change>](word.as_ptr() $(, $change_arg)*));
            }
        )*$(
            #[inline]
            fn $fetch(word: Word<'_, Self>, $($arg: Self,)* pe: impl Target) -> Self {
                // As above.
                issue!(pe, [<$name _atomic_ $fetch>](word.as_ptr() $(, $arg)*))
            }

            #[inline]
            fn [<$fetch _nbi>]<'scope>(
                place: &'scope mut Self,
                word: Word<'scope, Self>,
                $($arg: Self,)*
                pe: InScope<'scope>,
            ) {
                // As above; the place is lent, to nobody else, until the operation is complete.
                issue!(pe, [<$name _atomic_ $fetch _nbi>](place, word.as_ptr() $(, $arg)*));
            }
        )*}
    } };
}

routines! {
    /// The routines of the standard's extended AMO types. Out of users' reach, which seals it.
    ExtendedCalls for {
        float: f32, double: f64,
        int32: i32, int64: i64, uint32: u32, uint64: u64, size: usize, ptrdiff: isize
    }
    { set(value); }
    { fetch(); swap(value); }
}

routines! {
    /// The further routines of the standard AMO types. Out of users' reach, which seals it.
    AmoCalls for {
        int32: i32, int64: i64, uint32: u32, uint64: u64, size: usize, ptrdiff: isize
    }
    { inc(); add(value); }
    { compare_swap(cond, value); fetch_inc(); fetch_add(value); }
}

routines! {
    /// The further routines of the bitwise AMO types. Out of users' reach, which seals it.
    AmoBitsCalls for { int32: i32, int64: i64, uint32: u32, uint64: u64 }
    { and(value); or(value); xor(value); }
    { fetch_and(value); fetch_or(value); fetch_xor(value); }
}
