//! How a test binary lists its trials.

/// A whole test binary: functions that are trials, and `main`.
///
/// Each function is run by every PE of a job, at each number of PEs that it names, and passes when it returns
/// on all of them. It takes nothing, or the safe API's `&Shmem`, and returns nothing or a `Result`; see
/// [`Body`](crate::Body). An attribute is the method of [`Trial`](crate::Trial) of that name:
///
/// | attribute | meaning |
/// |---|---|
/// | `#[npes(1, 2, 4)]` | the numbers of PEs, instead of [`NPES`](crate::NPES) |
/// | `#[deadline(Duration::from_secs(5))]` | fails when it takes longer than this, instead of [`DEADLINE`](crate::DEADLINE) |
/// | `#[should_panic]`, `#[should_panic(expected = "text")]` | passes when a PE panics, with that text in its message |
/// | `#[ignore]`, `#[ignore = "why"]` | only run when asked for, by `--ignored` or `--include-ignored` |
/// | `#[idle]` | a job of its own, which does nothing for most of its time: several of these run at once |
/// | `#[job(\|job\| job.heap_size(1 << 20))]` | a job of its own, with environment, arguments or heap as it says |
/// | `#[ends(\|ended\| ended.expect_status(3))]` | a job of its own, which ends like this |
///
/// All others (`cfg`, `allow`, doc comments, …) mean what they mean anywhere. `#![npes(…)]` at the top
/// is for all functions that do not say otherwise; before it, `#![mpi]` is for trials of MPI. What is not a trial stands outside of the macro.
///
/// The binary's `[[test]]` in `Cargo.toml` has `harness = false`: the macro makes the `main` that Rust's own
/// harness would.
///
/// ```
/// use shmem::prelude::*;
///
/// fn right(shmem: &Shmem) -> Pe {
///     shmem.my_pe().wrapping_add(1)
/// }
///
/// shmem_test::tests! {
///     #![npes(1, 2, 4)]
///
///     fn a_put_arrives(shmem: &Shmem) -> shmem::Result<()> {
///         let inbox = shmem.alloc::<u64>(1)?;
///         inbox.at(right(shmem)).put(&[7]);
///         shmem.world().barrier();
///         assert_eq!(inbox.read(0), 7);
///         Ok(())
///     }
///
///     #[npes(3)]
///     #[should_panic(expected = "no element 5 among 5")]
///     fn there_is_no_element_5(shmem: &Shmem) {
///         let inbox = shmem.alloc::<u64>(5).unwrap();
///         inbox.at(right(shmem)).p(5, 7);
///     }
///
///     #[ends(|ended| ended.expect_status(3))]
///     fn gives_up(shmem: &Shmem) {
///         shmem.global_exit(3);
///     }
/// }
/// ```
#[macro_export]
macro_rules! tests {
    (#![mpi] #![npes($($npes:expr),+ $(,)?)] $($functions:tt)*) => {
        $crate::__tests! { [$crate::run_mpi] [&[$($npes),+]] $($functions)* }
    };
    (#![mpi] $($functions:tt)*) => {
        $crate::__tests! { [$crate::run_mpi] [$crate::NPES] $($functions)* }
    };
    (#![npes($($npes:expr),+ $(,)?)] $($functions:tt)*) => {
        $crate::__tests! { [$crate::run] [&[$($npes),+]] $($functions)* }
    };
    ($($functions:tt)*) => {
        $crate::__tests! { [$crate::run] [$crate::NPES] $($functions)* }
    };
}

