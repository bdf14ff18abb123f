//! Which elements of a file a process sees.

use std::ffi::CStr;

use super::hints::Hints;
use super::place::{Span, from_bytes, to_bytes};
use super::{File, FileError, Seek};
use crate::element::Element;
use crate::error::{Error, Result};
use crate::info::Info;
use crate::layout::{Layout, bytes, element};
use crate::sys::Datatype;

/// Which elements of a file a process sees: a layout, laid over the file again and again.
///
/// ```
/// use mpi_shim::file::View;
/// use mpi_shim::prelude::*;
/// use mpi_shim::{File, Layout};
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let world = mpi.world();
///     let (me, n) = (world.rank(), world.size());
///     let path = std::env::temp_dir().join("mpi_shim_view");
///     let mut options = File::options();
///     options.read(true).write(true).create(true).delete_on_close(true);
///     let mut file = options.open::<u16>(&world, path)?;
///     // Pairs of each process in turn, behind a head of six bytes.
///     let pair = Layout::contiguous(mpi, 2)?;
///     file.set_view(&View::of(&pair).from_byte(6 + 4 * me as u64).every(2 * n))?;
///     file.at(0).write_all(&[me as u16; 6])?;
///     assert_eq!(file.size_in_bytes()?, 6 + 12 * n as u64);
///     file.close()
/// });
/// ```
#[derive(Clone, Debug)]
pub struct View<'a, T> {
    layout: Option<&'a Layout<'a, T>>,
    displacement: u64,
    every: Option<usize>,
    representation: Representation,
    hints: Option<&'a Info<'a>>,
}

/// How numbers are written in a file.
///
/// The standard's `external32` is not among these: MPICH's ROMIO overwrites memory that is not its own when it converts
/// elements that have gaps between them.
///
/// ```
/// assert_eq!(mpi_shim::file::Representation::default(), mpi_shim::file::Representation::Native);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Representation {
    /// As they are in memory.
    #[default]
    Native,
    /// As this library has them on every machine; where that is as in memory, libraries say [`Native`](Self::Native).
    Internal,
}

impl Representation {
    fn name(self) -> &'static CStr {
        match self {
            Self::Native => c"native",
            Self::Internal => c"internal",
        }
    }

    fn of(name: &str) -> Result<Self> {
        let all = [Self::Native, Self::Internal];
        let named = all
            .into_iter()
            .find(|one| one.name().to_str().is_ok_and(|known| known.eq_ignore_ascii_case(name)));
        named.ok_or(Error::Lost { what: "representation of a view's data" })
    }
}

impl<T> Default for View<'_, T> {
    fn default() -> Self {
        Self {
            layout: None,
            displacement: 0,
            every: None,
            representation: Representation::default(),
            hints: None,
        }
    }
}

impl<'a, T> View<'a, T> {
    /// All elements.
    #[must_use]
    pub fn all() -> Self {
        Self::default()
    }

    /// Those of a layout, and of the same layout again behind its reach, and so on.
    #[must_use]
    pub fn of(layout: &'a Layout<'a, T>) -> Self {
        Self { layout: Some(layout), ..Self::default() }
    }

    /// From this byte of the file on, which need not be a multiple of the elements' size.
    #[must_use]
    pub fn from_byte(self, displacement: u64) -> Self {
        Self { displacement, ..self }
    }

    /// The layout again every so many elements, instead of behind its reach.
    #[must_use]
    pub fn every(self, elements: usize) -> Self {
        Self { every: Some(elements), ..self }
    }

    /// How numbers are written.
    #[must_use]
    pub fn representation(self, representation: Representation) -> Self {
        Self { representation, ..self }
    }

    /// [Hints](super::OpenOptions::info) for the library.
    #[must_use]
    pub fn info(self, info: &'a Info<'a>) -> Self {
        Self { hints: Some(info), ..self }
    }
}

