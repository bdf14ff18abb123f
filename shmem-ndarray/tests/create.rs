//! Symmetric arrays come to be: with contents, with one shape on all PEs, from and to buffers, in parts.
#![allow(missing_docs, reason = "a test binary")]

use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind};

use ndarray::IntoDimension;
use ndarray::prelude::*;
use shmem::num_complex::Complex64;
use shmem::{Element, Placement, Shmem};
use shmem_ndarray::{Asked, Error, SymArray, SymArray1, SymArray2, SymArrayD};

fn panics(what: &str, call: impl FnOnce()) {
    let payload = catch_unwind(AssertUnwindSafe(call)).expect_err(what);
    let message = payload.downcast_ref::<String>().expect("a formatted message");
    assert!(message.contains(what), "{message:?} should say {what:?}");
}

/// Shapes of no axes to seven, with and without elements.
const SHAPES: [&[usize]; 12] = [
    &[],
    &[1],
    &[0],
    &[17],
    &[3, 5],
    &[5, 0],
    &[1, 7],
    &[2, 3, 4],
    &[0, 3, 0],
    &[2, 1, 3, 2],
    &[3, 2, 1, 2, 3],
    &[2, 1, 2, 1, 2, 1, 3],
];

fn both_orders(shape: &[usize]) -> [ndarray::Shape<IxDyn>; 2] {
    [false, true].map(|fortran| IxDyn(shape).set_f(fortran))
}

/// A number whose digits are the index.
fn digits(index: impl IntoDimension) -> usize {
    index.into_dimension().slice().iter().fold(0, |all, i| 10 * all + i)
}

/// An array that is this PE's in all elements, and ndarray's in shape, order and contents.
fn is_like<T: Element + PartialEq + Debug>(made: &SymArrayD<'_, T>, private: &ArrayD<T>) {
    assert_eq!(made.shape(), private.shape());
    assert_eq!(made.ndim(), private.ndim());
    assert_eq!((made.len(), made.is_empty()), (private.len(), private.is_empty()));
    assert_eq!(made.to_array(), private);
    assert_eq!(made.is_standard_layout(), private.is_standard_layout());
    assert_eq!(made.t().is_standard_layout(), private.t().is_standard_layout());
    assert_eq!(made.to_array().is_standard_layout(), private.is_standard_layout());
    assert_eq!(made.raw_dim(), private.raw_dim());
}