/// The functions, each without the attributes that are ours, and `main`.
#[doc(hidden)]
#[macro_export]
macro_rules! __tests {
    ([$run:path] [$npes:expr] $(
        $(#[$($attribute:tt)*])*
        fn $name:ident($($parameter:tt)*) $(-> $returns:ty)? $body:block
    )*) => {
        $($crate::__function! {
            [] $(#[$($attribute)*])*
            fn $name($($parameter)*) $(-> $returns)? $body
        })*

        fn main() {
            let mut all = ::std::vec::Vec::new();
            $($crate::__trial! {
                all [] [$crate::Trial::new(::core::stringify!($name), $name).npes($npes)]
                $(#[$($attribute)*])*
            })*
            $run(all)
        }
    };
}

/// A function with the attributes that are not ours, which are gathered in the first brackets.
#[doc(hidden)]
#[macro_export]
macro_rules! __function {
    ($kept:tt #[npes $($_0:tt)*] $($rest:tt)*) => { $crate::__function! { $kept $($rest)* } };
    ($kept:tt #[deadline $($_0:tt)*] $($rest:tt)*) => { $crate::__function! { $kept $($rest)* } };
    ($kept:tt #[should_panic $($_0:tt)*] $($rest:tt)*) => { $crate::__function! { $kept $($rest)* } };
    ($kept:tt #[ignore $($_0:tt)*] $($rest:tt)*) => { $crate::__function! { $kept $($rest)* } };
    ($kept:tt #[idle $($_0:tt)*] $($rest:tt)*) => { $crate::__function! { $kept $($rest)* } };
    ($kept:tt #[job $($_0:tt)*] $($rest:tt)*) => { $crate::__function! { $kept $($rest)* } };
    ($kept:tt #[ends $($_0:tt)*] $($rest:tt)*) => { $crate::__function! { $kept $($rest)* } };
    ([$($kept:tt)*] #[$($other:tt)*] $($rest:tt)*) => {
        $crate::__function! { [$($kept)* #[$($other)*]] $($rest)* }
    };
    ([$($kept:tt)*] fn $($function:tt)*) => { $($kept)* fn $($function)* };
}

/// Puts a trial into `all`: its conditions in the first brackets, the trial so far in the second.
#[doc(hidden)]
#[macro_export]
macro_rules! __trial {
    ($all:ident $cfg:tt [$($trial:tt)*] #[npes($($npes:expr),+ $(,)?)] $($rest:tt)*) => {
        $crate::__trial! { $all $cfg [$($trial)*.npes(&[$($npes),+])] $($rest)* }
    };
    ($all:ident $cfg:tt [$($trial:tt)*] #[should_panic] $($rest:tt)*) => {
        $crate::__trial! { $all $cfg [$($trial)*.should_panic("")] $($rest)* }
    };
    ($all:ident $cfg:tt [$($trial:tt)*] #[should_panic(expected = $text:expr)] $($rest:tt)*) => {
        $crate::__trial! { $all $cfg [$($trial)*.should_panic($text)] $($rest)* }
    };
    ($all:ident $cfg:tt [$($trial:tt)*] #[ignore $(= $why:literal)?] $($rest:tt)*) => {
        $crate::__trial! { $all $cfg [$($trial)*.ignore()] $($rest)* }
    };
    ($all:ident $cfg:tt [$($trial:tt)*] #[idle] $($rest:tt)*) => {
        $crate::__trial! { $all $cfg [$($trial)*.idle()] $($rest)* }
    };
    ($all:ident $cfg:tt [$($trial:tt)*] #[deadline($limit:expr)] $($rest:tt)*) => {
        $crate::__trial! { $all $cfg [$($trial)*.deadline($limit)] $($rest)* }
    };
    ($all:ident $cfg:tt [$($trial:tt)*] #[job($setup:expr)] $($rest:tt)*) => {
        $crate::__trial! { $all $cfg [$($trial)*.job($setup)] $($rest)* }
    };
    ($all:ident $cfg:tt [$($trial:tt)*] #[ends($check:expr)] $($rest:tt)*) => {
        $crate::__trial! { $all $cfg [$($trial)*.ends($check)] $($rest)* }
    };
    ($all:ident [$($cfg:tt)*] $trial:tt #[cfg($($condition:tt)*)] $($rest:tt)*) => {
        $crate::__trial! { $all [$($cfg)* #[cfg($($condition)*)]] $trial $($rest)* }
    };
    ($all:ident $cfg:tt $trial:tt #[npes $($_0:tt)*] $($rest:tt)*) => {
        ::core::compile_error!("the numbers of PEs are written like this: #[npes(1, 2, 4)]");
    };
    ($all:ident $cfg:tt $trial:tt #[should_panic $($_0:tt)*] $($rest:tt)*) => {
        ::core::compile_error!("write #[should_panic] or #[should_panic(expected = \"text\")]");
    };
    ($all:ident $cfg:tt $trial:tt #[deadline $($_0:tt)*] $($rest:tt)*) => {
        ::core::compile_error!("a deadline is a Duration: #[deadline(Duration::from_secs(5))]");
    };
    ($all:ident $cfg:tt $trial:tt #[idle $($_0:tt)*] $($rest:tt)*) => {
        ::core::compile_error!("#[idle] says all there is to say");
    };
    ($all:ident $cfg:tt $trial:tt #[job $($_0:tt)*] $($rest:tt)*) => {
        ::core::compile_error!("a job is set up by a closure: #[job(|job| job.heap_size(1 << 20))]");
    };
    ($all:ident $cfg:tt $trial:tt #[ends $($_0:tt)*] $($rest:tt)*) => {
        ::core::compile_error!("an end is checked by a closure: #[ends(|ended| ended.expect_status(3))]");
    };
    ($all:ident $cfg:tt $trial:tt #[$($_0:tt)*] $($rest:tt)*) => {
        $crate::__trial! { $all $cfg $trial $($rest)* }
    };
    ($all:ident [$($cfg:tt)*] [$($trial:tt)*]) => {
        $($cfg)*
        $all.push($($trial)*);
    };
}

/// Makes a `Vec<Trial>` of functions, each with the PE counts it names or else [`NPES`](crate::NPES), for a
/// `main` that has more to do than [`tests!`](crate::tests).
///
/// ```no_run
/// fn from_the_left() {}
/// fn to_the_right() {}
///
/// shmem_test::run(shmem_test::trials![from_the_left, to_the_right: [2, 3, 7]]);
/// ```
#[macro_export]
macro_rules! trials {
    ($($body:ident $(: [$($npes:expr),+ $(,)?])?),* $(,)?) => {
        ::std::vec![$(
            $crate::Trial::new(::core::stringify!($body), $body)$(.npes(&[$($npes),+]))?
        ),*]
    };
}
