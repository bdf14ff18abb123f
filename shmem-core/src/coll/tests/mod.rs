//! The collectives among the threads of one process, against sequential models.
#![allow(unsafe_code, reason = "the entry points are unsafe; heaps here are lent by the test")]

/// Makes a call on a PE, with as much room for payload as teams have or as little as any.
macro_rules! collective {
    ($pe:ident, $payload:expr, $routine:ident, |$call:ident| $body:expr) => {
        if $payload {
            let $call = $pe.call::<48>($crate::record::Routine::$routine);
            // SAFETY: nothing in a test refers to the heaps.
            unsafe { $body }
        } else {
            let $call = $pe.call::<2>($crate::record::Routine::$routine);
            // SAFETY: as above.
            unsafe { $body }
        }
    };
}

mod errors;
mod folds;
mod moves;
mod races;
mod world;

/// Property tests of so many cases; a failing case is printed, not kept in a file.
fn config(cases: u32) -> proptest::test_runner::Config {
    proptest::test_runner::Config { cases, failure_persistence: None, ..Default::default() }
}
