//! One PE's array in a file of NumPy's format.

use std::path::Path;

use ndarray::{Array, Dimension};
use ndarray_npy::{ReadableElement, WritableElement, read_npy, write_npy};
use shmem::{Element, Shmem};

use super::base::{SymArray, SymArrayBase};
use super::contents::Contents;
use crate::error::{Error, Result};

impl<S: Contents<Elem: WritableElement>, D: Dimension> SymArrayBase<S, D> {
    /// Writes this PE's elements to a file in NumPy's format: in Fortran order if they are consecutive in that, and
    /// in C order otherwise. Overwrites what was there. Local: PEs that share a file system need names of their own.
    ///
    /// ```
    /// use ndarray::s;
    /// use shmem_ndarray::SymArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// # let directory = tempfile::tempdir().expect("a directory");
    /// # let path = directory.path().join("part.npy");
    /// let table = SymArray::<f64, _>::ones(&shmem, (4, 4))?;
    /// table.slice(s![1.., ..;2]).save_npy(&path)?;
    /// let private: ndarray::Array2<f64> = ndarray_npy::read_npy(&path).expect("what was written");
    /// assert_eq!(private.shape(), [3, 2]);
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::WriteNpy`] if the file cannot be written.
    pub fn save_npy(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        write_npy(path, &self.contents())
            .map_err(|source| Error::WriteNpy { path: path.to_owned(), source })
    }
}

impl<'rt, T: Element + ReadableElement, D: Dimension> SymArray<'rt, T, D> {
    /// Allocates an array of what is in a file in NumPy's format, in its order; each PE brings its own.
    ///
    /// Collective over the world, as [`from_array`](Self::from_array): the arrays in the files must have the same
    /// shape and order. They may be one file.
    ///
    /// ```
    /// use ndarray::array;
    /// use shmem_ndarray::{SymArray, SymArray2};
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// # let directory = tempfile::tempdir().expect("a directory");
    /// # let path = directory.path().join("table.npy");
    /// let table = SymArray::from_array(&shmem, &array![[1, 2, 3], [4, 5, 6]])?;
    /// table.save_npy(&path)?;
    /// let again = SymArray2::<i32>::load_npy(&shmem, &path)?;
    /// assert_eq!(again.to_array(), table.to_array());
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::ReadNpy`] on a PE whose file cannot be read or has other elements or axes, and then
    /// [`Error::Elsewhere`] on the others. Otherwise as [`from_array`](Self::from_array).
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
