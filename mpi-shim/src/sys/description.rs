//! What datatypes are made of.

use std::ffi::c_int;

use mpi_sys::{MPI_Aint, MPI_Datatype};

use super::constants::{
    MPI_COMBINER_CONTIGUOUS, MPI_COMBINER_DUP, MPI_COMBINER_HINDEXED, MPI_COMBINER_HINDEXED_BLOCK,
    MPI_COMBINER_HVECTOR, MPI_COMBINER_INDEXED, MPI_COMBINER_INDEXED_BLOCK, MPI_COMBINER_NAMED,
    MPI_COMBINER_RESIZED, MPI_COMBINER_STRUCT, MPI_COMBINER_VECTOR, MPI_DATATYPE_NULL,
};
use super::datatype::{signed, signed_extent, size};
use super::{Datatype, check, count, failure, string};
use crate::error::{Error, Result};
use crate::layout::{Block, Description};

/// What a routine was called with to make a datatype.
#[derive(Default)]
struct Contents {
    combiner: c_int,
    integers: Vec<c_int>,
    addresses: Vec<isize>,
    datatypes: Vec<Of>,
}

/// A datatype that another is made of.
struct Of {
    described: Description,
    extent: isize,
}

impl Datatype {
    /// What it is made of, down to the library's own.
    pub(crate) fn describe(&self) -> Result<Description> {
        // SAFETY: the handle is valid.
        unsafe { describe(self.raw()) }
    }
}

/// What a datatype is made of.
///
/// # Safety
///
/// The handle is valid.
unsafe fn describe(raw: MPI_Datatype) -> Result<Description> {
    // SAFETY: the caller's.
    match unsafe { contents(raw)? } {
        Some(contents) => contents.described(),
        None => Ok(Description::Named { name: name(raw)?, bytes: size(raw)? }),
    }
}

/// The name of a datatype that is there.
fn name(raw: MPI_Datatype) -> Result<String> {
    string(mpi_sys::MPI_MAX_OBJECT_NAME as usize, |text, length| {
        // SAFETY: the handle is valid, and `text` has the room that the standard asks for.
        unsafe { mpi_sys::MPI_Type_get_name(raw, text, length) }
    })
    .map_err(failure)
}

/// What a datatype was made of; `None` for one of the library's own.
///
/// # Safety
///
/// The handle is valid.
unsafe fn contents(raw: MPI_Datatype) -> Result<Option<Contents>> {
    let (mut integers, mut addresses, mut datatypes, mut combiner) = (0, 0, 0, 0);
    // SAFETY: the handle is valid, and there are places for the answers.
    check(unsafe {
        mpi_sys::MPI_Type_get_envelope(
            raw,
            &raw mut integers,
            &raw mut addresses,
            &raw mut datatypes,
            &raw mut combiner,
        )
    })?;
    if combiner == MPI_COMBINER_NAMED() {
        return Ok(None);
    }
    let mut contents = Contents {
        combiner,
        integers: vec![0; count::from_c(integers)],
        addresses: Vec::new(),
        datatypes: Vec::new(),
    };
    let mut places: Vec<MPI_Aint> = vec![0; count::from_c(addresses)];
    let mut raws = vec![MPI_DATATYPE_NULL(); count::from_c(datatypes)];
    // SAFETY: the handle is valid and no predefined one, and there is room for as many of each as it is told.
    check(unsafe {
        mpi_sys::MPI_Type_get_contents(
            raw,
            integers,
            addresses,
            datatypes,
            contents.integers.as_mut_ptr(),
            places.as_mut_ptr(),
            raws.as_mut_ptr(),
        )
    })?;
    contents.addresses = places.into_iter().map(signed).collect();
    for raw in raws {
        // SAFETY: the library has just returned it, to be given back; that of its own stays.
        let _own = unsafe { Datatype::returned(raw)? };
        // SAFETY: as above.
        let described = unsafe { describe(raw)? };
        contents.datatypes.push(Of { described, extent: signed_extent(raw)? });
    }
    Ok(Some(contents))
}

