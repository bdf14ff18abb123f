//! What symmetric memory can hold.

use bytemuck::{AnyBitPattern, NoUninit};

use crate::sys::{
    AmoBitsCalls, AmoCalls, BitsCalls, ExtendedCalls, OrderCalls, SumCalls, WaitCalls,
};

/// A type that can lie in symmetric memory and travel between PEs as bytes.
///
/// Other PEs may write while one reads, so a copy may be a mixture of old and new bytes: all bits must
/// be a value (`AnyBitPattern`), and what is sent must have no padding (`NoUninit`). Every number and
/// every array of numbers qualifies; a structure of your own does by `#[derive(bytemuck::Pod)]`.
///
/// ```
/// use shmem::bytemuck::{Pod, Zeroable};
///
/// #[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
/// #[bytemuck(crate = "shmem::bytemuck")]
/// #[repr(C)]
/// struct Particle {
///     position: [f64; 3],
///     charge: f64,
/// }
///
/// shmem::run(|shmem| -> shmem::Result<()> {
///     let particles = shmem.alloc::<Particle>(10)?;
///     let moved = Particle { position: [1.0, 2.0, 3.0], charge: -1.0 };
///     particles.write(3, moved);
///     assert_eq!(particles.read(3), moved);
///     Ok(())
/// });
/// ```
///
/// What has padding, pointers, or bits that are no value does not:
///
/// ```compile_fail
/// shmem::run(|shmem| -> shmem::Result<()> {
///     let flags = shmem.alloc::<bool>(10)?;
///     Ok(())
/// });
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot lie in symmetric memory",
    label = "not an element: another PE may write any bytes there, or read all of them",
    note = "elements are numbers, arrays of elements, and structures with `#[derive(bytemuck::Pod)]`: \
            no padding, no pointers, and no bits that are not a value",
    note = "instead of `bool` and `char` use `u8` and `u32`; text and vectors go as slices of elements"
)]
pub trait Element: NoUninit + AnyBitPattern {}

#[diagnostic::do_not_recommend]
impl<T: NoUninit + AnyBitPattern> Element for T {}

/// A type whose words can be read, written and exchanged atomically: a number of 32 or 64 bits.
///
/// These are the standard's "extended AMO types", by the Rust types that they are. Sealed.
///
/// ```
/// # let shmem = shmem::Shmem::init()?;
/// fn exchange<T: shmem::AmoExtended>(word: shmem::RemoteAtomic<'_, T>, value: T) -> T {
///     word.swap(value)
/// }
/// assert_eq!(exchange(shmem.atomic(1.5)?.here(), 2.5), 1.5);
/// # Ok::<(), shmem::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no atomic operations between PEs",
    label = "not a number of 32 or 64 bits",
    note = "atomics are `i32`, `i64`, `isize`, `u32`, `u64` and `usize`, as in OpenSHMEM, and, without \
            arithmetic, `f32` and `f64`"
)]
pub trait AmoExtended: Element + ExtendedCalls {}

#[diagnostic::do_not_recommend]
impl<T: Element + ExtendedCalls> AmoExtended for T {}

/// A type with atomic arithmetic, and with waits: an integer of 32 or 64 bits.
///
/// These are the standard's "standard AMO types", by the Rust types that they are. Sealed.
///
/// ```
/// # let shmem = shmem::Shmem::init()?;
/// fn next<T: shmem::Amo>(tickets: shmem::RemoteAtomic<'_, T>) -> T {
///     tickets.fetch_inc()
/// }
/// assert_eq!(next(shmem.atomic(5u32)?.here()), 5);
/// # Ok::<(), shmem::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no atomic arithmetic between PEs, and cannot be waited for",
    label = "not an integer of 32 or 64 bits",
    note = "`i32`, `i64`, `isize`, `u32`, `u64` and `usize` have and can, as in OpenSHMEM"
)]
pub trait Amo: AmoExtended + AmoCalls + WaitCalls {}

#[diagnostic::do_not_recommend]
impl<T: AmoExtended + AmoCalls + WaitCalls> Amo for T {}