shmem_test::tests! {
    #![npes(1, 2, 3, 4, 7)]

    fn contents(shmem: &Shmem) {
        let me = shmem.my_pe().index();
        for shape in SHAPES.into_iter().flat_map(both_orders) {
            let mut n = me;
            let mut next = move |_| {
                n += 1;
                n
            };
            is_like(&SymArray::zeros(shmem, shape.clone()).unwrap(), &Array::<f32, _>::zeros(shape.clone()));
            is_like(&SymArray::ones(shmem, shape.clone()).unwrap(), &Array::<u8, _>::ones(shape.clone()));
            is_like(&SymArray::full(shmem, shape.clone(), me).unwrap(), &Array::from_elem(shape.clone(), me));
            let private = Array::from_shape_fn(shape.clone(), &mut next);
            let made = SymArray::from_array(shmem, &private).unwrap();
            is_like(&made, &private);
            is_like(&made.like().unwrap(), &Array::zeros(shape.clone()));
            let by_index = |index: IxDyn| [me, digits(index)];
            let made = SymArray::from_shape_fn(shmem, shape.clone(), by_index).unwrap();
            is_like(&made, &Array::from_shape_fn(shape, by_index));
        }
    }

    fn every_number_of_axes_has_a_type(shmem: &Shmem) {
        let me = shmem.my_pe().index();
        macro_rules! of {
            ($($shape:expr),*) => {$(
                let made = SymArray::from_shape_fn(shmem, $shape, |index| me + digits(index));
                let private = Array::from_shape_fn($shape, |index| me + digits(index));
                assert_eq!(made.unwrap().to_array(), private);
            )*};
        }
        of!((), 4, (4, 3), (4, 3, 2).f(), (2, 3, 2, 1), (1, 2, 3, 2, 1).f(), (1, 2, 1, 2, 1, 2), IxDyn(&[2, 3]).f());
    }

    fn elements(shmem: &Shmem) {
        let numbers = array![[Complex64::new(1.0, 2.0), Complex64::i()], [-Complex64::i(), 3.0.into()]];
        assert_eq!(SymArray::from_array(shmem, &numbers).unwrap().to_array(), numbers);
        let none = SymArray1::<[u64; 0]>::zeros(shmem, 5).unwrap();
        assert_eq!(none.to_array(), Array1::from_elem(5, []));
        assert_eq!(none.slice(s![..;-2]).to_array().len(), 3);
    }

    /// What lies in no order, or backwards, becomes an array in C order.
    fn of_views(shmem: &Shmem) {
        let private = Array::from_shape_fn((4, 5, 3), |(i, j, k)| 100 * i + 10 * j + k);
        let views = [
            private.slice(s![..;-1, 1.., ..]),
            private.slice(s![.., ..;2, ..;-1]),
            private.view().permuted_axes([1, 0, 2]),
            private.slice(s![2..2, .., ..]),
        ];
        for view in views {
            let made = SymArray::from_array(shmem, &view).unwrap();
            assert_eq!(made.to_array(), view);
            assert!(made.is_standard_layout());
        }
        let broadcast = array![1, 2, 3];
        let made = SymArray::from_array(shmem, &broadcast.broadcast((2, 3)).unwrap()).unwrap();
        assert_eq!(made.into_buf().to_vec(), [1, 2, 3, 1, 2, 3]);
    }

    fn where_it_lies(shmem: &Shmem) {
        let place = Placement::new().align(4096);
        let made = SymArray2::<f32>::alloc_in(shmem, place, (3, 7).f()).unwrap();
        assert_eq!(made.strides(), [1, 3]);
        assert_eq!(made.into_buf().as_slice().as_ptr().addr() % 4096, 0);
    }

    fn buffers(shmem: &Shmem) {
        let buf = || shmem.from_fn(6, |i| i).unwrap();
        let columns = SymArray::from_buf((2, 3).f(), buf());
        assert_eq!(columns.to_array(), array![[0, 2, 4], [1, 3, 5]]);
        assert_eq!(columns.into_buf().to_vec(), [0, 1, 2, 3, 4, 5]);
        panics("a buffer of 6 elements has not shape [2, 2]", || drop(SymArray::from_buf((2, 2), buf())));
        panics("has not shape [9223372036854775807, 4]", || {
            drop(SymArray::from_buf((isize::MAX as usize, 4), buf()));
        });
        shmem.reclaim();
        SymArray::from_buf((2, 3), buf()).free();
        assert_eq!(shmem.reclaim(), 0);
    }

    fn other_shapes(shmem: &Shmem) {
        let list = || SymArray::from_shape_fn(shmem, 12, |i| i).unwrap();
        let private = Array::from_iter(0..12);
        let same = |made: SymArrayD<'_, usize>, shape: ndarray::Shape<IxDyn>| {
            let order = if made.is_standard_layout() { ndarray::Order::RowMajor } else { ndarray::Order::ColumnMajor };
            let expected = private.clone().into_shape_with_order((shape.raw_dim().clone(), order));
            assert_eq!(made.to_array(), expected.unwrap());
        };
        same(list().into_shape((3, 4)).into_dyn(), IxDyn(&[3, 4]).into());
        same(list().into_shape((3, 4).f()).into_dyn(), IxDyn(&[3, 4]).f());
        same(list().into_shape((3, 4)).into_shape((2, 1, 6)).into_dyn(), IxDyn(&[2, 1, 6]).into());
        same(list().into_shape((3, 4)).reversed_axes().into_dyn(), IxDyn(&[4, 3]).f());
        let table = list().into_shape((3, 4)).into_dyn().into_dimensionality::<Ix2>();
        assert_eq!(table.view().into_shape((4, 3)).read([3, 1]), 10);
        panics("has not 3", || drop(table.into_dyn().into_dimensionality::<Ix3>()));
        panics("does not become shape [5]", || drop(list().into_shape(5)));
        panics("does not become shape [12]", || drop(list().into_shape((3, 4).f()).into_shape(12)));
        let odd = list();
        panics("does not become shape [2, 3]", || {
            let _ = odd.slice(s![..;2]).into_shape((2, 3));
        });
        shmem.reclaim();
    }

    fn parts(shmem: &Shmem) {
        let private = Array::from_shape_fn((7, 4), |(i, j)| 10 * i + j);
        let rows = SymArray::from_array(shmem, &private).unwrap().partition(Axis(0), [2, 0, 5]);
        let columns = SymArray::from_array(shmem, &private.t()).unwrap().partition(Axis(1), [1, 2, 4]);
        for (part, start) in rows.iter().zip([0, 2, 2]) {
            let end = start + part.shape()[0];
            assert_eq!(part.to_array(), private.slice(s![start..end, ..]));
        }
        for (part, start) in columns.iter().zip([0, 1, 3]) {
            let end = start + part.shape()[1];
            assert_eq!(part.to_array(), private.t().slice(s![.., start..end]));
        }
        let whole = rows.into_iter().reduce(|all, next| all.join(Axis(0), next)).unwrap();
        assert_eq!(whole.to_array(), private);
        let turned = columns.into_iter().reduce(|all, next| all.join(Axis(1), next)).unwrap();
        assert_eq!(turned.to_array(), private.t());
        assert_eq!(turned.strides(), [1, 4]);

        panics("Axis(1) is not the outermost one of an array of shape [7, 4] in C order", || {
            drop(whole.partition(Axis(1), [2, 2]));
        });
        panics("parts of lengths [3, 3] are not an axis of length 7", || drop(turned.partition(Axis(1), [3, 3])));
        let list = SymArray1::<u8>::zeros(shmem, 5).unwrap();
        panics("Axis(1) is not the outermost", || drop(list.partition(Axis(1), [5])));
        let one = SymArray::<u8, _>::zeros(shmem, ()).unwrap();
        panics("Axis(0) is not the outermost", || drop(one.partition(Axis(0), [1])));
        let table = || SymArray2::<u8>::zeros(shmem, (4, 2)).unwrap();
        panics("only a part and the next one", || drop(table().join(Axis(0), table())));
        let wide = SymArray2::<u8>::zeros(shmem, (4, 3)).unwrap();
        panics("shapes [4, 2] and [4, 3] do not join along Axis(0)", || drop(table().join(Axis(0), wide)));
        shmem.reclaim();
    }

    /// PEs that differ all learn who asked for what, and nothing is allocated.
    #[npes(2, 3, 4, 7)]
    fn arrays_that_differ(shmem: &Shmem) {
        let odd = shmem.my_pe().index() % 2;
        let asked = |shape: &[usize], fortran| Asked { shape: shape.to_vec(), fortran };
        let differ = |made: shmem_ndarray::Result<()>, even: Asked, other: Asked| match made {
            Err(Error::Asymmetric { one, other: second }) => {
                assert_eq!((one.0.index(), one.1), (0, even));
                assert_eq!((second.0.index(), second.1), (1, other));
            }
            _ => panic!("{made:?}"),
        };
        let made = SymArray2::<f64>::zeros(shmem, (3 + odd, 4 - odd));
        differ(made.map(drop), asked(&[3, 4], false), asked(&[4, 3], false));
        let made = SymArray2::<f64>::ones(shmem, (3, 4).set_f(odd == 1));
        differ(made.map(drop), asked(&[3, 4], false), asked(&[3, 4], true));
        let shapes: [&[usize]; 2] = [&[12], &[2, 3, 2]];
        let made = SymArrayD::full(shmem, IxDyn(shapes[odd]), 1);
        differ(made.map(drop), asked(&[12], false), asked(&[2, 3, 2], false));
        let shapes: [&[usize]; 2] = [&[1, 1, 1, 1, 1, 1, 1, 2], &[1, 1, 1, 1, 1, 1, 2, 1]];
        let made = SymArrayD::<u8>::zeros(shmem, IxDyn(shapes[odd]));
        differ(made.map(drop), asked(shapes[0], false), asked(shapes[1], false));
        let private = Array2::<u8>::zeros((2, 2 + odd));
        differ(SymArray::from_array(shmem, &private).map(drop), asked(&[2, 2], false), asked(&[2, 3], false));
        let made = SymArray::from_shape_fn(shmem, 5 - odd, |i| i);
        differ(made.map(drop), asked(&[5], false), asked(&[4], false));
        let too_many = [usize::MAX, 7][odd];
        let made = SymArray2::<u8>::zeros(shmem, (too_many, 2));
        differ(made.map(drop), asked(&[usize::MAX, 2], false), asked(&[7, 2], false));
        let error = SymArray2::<f64>::zeros(shmem, (3, 4 + odd)).map(drop).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the PEs asked for different arrays: \
             PE 0 for shape [3, 4] in C order, PE 1 for shape [3, 5] in C order"
        );
        let sizes = if odd == 1 {
            SymArray1::<u32>::zeros(shmem, 3).map(drop)
        } else {
            SymArray1::<u64>::zeros(shmem, 3).map(drop)
        };
        let sizes = sizes.unwrap_err().to_string();
        assert!(sizes.contains("element sizes from 4 to 8"), "{sizes}");
        assert_eq!(shmem.reclaim(), 0, "nothing had been allocated");
        // What has one element along an axis is in both orders.
        assert!(SymArray2::<f64>::zeros(shmem, (1, 4).set_f(odd == 1)).is_ok());
    }

    fn no_room(shmem: &Shmem) {
        let made = SymArray2::<u64>::zeros(shmem, (usize::MAX, 2)).map(drop);
        assert!(matches!(&made, Err(Error::TooLarge { shape }) if shape[..] == [usize::MAX, 2]), "{made:?}");
        let made = SymArray2::<u64>::zeros(shmem, (1 << 30, 1 << 20)).map(drop);
        assert!(matches!(&made, Err(Error::Shmem(shmem::Error::OutOfMemory { .. }))), "{made:?}");
        let made = SymArray2::<[u64; 8]>::zeros(shmem, (1 << 30, 1 << 30)).map(drop);
        assert!(matches!(&made, Err(Error::Shmem(shmem::Error::TooLarge { .. }))), "{made:?}");
        assert!(SymArray2::<u64>::zeros(shmem, (isize::MAX as usize, 0)).is_ok_and(|none| none.is_empty()));
        let none = SymArray2::<u64>::zeros(shmem, (isize::MAX as usize, 0)).unwrap();
        let part = none.slice(s![5..;-7, ..]);
        part.t().at(shmem.my_pe()).put(&Array2::zeros(part.t().raw_dim()));
        assert!(part.t().to_array().is_empty() && part.diag().to_array().is_empty());
        none.into_shape((0, isize::MAX as usize)).index_axis(Axis(1), 7).fill(1);
    }
}