/// What [`File::view`] returns: which elements a process sees.
///
/// ```
/// use mpi_shim::{File, Layout};
/// use mpi_shim::file::View;
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let (me, path) = (mpi.this_process(), std::env::temp_dir().join("mpi_shim_viewed"));
///     # let path = path.with_extension(mpi.world().rank().to_string());
///     let mut options = File::options();
///     let mut file = options.write(true).create(true).delete_on_close(true).open::<i64>(&me, path)?;
///     file.set_view(&View::of(&Layout::contiguous(mpi, 2)?).every(6))?;
///     let viewed = file.view()?;
///     assert_eq!((viewed.displacement_in_bytes, viewed.visible, viewed.every), (0, 2, 6));
///     Ok(())
/// });
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Viewed {
    /// From which byte of the file on.
    pub displacement_in_bytes: u64,
    /// How many elements each repetition has.
    pub visible: usize,
    /// How many elements there are from one repetition to the next.
    pub every: usize,
    /// How numbers are written.
    pub representation: Representation,
}

impl<T: Element> File<'_, T> {
    /// Says which elements this process sees, and puts its pointer and the shared one at the start. Collective;
    /// each process has a view of its own. Where the shared pointer is used, all have the same one.
    ///
    /// A process whose layout has no elements takes part in collective calls with nothing.
    ///
    /// # Errors
    ///
    /// Before others are met: [`FileError::View`] if the layout's elements do not ascend, or its repetitions overlap, or
    /// if a [sequential](super::OpenOptions::sequential) file is to start elsewhere; [`FileError::Place`] if no file
    /// reaches so far; [`FileError::Hint`]. [`FileError::HintsDiffer`] on all. Of the class [`UnsupportedDatarep`](crate::ErrorClass::UnsupportedDatarep) if the library
    /// does not have the representation.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 13.3 file views: `MPI_File_set_view`.
    #[doc(alias = "MPI_File_set_view")]
    pub fn set_view(&mut self, view: &View<'_, T>) -> Result<()> {
        let start = match self.sequential {
            false => Some(to_bytes(view.displacement)?),
            true if view.displacement == 0 => None,
            true => {
                return Err(Error::File(FileError::View {
                    why: "it is sequential, and goes on where it is",
                }));
            }
        };
        let (span, filetype) = view.tile()?;
        span.offset(0, 0)?;
        let hints = Hints::of(view.hints, &self.mpi.session)?.agreed(&self.comm)?;
        let (element, name) = (element::<T>()?.commit()?, view.representation.name());
        self.raw().set_view(start, &element, &filetype, name, &hints)?;
        self.span = span;
        Ok(())
    }

    /// Which elements this process sees.
    ///
    /// # Errors
    ///
    /// If the library cannot say.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 13.3 file views: `MPI_File_get_view`.
    #[doc(alias = "MPI_File_get_view")]
    pub fn view(&self) -> Result<Viewed> {
        let viewed = self.raw().view()?;
        let shown = self.span.visible > 0;
        Ok(Viewed {
            displacement_in_bytes: from_bytes(viewed.displacement),
            visible: if shown { viewed.size / size_of::<T>() } else { 0 },
            every: viewed.extent / size_of::<T>(),
            representation: Representation::of(&viewed.representation)?,
        })
    }

    /// Has all elements in view, as a file that has just been opened.
    pub(super) fn see_all(&mut self, append: bool) -> Result<()> {
        self.set_view(&View::all())?;
        if append {
            if !self.sequential {
                self.pointer().seek(Seek::End(0))?;
            }
            self.shared_pointer().seek(Seek::End(0))?;
        }
        Ok(())
    }
}

impl<T: Element> View<'_, T> {
    /// One repetition, as a datatype. Libraries divide by the size of it, so that of a view without elements is
    /// of one, which nothing is read or written by.
    fn tile(&self) -> Result<(Span, Datatype)> {
        let (visible, reach) = match self.layout {
            Some(layout) if !layout.ascends => {
                return Err(Error::File(FileError::View { why: "its elements have to ascend" }));
            }
            Some(layout) => (layout.datatype.size()? / size_of::<T>(), layout.reach()),
            None => (1, 1),
        };
        let every = self.every.unwrap_or(reach);
        if every < reach {
            return Err(Error::File(FileError::View { why: "its repetitions overlap" }));
        }
        let span = Span::new::<T>(self.displacement, visible, every);
        let datatype = match self.layout {
            Some(layout) if visible > 0 => {
                Datatype::resized(layout.datatype.raw(), bytes::<T>(every)?)?
            }
            _ => element::<T>()?,
        };
        Ok((span, datatype.commit()?))
    }
}
