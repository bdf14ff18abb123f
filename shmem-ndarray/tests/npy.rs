//! Arrays of single PEs in files of NumPy's format.
#![allow(missing_docs, reason = "a test binary")]

use std::fs;

use ndarray::prelude::*;
use ndarray_npy::{read_npy, write_npy};
use shmem::Shmem;
use shmem::num_complex::Complex64;
use shmem_ndarray::{Error, SymArray, SymArray1, SymArray2, SymArrayD};
use tempfile::tempdir;

shmem_test::tests! {
    #![npes(1, 2, 3, 4, 7)]

    fn there_and_back(shmem: &Shmem) {
        let directory = tempdir().unwrap();
        let path = directory.path().join("part.npy");
        let me = shmem.my_pe().index() as u64;
        for fortran in [false, true] {
            let private = Array::from_shape_fn((3, 4, 2).set_f(fortran), |(i, j, k)| me + (i * j * k) as u64);
            let array = SymArray::from_array(shmem, &private).unwrap();
            array.save_npy(&path).unwrap();
            let header = fs::read(&path).unwrap();
            let order = format!("'fortran_order': {}", if fortran { "True" } else { "False" });
            assert!(String::from_utf8_lossy(&header[..128]).contains(&order), "{header:?}");
            assert_eq!(read_npy::<_, Array3<u64>>(&path).unwrap(), private);
            let again = SymArrayD::<u64>::load_npy(shmem, &path).unwrap();
            assert_eq!(again.to_array(), private.clone().into_dyn());
            assert_eq!(again.strides(), array.strides());
            array.slice(s![..;-1, 1..;2, 0]).save_npy(&path).unwrap();
            let again = SymArray2::<u64>::load_npy(shmem, &path).unwrap();
            assert_eq!(again.to_array(), private.slice(s![..;-1, 1..;2, 0]));
            assert!(again.is_standard_layout());
        }
        let private = Array::from_elem(5, Complex64::new(1.0, me as f64));
        let local = SymArray::from_array(shmem, &private).unwrap().into_local();
        local.save_npy(&path).unwrap();
        let frozen = local.into_shared().freeze();
        assert_eq!(read_npy::<_, Array1<Complex64>>(&path).unwrap(), private);
        frozen.slice(s![1..2]).save_npy(&path).unwrap();
        assert_eq!(SymArray1::<Complex64>::load_npy(shmem, &path).unwrap().read(0), private[1]);
        SymArray::<f32, _>::ones(shmem, ()).unwrap().save_npy(&path).unwrap();
        assert_eq!(SymArrayD::<f32>::load_npy(shmem, &path).unwrap().to_string(), "1");
    }

    /// What one PE cannot read, no PE has.
    fn files_that_are_not_there(shmem: &Shmem) {
        let directory = tempdir().unwrap();
        let path = directory.path().join("numbers.npy");
        let last = shmem.n_pes() - 1;
        if shmem.my_pe().index() != last {
            write_npy(&path, &array![1, 2, 3]).unwrap();
        }
        match SymArray1::<i32>::load_npy(shmem, &path).unwrap_err() {
            Error::ReadNpy { path: named, source } if shmem.my_pe().index() == last => {
                assert_eq!((named, source.to_string().contains("No such file")), (path.clone(), true));
            }
            Error::Elsewhere { pe } => assert_eq!(pe.index(), last),
            error => panic!("{error:?}"),
        }
        write_npy(&path, &array![1, 2, 3]).unwrap();
        let error = SymArray1::<i64>::load_npy(shmem, &path).unwrap_err();
        assert!(matches!(error, Error::ReadNpy { .. }), "{error}");
        let error = SymArray2::<i32>::load_npy(shmem, &path).unwrap_err();
        assert!(matches!(error, Error::ReadNpy { .. }), "{error}");
        let array = SymArray1::<i32>::load_npy(shmem, &path).unwrap();
        let error = array.save_npy(directory.path().join("no/such/place")).unwrap_err();
        assert!(error.to_string().starts_with("cannot write "), "{error}");
        assert!(matches!(error, Error::WriteNpy { .. }), "{error}");
        if last > 0 {
            write_npy(&path, &Array1::<i32>::zeros(shmem.my_pe().index())).unwrap();
            let error = SymArray1::<i32>::load_npy(shmem, &path).unwrap_err();
            assert!(matches!(error, Error::Asymmetric { .. }), "{error}");
        }
    }
}
