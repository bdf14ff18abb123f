//! What messages are made of.

use bytemuck::{AnyBitPattern, NoUninit};

/// A type that can be sent and received: numbers, arrays of them, and structures by `#[derive(bytemuck::Pod)]`.
///
/// What is sent has no padding (`NoUninit`), and what is received may be any bits (`AnyBitPattern`), because
/// nothing in a message says of what type it is. Numbers go as MPI's own types, all others as bytes; sizes are
/// not 0, which the compiler checks.
///
/// The same types are elements of OpenSHMEM's symmetric memory, in the crate `shmem`.
///
/// ```
/// use mpi_shim::bytemuck::{Pod, Zeroable};
/// use mpi_shim::prelude::*;
///
/// #[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
/// #[bytemuck(crate = "mpi_shim::bytemuck")]
/// #[repr(C)]
/// struct Particle {
///     position: [f64; 3],
///     charge: f64,
/// }
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let mut particles = [Particle { position: [1.0, 2.0, 3.0], charge: -1.0 }; 4];
///     mpi.world().broadcast(&mut particles, 0)?;
///     assert_eq!(particles[3].charge, -1.0);
///     Ok(())
/// });
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be sent or received",
    label = "not an element: a message may bring any bytes, and all of them are read to be sent",
    note = "elements are numbers, arrays of elements, and structures with `#[derive(bytemuck::Pod)]`: \
            no padding, no pointers, and no bits that are not a value",
    note = "instead of `bool` and `char` use `u8` and `u32`"
)]
pub trait Element: NoUninit + AnyBitPattern {}

#[diagnostic::do_not_recommend]
impl<T: NoUninit + AnyBitPattern> Element for T {}
