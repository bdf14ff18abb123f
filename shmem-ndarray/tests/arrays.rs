//! Symmetric arrays: creation, views, this PE's elements.
#![allow(missing_docs, reason = "a test binary")]

use ndarray::prelude::*;
use shmem::Shmem;
use shmem_ndarray::{Error, SymArray};

shmem_test::tests! {
    #![npes(1, 2, 3, 4, 7)]

    fn made_of_arrays(shmem: &Shmem) {
        let private = Array::from_shape_fn((3, 4), |(i, j)| 10 * i + j);
        let array = SymArray::from_array(shmem, &private).unwrap();
        assert_eq!(array.to_array(), private);
        assert_eq!(array.t().slice(s![..;-1, 1..]).to_array(), private.t().slice(s![..;-1, 1..]));
        assert_eq!(array.read([2, 3]), 23);
    }

    fn shapes_are_agreed_on(shmem: &Shmem) {
        let odd = shmem.my_pe().index() % 2;
        let made = SymArray::<f64, _>::zeros(shmem, (3 + odd, 4 - odd));
        if shmem.n_pes() == 1 {
            assert_eq!(made.unwrap().shape(), [3, 4]);
        } else {
            let Err(error @ Error::Asymmetric { .. }) = made.map(drop) else { panic!("made") };
            assert_eq!(
                error.to_string(),
                "the PEs asked for different arrays: PE 0 for shape [3, 4] in C order, \
                 PE 1 for shape [4, 3] in C order"
            );
        }
    }
}
