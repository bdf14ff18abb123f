//! Values of any type as messages.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use mpi_shim::objects::{Bulk, Coming, Format, ObjectError, Packed};
use mpi_shim::prelude::*;
use mpi_shim::{Error, ErrorClass, Result, SendBuffer};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize, Serializer};

/// All that serde has, more or less.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Tree {
    Leaf,
    Number(f64),
    Text { text: String, letters: Option<char> },
    Branches(BTreeMap<String, Tree>, Vec<Tree>),
}

fn tree(seed: usize) -> Tree {
    let text = Tree::Text { text: "x".repeat(seed), letters: char::from_u32(65 + seed as u32) };
    let branches = [("a".to_owned(), Tree::Leaf), ("b".to_owned(), text)];
    Tree::Branches(branches.into(), vec![Tree::Number(seed as f64); seed])
}

/// With arrays on both sides of the length from which they go by themselves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Field {
    name: String,
    long: Bulk<f64>,
    short: Bulk<u16>,
    points: Vec<Bulk<[f32; 3]>>,
}

fn field(seed: usize) -> Field {
    Field {
        name: format!("field {seed}"),
        long: (0..200_000).map(|i| (i * seed) as f64).collect(),
        short: vec![seed as u16; 10].into(),
        points: (0..4).map(|i| vec![[seed as f32; 3]; i * 5000].into()).collect(),
    }
}

/// What cannot be written.
#[derive(Debug, Deserialize)]
struct Unwritable;

impl Serialize for Unwritable {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom("not today"))
    }
}

struct Json;

impl Format for Json {
    const NAME: &'static str = "JSON";
    type Error = serde_json::Error;

    fn write<T: Serialize>(value: &T, to: &mut Vec<u8>) -> Result<(), serde_json::Error> {
        serde_json::to_writer(to, value)
    }

    fn read<T: DeserializeOwned>(from: &[u8]) -> Result<T, serde_json::Error> {
        serde_json::from_slice(from)
    }
}

fn neighbours(world: &Communicator<'_>) -> (usize, usize) {
    let (me, n) = (world.rank(), world.size());
    ((me + n - 1) % n, (me + 1) % n)
}

fn object_error<T: std::fmt::Debug>(result: Result<T>) -> ObjectError {
    match result {
        Err(Error::Object(error)) => error,
        other => panic!("{other:?}"),
    }
}

/// What is read of three arrays is one.
#[derive(Debug, Serialize, Deserialize)]
struct Skipping {
    #[serde(rename(deserialize = "other"), default)]
    first: Bulk<u8>,
    second: Bulk<u8>,
    #[serde(skip_deserializing)]
    third: Bulk<u8>,
}

