//! Derived datatypes, and arrays of any strides.

use mpi_shim::num_complex::Complex32;
use mpi_shim::prelude::*;
use mpi_shim::{Description, ErrorClass, Layout, Packer, Portable, Result, Unpacker};
use ndarray::{Array2, Array3, Axis, ShapeBuilder, s};

/// Sends to oneself.
fn to_oneself<S: mpi_shim::Buffer + ?Sized, R: mpi_shim::BufferMut + ?Sized>(
    mpi: &Mpi,
    from: &S,
    to: &mut R,
) -> Result<Status> {
    mpi.this_process().sendrecv(from, 0, 0, to, 0, 0)
}

/// Packs numbers the same way everywhere, which is `expected`, and unpacks them.
fn there_and_back<T: Portable + PartialEq + std::fmt::Debug>(
    mpi: &Mpi,
    numbers: &[T],
    expected: &[u8],
) -> Result<()> {
    let mut packed = vec![9];
    mpi.pack_external(numbers, &mut packed)?;
    assert_eq!(packed[1..], *expected, "{numbers:?}");
    packed.push(8);
    let (mut from, mut room) = (&packed[1..], vec![T::zeroed(); numbers.len()]);
    mpi.unpack_external(&mut from, &mut room)?;
    assert_eq!((&room[..], from), (numbers, &[8][..]));
    let (mut short, mut room) = (&packed[2..packed.len() - 1], room);
    let error = mpi.unpack_external(&mut short, &mut room).unwrap_err();
    assert_eq!((error.class(), short.len()), (ErrorClass::Count, expected.len() - 1));
    Ok(())
}

