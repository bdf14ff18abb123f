//! Symmetric arrays in epochs, where they are ndarray's: operators, `Zip`, rayon, gets from frozen ones.
#![allow(missing_docs, reason = "a test binary")]
#![allow(clippy::reversed_empty_ranges, reason = "in `s!` a negative end counts from behind")]

use ndarray::linalg::general_mat_mul;
use ndarray::prelude::*;
use ndarray::{Zip, azip};
use shmem::Shmem;
use shmem::num_complex::Complex64;
use shmem_ndarray::{SymArray, SymArray2, SymArrayD};

fn mine(shmem: &Shmem) -> f64 {
    f64::from(u32::try_from(shmem.my_pe().index()).unwrap())
}

shmem_test::tests! {
    #![npes(1, 2, 3, 4, 7)]

    fn operators(shmem: &Shmem) {
        let me = mine(shmem);
        for fortran in [false, true] {
            let private = Array::from_shape_fn((5, 3).set_f(fortran), |(i, j)| (i * j) as f64 + me);
            let a = SymArray::from_array(shmem, &private).unwrap();
            let b = SymArray::full(shmem, (5, 3), 2.0).unwrap();
            let (mut a, b) = (a.into_local(), b.freeze());
            assert_eq!(a.view().strides(), private.strides());
            assert_eq!(&a.view() + &b.view(), &private + 2.0);
            assert_eq!(a.view().dot(&b.view().t()), private.dot(&Array::from_elem((3, 5), 2.0)));
            a.view_mut().zip_mut_with(&b.view(), |a, b| *a *= b);
            azip!((a in &mut a.view_mut(), &b in &b.view()) *a += b);
            Zip::from(a.view_mut().rows_mut()).and(b.view().rows()).for_each(|mut a, b| a += &b);
            a.view_mut().slice_mut(s![..;-2, 1]).fill(0.5);
            a[[0, 0]] += 1.0;
            let mut expected = private * 2.0 + 4.0;
            expected.slice_mut(s![..;-2, 1]).fill(0.5);
            expected[[0, 0]] += 1.0;
            assert_eq!(a.to_array(), expected);
            assert_eq!(a[[0, 0]], expected[[0, 0]]);
            assert_eq!(a.into_shared().to_array(), expected);
            assert_eq!(b.thaw().read([4, 2]), 2.0);
        }
    }

    fn products_into_symmetric_memory(shmem: &Shmem) {
        let me = mine(shmem);
        let (a, b) = (Array::from_elem((4, 3), me), Array::from_shape_fn((3, 5), |(i, j)| (i + j) as f64));
        let mut c = SymArray2::<f64>::zeros(shmem, (4, 5).f()).unwrap();
        c.with_local(|mut c| general_mat_mul(1.0, &a, &b, 0.0, &mut c));
        assert_eq!(c.to_array(), a.dot(&b));
    }

    fn threads(shmem: &Shmem) {
        let me = mine(shmem);
        let mut a = SymArray2::<f64>::ones(shmem, (64, 32)).unwrap().into_local();
        let frozen = SymArray::full(shmem, (64, 32), me).unwrap().freeze();
        Zip::from(a.view_mut()).and(&frozen.view()).par_for_each(|a, f| *a += f);
        a.view_mut().par_map_inplace(|a| *a *= 2.0);
        assert_eq!(a.into_shared().to_array(), Array2::from_elem((64, 32), 2.0 * (1.0 + me)));
    }

    fn complex_numbers(shmem: &Shmem) {
        let turn = Complex64::i();
        let private = Array::from_shape_fn((3, 4), |(i, j)| Complex64::new(i as f64, j as f64 + mine(shmem)));
        let mut a = SymArray::from_array(shmem, &private).unwrap();
        a.with_local(|mut a| a *= turn);
        assert_eq!(a.to_array(), private.mapv(|z| z * turn));
        assert_eq!(a.t().to_array().sum(), (private * turn).sum());
    }

    fn closures(shmem: &Shmem) {
        let mut a = SymArrayD::<u32>::zeros(shmem, IxDyn(&[2, 0, 3])).unwrap();
        assert_eq!(a.with_local(|a| a.len()), 0);
        let mut one = SymArray::full(shmem, (), 7).unwrap();
        one.with_local(|mut one| one[()] += 1);
        assert_eq!(one.with_frozen(|one| one.view().sum()), 8);
        let mut table = SymArray::from_shape_fn(shmem, (4, 6), |(i, j)| 10 * i + j).unwrap();
        let (corner, row) = table.with_frozen(|all| {
            let corner = all.slice(s![..;-3, ..;5]).view().to_owned();
            assert_eq!((all[[3, 5]], all.row(1).slice(s![..;-1])[0]), (35, 15));
            (corner, all.index_axis(Axis(0), 2).view().to_vec())
        });
        assert_eq!(corner, array![[30, 35], [0, 5]]);
        assert_eq!(row, [20, 21, 22, 23, 24, 25]);
    }

    /// Puts that were under way have arrived when an epoch begins, and what one PE writes is there for all when
    /// it has ended.
    fn what_others_write(shmem: &Shmem) {
        let (me, right) = (shmem.my_pe(), shmem.my_pe().wrapping_add(1));
        let left = me.wrapping_add(-1);
        let mut a = SymArray2::<usize>::zeros(shmem, (6, 8)).unwrap();
        for round in 0..20 {
            a.slice(s![1..3, ..;2]).at(right).put(&Array::from_elem((2, 4), round + me.index()));
            let mut local = a.into_local();
            assert_eq!(local.view().slice(s![1..3, ..;2]), Array::from_elem((2, 4), round + left.index()));
            local.view_mut().row_mut(5).fill(round * me.index());
            let frozen = local.into_shared().freeze();
            let theirs = frozen.slice(s![5, ..]).at(left).get_array();
            assert_eq!(theirs, Array::from_elem(8, round * left.index()));
            assert_eq!(frozen.at(right).g([5, 7]), round * right.index());
            a = frozen.thaw();
        }
    }

    /// Parts are in states of their own.
    fn states_of_parts(shmem: &Shmem) {
        let right = shmem.my_pe().wrapping_add(1);
        let grid = SymArray2::<f64>::zeros(shmem, (10, 4)).unwrap();
        let [top, middle, bottom] = grid.partition(Axis(0), [1, 8, 1]).try_into().unwrap();
        let mut middle = middle.into_local();
        top.row(0).at(right).put(&array![1.0, 2.0, 3.0, 4.0]);
        bottom.at(right).put(&array![[5.0]]);
        middle.view_mut().fill(mine(shmem));
        shmem.world().barrier();
        let grid = top.join(Axis(0), middle.into_shared()).join(Axis(0), bottom);
        assert_eq!(grid.row(0).to_array(), array![1.0, 2.0, 3.0, 4.0]);
        assert_eq!(grid.slice(s![1..-1, ..]).to_array(), Array2::from_elem((8, 4), mine(shmem)));
        assert_eq!(grid.row(9).to_array(), array![5.0, 5.0, 5.0, 5.0]);
    }

    fn text(shmem: &Shmem) {
        let a = SymArray::from_array(shmem, &array![[1, 2], [3, 4]]).unwrap();
        let expected = "[[1, 2],\n [3, 4]]";
        assert_eq!(a.to_string(), expected);
        assert_eq!(a.t().row(1).to_string(), "[2, 4]");
        assert!(format!("{a:?}").starts_with(expected));
        let local = a.into_local();
        assert_eq!(local.to_string(), expected);
        let frozen = local.into_shared().freeze();
        assert_eq!(frozen.to_string(), expected);
        assert_eq!(frozen.slice(s![..;-1, 0]).to_string(), "[3, 1]");
        assert!(format!("{:?}", frozen.slice(s![..;-1, 0])).starts_with("[3, 1]"));
    }
}