shmem_test::tests! {
    #![mpi]

    fn values_of_many_shapes_arrive(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        let (left, right) = neighbours(&world);
        for seed in [0, 1, 7, 1000] {
            let mine = (seed, world.rank(), tree(seed));
            let (got, status) = world.sendrecv_obj(&mine, right, 3, left, 3)?;
            assert_eq!((got, status.source()), ((seed, left, tree(seed)), Some(left)));
            let (_, status) = world.sendrecv_obj::<_, ()>(&(), right, 3, Source::Any, Tag::Any)?;
            assert_eq!(status.tag(), 3);
        }
        Ok(())
    }

    fn every_way_to_send_arrives(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        let (left, right) = neighbours(&world);
        let buffer = SendBuffer::attach(mpi, 8_000_000)?;
        let mine = field(world.rank());
        world.bsend_obj(&mine, right, 1)?;
        assert_eq!(world.recv_obj::<Field>(left, 1)?.0, field(left));
        let coming: Coming<'_, Field, _> = world.irecv_obj(left, 1);
        let packed = Packed::new(&mine)?;
        assert!(packed.bytes() > 1_600_000, "{packed:?}");
        mpi.scope(|s| {
            let mut sent = world.issend_obj(s, &packed, right, 1)?;
            world.isend_obj(s, &packed, right, 1)?;
            for _ in 0..2 {
                let got = loop {
                    if let Some((got, _)) = coming.test()? {
                        break got;
                    }
                };
                assert_eq!(got, field(left));
            }
            while !sent.test()? {}
            Ok::<_, Error>(())
        })?;
        drop(buffer);
        Ok(())
    }

    fn long_arrays_go_by_themselves(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        let (left, right) = neighbours(&world);
        let packed = Packed::new(&field(world.rank()))?;
        mpi.scope(|s| {
            world.isend_obj(s, &packed, right, 0)?;
            let message = world.mprobe(left, 0)?;
            assert!(message.status().bytes() < 1000, "{message:?}");
            assert_eq!(message.recv_obj::<Field>()?.0, field(left));
            assert_eq!(world.iprobe(Source::Any, Tag::Any)?, None, "nothing is left");
            Ok(())
        })
    }

    fn an_object_of_another_type_is_an_error_that_names_both(mpi: &Mpi) -> Result<()> {
        let me = mpi.this_process().duplicate()?;
        let packed = Packed::new(&field(3))?;
        mpi.scope(|s| {
            me.isend_obj(s, &packed, 0, 0)?;
            let error = me.recv_obj::<(u8, String)>(0, 0).unwrap_err();
            assert_eq!(error.class(), ErrorClass::Type);
            let expected = "an object of type objects::Field came where (u8, alloc::string::String) is received";
            assert_eq!(error.to_string(), expected);
            assert_eq!(me.iprobe(Source::Any, Tag::Any)?, None, "its arrays went with it");
            me.isend_obj(s, &packed, 0, 0)?;
            assert_eq!(me.recv_obj::<Field>(0, 0)?.0, field(3));
            Ok(())
        })
    }

    fn what_is_no_object_is_an_error_that_has_it(mpi: &Mpi) -> Result<()> {
        let me = mpi.this_process().duplicate()?;
        mpi.scope(|s| {
            for data in [&[1.5, 2.5][..], &[]] {
                me.isend(s, data, 0, 0)?;
                let ObjectError::NoObject { message } = object_error(me.recv_obj::<String>(0, 0)) else {
                    panic!("another error");
                };
                assert_eq!(&*message, mpi_shim::bytemuck::cast_slice::<f64, u8>(data));
            }
            let error = object_error(me.recv_obj::<String>(None, 0));
            assert!(error.to_string().starts_with("the message is no object"), "{error}");
            Ok(())
        })
    }

    fn lengths_that_are_lies_are_errors(mpi: &Mpi) -> Result<()> {
        let me = mpi.this_process().duplicate()?;
        // As it is sent, to be sent with changes.
        let sent = Packed::new(&vec![7u64; 3])?;
        let mut packed = mpi.scope(|s| {
            me.isend_obj(s, &sent, 0, 0)?;
            Ok::<_, Error>(me.recv_vec::<u8>(0, 0)?.0)
        })?;
        let vector = packed.len() - 4;
        for at in 12..packed.len() {
            for byte in [0, 3, 0x7f, 0x80, 0xff] {
                let mut changed = packed.clone();
                changed[at] = byte;
                mpi.scope(|s| {
                    me.isend(s, &changed, 0, 0)?;
                    match me.recv_obj::<Vec<u64>>(0, 0) {
                        Ok((values, _)) => assert!(values.len() <= 3),
                        Err(error) => assert!(matches!(error, Error::Object(_)), "{error}"),
                    }
                    Ok::<_, Error>(())
                })?;
            }
        }
        packed.truncate(vector);
        // A vector of 2⁶³ elements.
        packed.extend([0xff; 9]);
        packed.extend([1; 30]);
        mpi.scope(|s| {
            me.isend(s, &packed, 0, 0)?;
            let error = object_error(me.recv_obj::<Vec<u64>>(0, 0));
            assert!(matches!(error, ObjectError::Unreadable { .. }), "{error}");
            Ok(())
        })
    }

    fn other_formats_say_so(mpi: &Mpi) -> Result<()> {
        let me = mpi.this_process().duplicate()?;
        let json = me.in_format(Json);
        let got = json.sendrecv_obj::<_, Field>(&field(5), 0, 0, 0, 0)?.0;
        assert_eq!(got, field(5));
        assert_eq!(json.broadcast_obj(Some(tree(9)), 0)?, tree(9));
        let packed = Packed::in_format::<_, Json>(&tree(2))?;
        mpi.scope(|s| {
            me.isend_obj(s, &packed, 0, 0)?;
            let error = object_error(me.recv_obj::<Tree>(0, 0));
            let text = "an object came that is written as JSON, where postcard is read";
            assert_eq!(error.to_string(), text);
            Ok(())
        })
    }

    fn arrays_that_nobody_asks_for_are_thrown_away(mpi: &Mpi) -> Result<()> {
        let me = mpi.this_process().duplicate()?;
        let json = me.in_format(Json);
        let packed = Packed::in_format::<_, Json>(&Skipping {
            first: vec![1; 50_000].into(),
            second: vec![2; 60_000].into(),
            third: vec![3; 70_000].into(),
        })?;
        mpi.scope(|s| {
            json.isend_obj(s, &packed, 0, 0)?;
            let (got, _) = json.recv_obj::<Skipping>(0, 0)?;
            assert_eq!((got.first.len(), &*got.second, got.third.len()), (0, &[2; 60_000][..], 0));
            assert_eq!(me.iprobe(Source::Any, Tag::Any)?, None, "nothing is left");
            Ok(())
        })
    }

    fn what_cannot_be_written_is_an_error_everywhere(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        let (me, n) = (world.rank(), world.size());
        let error = object_error(world.send_obj(&Unwritable, 0, 0));
        let text = "a objects::Unwritable cannot be written as postcard: ";
        assert!(error.to_string().starts_with(text), "{error}");
        if n == 1 {
            return Ok(());
        }
        let peer = |error: ObjectError| assert!(matches!(error, ObjectError::Peer { .. }), "{error}");
        let own = |error: ObjectError| assert!(matches!(error, ObjectError::Unwritable { .. }), "{error}");
        let error = object_error(world.broadcast_obj((me == 1).then_some(Unwritable), 1));
        if me == 1 { own(error) } else { peer(error) }
        match world.gather_obj(Unwritable, 0) {
            Err(Error::Object(error)) => if me == 0 { peer(error) } else { own(error) },
            other => panic!("{other:?}"),
        }
        own(object_error(world.all_gather_obj(Unwritable)));
        own(object_error(world.all_to_all_obj((0..n).map(|_| Unwritable).collect())));
        assert_eq!(world.all_gather_obj(me)?, (0..n).collect::<Vec<_>>(), "all go on");
        Ok(())
    }

    fn a_broadcast_reaches_all(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        for root in 0..world.size() {
            let value = (world.rank() == root).then(|| (tree(root), field(root)));
            assert_eq!(world.broadcast_obj(value, root)?, (tree(root), field(root)));
            let error = object_error(world.broadcast_obj(None::<u8>, root));
            match error {
                ObjectError::Values { is: 0, should: 1, .. } => assert_eq!(world.rank(), root),
                ObjectError::Peer { why } => {
                    assert!(world.rank() != root && why.contains("broadcast_obj"), "{why}");
                }
                other => panic!("{other}"),
            }
        }
        assert_eq!(world.broadcast_obj(Some(1), world.size()).unwrap_err().class(), ErrorClass::Rank);
        Ok(())
    }

    fn gathers_and_scatters_keep_ranks(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        let (me, n) = (world.rank(), world.size());
        let all = || (0..n).map(|rank| (tree(rank), field(rank))).collect::<Vec<_>>();
        for root in 0..n {
            let got = world.gather_obj((tree(me), field(me)), root)?;
            assert_eq!(got, (me == root).then(all));
            let got = world.scatter_obj((me == root).then(all), root)?;
            assert_eq!(got, (tree(me), field(me)));
            let short = (me == root).then(|| vec![1; n + 1]);
            match object_error(world.scatter_obj(short, root)) {
                ObjectError::Values { is, should, .. } => assert_eq!((is, should, me), (n + 1, n, root)),
                ObjectError::Peer { .. } => assert_ne!(me, root),
                other => panic!("{other}"),
            }
        }
        Ok(())
    }

    fn all_gather_and_all_to_all(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        let (me, n) = (world.rank(), world.size());
        let got = world.all_gather_obj((me, field(me)))?;
        assert!(got.into_iter().enumerate().all(|(rank, got)| got == (rank, field(rank))));
        let got = world.all_to_all_obj((0..n).map(|to| (me, to, field(to))).collect())?;
        assert!(got.into_iter().enumerate().all(|(from, got)| got == (from, me, field(me))));
        // One process has too few.
        let error = object_error(world.all_to_all_obj(vec![tree(1); if me == 0 { n - 1 } else { n }]));
        match error {
            ObjectError::Values { call: "all_to_all_obj", .. } => assert_eq!(me, 0),
            ObjectError::Peer { .. } => assert_ne!(me, 0),
            other => panic!("{other}"),
        }
        Ok(())
    }

    fn reductions_keep_the_order_of_ranks(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        let (me, n) = (world.rank(), world.size());
        let joined = |below: usize| (0..below).map(|rank| format!("<{rank}>")).collect::<String>();
        let join = |left: String, right: String| left + &right;
        let mine = || format!("<{me}>");
        for root in 0..n {
            let got = world.reduce_obj(mine(), join, root)?;
            assert_eq!(got, (me == root).then(|| joined(n)));
        }
        assert_eq!(world.all_reduce_obj(mine(), join)?, joined(n));
        assert_eq!(world.scan_obj(mine(), join)?, joined(me + 1));
        assert_eq!(world.exclusive_scan_obj(mine(), join)?, (me > 0).then(|| joined(me)));
        Ok(())
    }

    #[npes(2, 3, 4)]
    fn a_closure_that_panics_leaves_nobody_waiting(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        let n = world.size();
        let calls: [&dyn Fn() -> Result<()>; 3] = [
            &|| world.all_reduce_obj(1, |_, _| panic!("on purpose")).map(drop),
            &|| world.reduce_obj(1, |_, _| panic!("on purpose"), n - 1).map(drop),
            &|| world.scan_obj(1, |_, _| panic!("on purpose")).map(drop),
        ];
        for call in calls {
            let _ = catch_unwind(AssertUnwindSafe(call));
        }
        assert_eq!(world.all_reduce_obj(1, |a, b| a + b)?, n, "all go on");
        Ok(())
    }

    #[npes(2, 3, 4)]
    fn calls_that_differ_are_an_error(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        match world.rank() {
            0 => {
                let error = object_error(world.gather_obj(1, 0));
                let text = "this process is in `gather_obj` while rank 1 is in `reduce_obj`";
                assert_eq!(error.to_string(), text);
            }
            1 => drop(world.reduce_obj(1, |a, b| a + b, 0)?),
            _ => drop(world.gather_obj(1, 0)?),
        }
        Ok(())
    }

    fn a_bulk_is_bytes_elsewhere(_: &Mpi) {
        let bulk: Bulk<u16> = vec![1, 515].into();
        let text = serde_json::to_string(&bulk).expect("JSON");
        assert_eq!(text, r#"{"Here":[1,0,3,2]}"#);
        assert_eq!(serde_json::from_str::<Bulk<u16>>(&text).expect("JSON"), bulk);
        assert!(serde_json::from_str::<Bulk<u16>>(r#"{"Here":[1,0,3]}"#).is_err());
        assert!(serde_json::from_str::<Bulk<u16>>(r#"{"Aside":0}"#).is_err());
        let long: Bulk<u8> = vec![1; 100_000].into();
        assert!(serde_json::to_string(&long).expect("JSON").len() > 200_000);
    }

    fn a_bulk_is_shared_until_it_is_changed(_: &Mpi) {
        let mut bulk: Bulk<u8> = vec![1, 2, 3].into();
        let other = bulk.clone();
        assert_eq!(bulk.as_ptr(), other.as_ptr());
        bulk.to_mut().push(4);
        assert_eq!((&*bulk, &*other), (&[1, 2, 3, 4][..], &[1, 2, 3][..]));
        let at = bulk.as_ptr();
        let vector = bulk.into_vec();
        assert_eq!(vector.as_ptr(), at);
    }
}