impl Contents {
    fn described(mut self) -> Result<Description> {
        let combiner = self.combiner;
        if combiner == MPI_COMBINER_STRUCT() {
            let datatypes = std::mem::take(&mut self.datatypes);
            let blocks = self.lengths().zip(&self.addresses).zip(datatypes);
            let block = |((count, &start), of): ((usize, &isize), Of)| Block {
                start,
                count,
                of: of.described,
            };
            return Ok(Description::Blocks(blocks.map(block).collect()));
        }
        if self.datatypes.len() != 1 {
            return Ok(self.other());
        }
        let Some(Of { described, extent }) = self.datatypes.pop() else { return Err(LOST) };
        let of = Box::new(described);
        Ok(match combiner {
            c if c == MPI_COMBINER_DUP() => Description::Duplicate(of),
            c if c == MPI_COMBINER_CONTIGUOUS() => {
                Description::Contiguous { count: self.number(0)?, of }
            }
            c if c == MPI_COMBINER_VECTOR() => {
                let stride = *self.integers.get(2).ok_or(LOST)? as isize * extent;
                Description::Strided {
                    blocks: self.number(0)?,
                    length: self.number(1)?,
                    stride,
                    of,
                }
            }
            c if c == MPI_COMBINER_HVECTOR() => {
                let stride = self.address(0)?;
                Description::Strided {
                    blocks: self.number(0)?,
                    length: self.number(1)?,
                    stride,
                    of,
                }
            }
            c if c == MPI_COMBINER_RESIZED() => {
                Description::Resized { start: self.address(0)?, extent: self.address(1)?, of }
            }
            _ => match self.blocks(extent)? {
                Some(blocks) => {
                    let block = |(start, count)| Block { start, count, of: (*of).clone() };
                    Description::Blocks(blocks.into_iter().map(block).collect())
                }
                None => Description::Other { combiner, of: vec![*of] },
            },
        })
    }

    /// Where blocks of one datatype start, and how many each has; `None` if it is not made of such.
    fn blocks(&self, extent: isize) -> Result<Option<Vec<(isize, usize)>>> {
        let combiner = self.combiner;
        let blocks = self.number(0).unwrap_or_default();
        let in_bytes = || self.addresses.iter().copied();
        let in_elements = |from| self.integers.iter().skip(from).map(move |&n| n as isize * extent);
        Ok(Some(match combiner {
            c if c == MPI_COMBINER_INDEXED() => {
                in_elements(1 + blocks).zip(self.lengths()).collect()
            }
            c if c == MPI_COMBINER_HINDEXED() => in_bytes().zip(self.lengths()).collect(),
            c if c == MPI_COMBINER_INDEXED_BLOCK() => {
                let length = self.number(1)?;
                in_elements(2).map(|start| (start, length)).collect()
            }
            c if c == MPI_COMBINER_HINDEXED_BLOCK() => {
                let length = self.number(1)?;
                in_bytes().map(|start| (start, length)).collect()
            }
            _ => return Ok(None),
        }))
    }

    /// How many each of several blocks has: what stands behind their number.
    fn lengths(&self) -> impl Iterator<Item = usize> {
        let blocks = self.number(0).unwrap_or_default();
        self.integers.iter().skip(1).take(blocks).map(|&length| count::from_c(length))
    }

    fn number(&self, at: usize) -> Result<usize> {
        self.integers.get(at).map(|&number| count::from_c(number)).ok_or(LOST)
    }

    fn address(&self, at: usize) -> Result<isize> {
        self.addresses.get(at).copied().ok_or(LOST)
    }

    fn other(self) -> Description {
        let of = self.datatypes.into_iter().map(|of| of.described).collect();
        Description::Other { combiner: self.combiner, of }
    }
}

const LOST: Error = Error::Lost { what: "contents of a datatype" };
