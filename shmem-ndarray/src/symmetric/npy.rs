//! One PE's array in a file of NumPy's format.

use std::path::Path;

use ndarray::{Array, Dimension};
use ndarray_npy::{ReadableElement, WritableElement, read_npy, write_npy};
use shmem::{Element, Shmem};

use super::base::{SymArray, SymArrayBase};
use super::contents::Contents;
use crate::error::{Error, Result};

impl<S: Contents<Elem: WritableElement>, D: Dimension> SymArrayBase<S, D> {
    /// Writes this PE's elements to a file in NumPy's format, in the array's order. Local.
    pub fn save_npy(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        write_npy(path, &self.contents())
            .map_err(|source| Error::WriteNpy { path: path.to_owned(), source })
    }
}

impl<'rt, T: Element + ReadableElement, D: Dimension> SymArray<'rt, T, D> {
    /// Allocates an array of what is in a file in NumPy's format, in its order; each PE brings its own.
    pub fn load_npy(shmem: &'rt Shmem, path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let read: Result<Array<T, D>, _> = read_npy(path);
        // What one PE cannot read, none allocates.
        let all = shmem.n_pes();
        let failed = shmem.world().min(if read.is_ok() { all } else { shmem.my_pe().index() });
        match read {
            Ok(data) if failed == all => Self::from_array(shmem, &data),
            Ok(_) => Err(Error::Elsewhere { pe: shmem.pe(failed) }),
            Err(source) => Err(Error::ReadNpy { path: path.to_owned(), source }),
        }
    }
}
