//! Calling a routine and its context form alike.

/// Runs a check twice: with a routine, and with its `ctx` form on a [`Reversed`](crate::Reversed)
/// context, where the PE has another number.
///
/// `both!(on, check::<T>, shmem_x, shmem_ctx_x, |a, b| (a, b))`: the check is given a closure that
/// takes the routine's arguments and, last, the PE's number in the world.
#[macro_export]
macro_rules! both {
    ($on:ident, $check:expr, $plain:ident, $ctx:ident, |$($arg:ident),*| ($($pass:expr),* $(,)?)) => {
        $check(|$($arg,)* world| {
            // SAFETY: the check passes arguments that the routine asks for.
            unsafe { shmem_sys::$plain($($pass,)* $crate::pe(world)) }
        });
        $check(|$($arg,)* world| {
            // SAFETY: as above, and the context is live.
            let result = unsafe { shmem_sys::$ctx($on.ctx, $($pass,)* $on.pe(world)) };
            $on.quiet();
            result
        });
    };
}

/// As [`both!`](crate::both) for the non-blocking fetching atomics: the check sees them as fetching
/// ones, completed by the quiet of their context.
#[macro_export]
macro_rules! both_nbi {
    ($on:ident, $check:expr, $plain:ident, $ctx:ident, ($($arg:ident),*)) => {
        $check(|$($arg,)* world| {
            let mut old = $crate::Value::sample($crate::UNFETCHED);
            // SAFETY: the check passes arguments that the routine asks for; `old` outlives the quiet.
            unsafe { shmem_sys::$plain(&raw mut old, $($arg,)* $crate::pe(world)) };
            $crate::quiet();
            old
        });
        $check(|$($arg,)* world| {
            let mut old = $crate::Value::sample($crate::UNFETCHED);
            // SAFETY: as above, and the context is live.
            unsafe { shmem_sys::$ctx($on.ctx, &raw mut old, $($arg,)* $on.pe(world)) };
            $on.quiet();
            old
        });
    };
}