/// A type with atomic operations on bits: a fixed-size integer of 32 or 64 bits.
///
/// These are the standard's "bitwise AMO types", by the Rust types that they are. Sealed.
///
/// ```
/// # let shmem = shmem::Shmem::init()?;
/// fn mark<T: shmem::AmoBits>(flags: shmem::RemoteAtomic<'_, T>, bit: T) -> T {
///     flags.fetch_or(bit)
/// }
/// assert_eq!(mark(shmem.atomic(0b01u32)?.here(), 0b10), 0b01);
/// # Ok::<(), shmem::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no atomic bitwise operations between PEs",
    label = "not a fixed-size integer of 32 or 64 bits",
    note = "they are there for `i32`, `i64`, `u32` and `u64`, as in OpenSHMEM"
)]
pub trait AmoBits: Amo + AmoBitsCalls {}

#[diagnostic::do_not_recommend]
impl<T: Amo + AmoBitsCalls> AmoBits for T {}

/// A type that collectives can add up and multiply: an integer, a floating-point number, a complex
/// number of [`num_complex`](crate::num_complex), or an array of those, element by element.
///
/// ```
/// shmem::run(|shmem| -> shmem::Result<()> {
///     let [sum, squares] = shmem.world().sum([3.0, 9.0]);
///     assert_eq!([sum, squares], [3.0, 9.0].map(|x| x * shmem.n_pes() as f64));
///     Ok(())
/// });
/// ```
///
/// The standard's types for `sum`, `prod` and scans, by the Rust types that they are. Sealed.
///
/// ```
/// # let shmem = shmem::Shmem::init()?;
/// fn total<T: shmem::Reduce>(team: &shmem::Team<'_>, mine: T) -> T {
///     team.sum(mine)
/// }
/// assert_eq!(total(&shmem.world(), 1), shmem.n_pes());
/// # Ok::<(), shmem::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "PEs cannot add up or multiply values of `{Self}`",
    label = "this reduction has no meaning for `{Self}`",
    note = "reductions are over numbers and arrays of them; those of a structure's parts go as an array",
    note = "`reduce_with` combines elements of any type by a closure"
)]
pub trait Reduce: Element + SumCalls {}

#[diagnostic::do_not_recommend]
impl<T: Element + SumCalls> Reduce for T {}

/// A type that collectives can compare: an integer or a floating-point number.
///
/// Arrays are not: in Rust they compare by their first different elements. The smallest ones element by
/// element are those of a slice, as by [`min_slice`](crate::Team::min_slice).
///
/// The standard's types for `min` and `max`, by the Rust types that they are. Sealed.
///
/// ```
/// # let shmem = shmem::Shmem::init()?;
/// fn spread<T: shmem::ReduceOrd>(team: &shmem::Team<'_>, mine: T) -> [T; 2] {
///     [team.min(mine), team.max(mine)]
/// }
/// assert_eq!(spread(&shmem.world(), 1.5), [1.5, 1.5]);
/// # Ok::<(), shmem::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "PEs cannot compare values of `{Self}`",
    label = "this reduction has no meaning for `{Self}`",
    note = "the smallest and the largest are of integers, `f32` and `f64`; complex numbers and \
            arrays have no order here",
    note = "several at once go as a slice: `min_slice`, `max_slice`",
    note = "`reduce_with` combines elements of any type by a closure"
)]
pub trait ReduceOrd: Element + PartialOrd + OrderCalls {}

#[diagnostic::do_not_recommend]
impl<T: Element + PartialOrd + OrderCalls> ReduceOrd for T {}

/// A type that collectives can combine bit by bit: an integer, but not `isize`, or an array of those.
///
/// The standard's types for `and`, `or` and `xor`, by the Rust types that they are. Sealed.
///
/// ```
/// # let shmem = shmem::Shmem::init()?;
/// fn common<T: shmem::ReduceBits>(team: &shmem::Team<'_>, mine: T) -> T {
///     team.and(mine)
/// }
/// assert_eq!(common(&shmem.world(), 0b101u8), 0b101);
/// # Ok::<(), shmem::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "PEs cannot combine the bits of values of `{Self}`",
    label = "this reduction has no meaning for `{Self}`",
    note = "bits are of integers, and `isize` is not among OpenSHMEM's types for it: use `i64`"
)]
pub trait ReduceBits: Element + BitsCalls {}

#[diagnostic::do_not_recommend]
impl<T: Element + BitsCalls> ReduceBits for T {}