shmem_test::tests! {
    #![mpi]
    #![npes(1, 2)]

    fn a_column_goes_alone(mpi: &Mpi) -> Result<()> {
        let matrix: Vec<_> = (0..12).collect(); // three rows of four
        let column = Layout::strided(mpi, 3, 1, 4)?;
        assert_eq!(column.reach(), 9);
        let mut packed = [0; 3];
        to_oneself(mpi, &column.of(&matrix[2..])?, &mut packed)?;
        assert_eq!(packed, [2, 6, 10]);
        let mut room = vec![-1; 9];
        to_oneself(mpi, &packed, &mut column.of_mut(&mut room)?)?;
        assert_eq!(room, [2, -1, -1, -1, 6, -1, -1, -1, 10]);
        Ok(())
    }

    fn layouts_are_within_their_slices(mpi: &Mpi) -> Result<()> {
        let class = |result: Result<()>| result.unwrap_err().class();
        let column = Layout::<i32>::strided(mpi, 3, 1, 4)?;
        assert_eq!(class(column.of(&[0; 8]).map(drop)), ErrorClass::Count);
        assert_eq!(class(column.of_mut(&mut [0; 8]).map(drop)), ErrorClass::Count);
        let some = Layout::<i32>::indexed(mpi, &[(7, 2), (3, 1)])?;
        assert_eq!(some.reach(), 9);
        assert_eq!(class(some.of(&[0; 8]).map(drop)), ErrorClass::Count);
        assert_eq!(class(Layout::<i32>::subarray(mpi, [3, 3], [2, 2], [2, 0]).map(drop)), ErrorClass::Count);
        let max = usize::MAX;
        assert_eq!(class(Layout::<u8>::strided(mpi, 2, 1, max).map(drop)), ErrorClass::Count);
        assert_eq!(class(Layout::<u8>::strided(mpi, max, max, 2).map(drop)), ErrorClass::Count);
        assert_eq!(class(Layout::<u8>::indexed(mpi, &[(max, 1)]).map(drop)), ErrorClass::Count);
        assert_eq!(class(Layout::<u64>::contiguous(mpi, max / 8).map(drop)), ErrorClass::Count);
        assert_eq!(class(column.repeated(mpi, 3, max / 4).map(drop)), ErrorClass::Count);
        let nothing = Layout::<i32>::strided(mpi, 0, 5, 5)?;
        assert_eq!(to_oneself(mpi, &nothing.of(&[])?, &mut [0; 3])?.bytes(), 0);
        Ok(())
    }

    fn elements_of_any_size_are_laid_out(mpi: &Mpi) -> Result<()> {
        let data: Vec<[u8; 3]> = (0..10).map(|i| [i, i + 1, i + 2]).collect();
        let some = Layout::<[u8; 3]>::indexed(mpi, &[(8, 2), (0, 1)])?;
        let mut room = [[0; 3]; 3];
        let status = to_oneself(mpi, &some.of(&data)?, &mut room)?;
        assert_eq!((status.bytes(), room), (9, [data[8], data[9], data[0]]));
        Ok(())
    }

    fn a_layout_is_repeated(mpi: &Mpi) -> Result<()> {
        let pair = Layout::<i64>::contiguous(mpi, 2)?;
        let pairs = pair.repeated(mpi, 3, 5)?;
        assert_eq!(pairs.reach(), 12);
        let data: Vec<_> = (0..12).collect();
        let mut room = [0i64; 6];
        to_oneself(mpi, &pairs.of(&data)?, &mut room)?;
        assert_eq!(room, [0, 1, 5, 6, 10, 11]);
        Ok(())
    }

    fn a_box_of_an_array(mpi: &Mpi) -> Result<()> {
        let data: Vec<_> = (0..60).collect();
        let inner = Layout::<i32>::subarray(mpi, [3, 4, 5], [2, 2, 3], [1, 1, 2])?;
        let mut room = vec![0; 12];
        to_oneself(mpi, &inner.of(&data)?, &mut room)?;
        let array = Array3::from_shape_vec((3, 4, 5), data).expect("the shape");
        let expected: Vec<_> = array.slice(s![1..3, 1..3, 2..5]).iter().copied().collect();
        assert_eq!(room, expected);
        Ok(())
    }

    fn arrays_go_in_their_logical_order(mpi: &Mpi) -> Result<()> {
        let array = Array3::from_shape_fn((3, 4, 5), |(i, j, k)| (100 * i + 10 * j + k) as i32);
        let mut room = Array3::<i32>::zeros((3, 4, 5));
        to_oneself(mpi, &array, &mut room)?;
        assert_eq!(room, array);
        let mut backwards = array.clone();
        backwards.invert_axis(Axis(1));
        let mut fortran = Array3::<i32>::zeros((3, 4, 5).f());
        for view in [
            array.slice(s![.., .., ..;2]).into_dyn(),
            array.slice(s![1, .., ..]).into_dyn(),
            array.slice(s![.., ..;-1, ..]).into_dyn(),
            array.slice(s![..;2, ..;-3, 1..4]).into_dyn(),
            array.t().into_dyn(),
            array.slice(s![0..0, .., ..]).into_dyn(),
        ] {
            let mut flat = vec![0; view.len()];
            assert_eq!(to_oneself(mpi, &view, &mut flat)?.count::<i32>()?, view.len());
            assert!(flat.iter().eq(view.iter()), "{view:?}");
            let mut back = ndarray::ArrayD::<i32>::zeros(view.shape());
            to_oneself(mpi, &flat, &mut back.view_mut())?;
            assert_eq!(back, view);
        }
        to_oneself(mpi, &backwards, &mut fortran)?;
        assert_eq!(fortran, backwards);

        let mut matrix = Array2::<f64>::zeros((4, 4));
        to_oneself(mpi, &[1.0, 2.0, 3.0, 4.0], &mut matrix.column_mut(2))?;
        assert_eq!(matrix.column(2).to_vec(), [1.0, 2.0, 3.0, 4.0]);
        assert_eq!(matrix.sum(), 10.0);
        Ok(())
    }

    fn data_of_several_types_is_one_message(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let (me, n) = (world.rank(), world.size());
        let (left, right) = ((me + n - 1) % n, (me + 1) % n);
        let matrix: Vec<_> = (0..12).map(|i| 100 * me as i32 + i).collect();
        let column = Layout::strided(mpi, 3, 1, 4)?;
        let mut packer = Packer::new(&world);
        assert!(packer.size_of(&[0u64; 3])? >= 24);
        packer.pack(&[me as u64])?.pack(&column.of(&matrix[1..])?)?.pack(&[[1u8, 2, 3]; 2])?;
        assert_eq!(packer.bytes().len(), 8 + 12 + 6);
        let (mut unpacker, status) = mpi.scope(|s| {
            world.isend(s, &packer, right, 3)?;
            Unpacker::recv(&world, left, 3)
        })?;
        assert_eq!((status.source(), status.bytes()), (Some(left), 26));
        assert_eq!(unpacker.unpack_vec::<u64>(1)?, [left as u64]);
        let mut room = [0; 9];
        unpacker.unpack(&mut column.of_mut(&mut room)?)?;
        let first = 100 * left as i32 + 1;
        assert_eq!(room, [first, 0, 0, 0, first + 4, 0, 0, 0, first + 8]);
        assert_eq!(unpacker.unpack_vec::<[u8; 3]>(2)?, [[1, 2, 3]; 2]);
        assert_eq!(unpacker.rest(), [0u8; 0]);
        // Sent on as it came, it begins anew where it is received.
        let mut again = Unpacker::with_room(&world, 26);
        world.sendrecv(&unpacker, left, 4, &mut again, right, 4)?;
        assert_eq!(again.unpack_vec::<u64>(1)?, [me as u64]);
        Ok(())
    }

    fn no_more_is_unpacked_than_there_is(mpi: &Mpi) -> Result<()> {
        let me = mpi.this_process();
        let mut packer = Packer::new(&me);
        packer.pack(&[1u32, 2, 3])?.pack(&[0u8; 0])?;
        let mut unpacker = packer.into_unpacker();
        let mut room = [0u64; 2];
        assert_eq!(unpacker.unpack(&mut room).unwrap_err().class(), ErrorClass::Count);
        let column = Layout::strided(mpi, 4, 1, 2)?;
        let mut rows = [7u32; 7];
        let error = unpacker.unpack(&mut column.of_mut(&mut rows)?).unwrap_err();
        assert_eq!((error.class(), rows, room), (ErrorClass::Count, [7; 7], [0; 2]));
        assert_eq!(unpacker.unpack_vec::<u32>(usize::MAX / 2).unwrap_err().class(), ErrorClass::Count);
        assert_eq!(unpacker.unpack_vec::<u32>(3)?, [1, 2, 3]);
        unpacker.unpack(&mut [0u8; 0])?;
        assert_eq!(unpacker.unpack(&mut [0u8]).unwrap_err().class(), ErrorClass::Count);
        Ok(())
    }

    fn numbers_have_a_form_that_is_the_same_everywhere(mpi: &Mpi) -> Result<()> {
        let bytes = |i: i64| i.to_be_bytes();
        there_and_back(mpi, &[-2i8, 3], &[0xfe, 3])?;
        there_and_back(mpi, &[-2i16, 3], &[0xff, 0xfe, 0, 3])?;
        there_and_back(mpi, &[0x0102_0304], &[1, 2, 3, 4])?;
        there_and_back(mpi, &[-5i64, 7], &[bytes(-5), bytes(7)].concat())?;
        there_and_back(mpi, &[-5isize], &bytes(-5))?;
        there_and_back(mpi, &[u16::MAX - 1], &[0xff, 0xfe])?;
        there_and_back(mpi, &[0x0102_0304_0506_0708_usize], &[1, 2, 3, 4, 5, 6, 7, 8])?;
        there_and_back(mpi, &[1.5f32], &1.5f32.to_be_bytes())?;
        there_and_back(mpi, &[-2.25, 1e300], &[(-2.25f64).to_be_bytes(), 1e300f64.to_be_bytes()].concat())?;
        there_and_back(mpi, &[Complex32::new(1.0, -1.0)], &[0x3f, 0x80, 0, 0, 0xbf, 0x80, 0, 0])?;
        mpi.unpack_external(&mut &[][..], &mut [0u32; 0])?;
        // Many, and nothing around them is touched.
        let many: Vec<f64> = (0..100_000).map(f64::from).collect();
        let (mut packed, mut room) = (Vec::new(), vec![-1.0; many.len() + 2]);
        mpi.pack_external(&many, &mut packed)?;
        let inner = 1..=many.len();
        mpi.unpack_external(&mut &packed[..], &mut room[inner.clone()])?;
        assert_eq!((room[0], &room[inner], room.last()), (-1.0, &many[..], Some(&-1.0)));
        Ok(())
    }

    fn layouts_say_what_they_are_made_of(mpi: &Mpi) -> Result<()> {
        let named = |name: &str, bytes| Description::Named { name: name.to_owned(), bytes };
        let contiguous = |count, of| Description::Contiguous { count, of: Box::new(of) };
        let strided = |blocks, length, stride, of| Description::Strided { blocks, length, stride, of: Box::new(of) };
        let double = contiguous(1, named("MPI_DOUBLE", 8));
        let column = Layout::<f64>::strided(mpi, 3, 1, 4)?;
        assert_eq!(column.describe()?, strided(3, 1, 32, double.clone()));
        let columns = column.repeated(mpi, 2, 1)?;
        assert_eq!(columns.describe()?, strided(2, 1, 8, strided(3, 1, 32, double)));
        let some = Layout::<[u8; 3]>::indexed(mpi, &[(8, 2), (0, 1)])?;
        let Description::Blocks(blocks) = some.describe()? else { panic!("{some:?}") };
        let blocks: Vec<_> = blocks.into_iter().map(|block| (block.start, block.count, block.of)).collect();
        let of = contiguous(3, named("MPI_BYTE", 1));
        assert_eq!(blocks, [(24, 2, of.clone()), (0, 1, of)]);
        Ok(())
    }
}
