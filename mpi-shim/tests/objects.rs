//! Values of any type as messages.

mod values;

use mpi_shim::objects::{Bulk, Coming, Format, ObjectError, Packed, bulk};
use mpi_shim::prelude::*;
use mpi_shim::{Error, ErrorClass, Result, SendBuffer};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use values::{Field, Tree, Unwritable, field, object_error, tree};

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

/// What is read of three arrays is one.
#[derive(Debug, Serialize, Deserialize)]
struct Skipping {
    #[serde(rename(deserialize = "other"), default)]
    first: Bulk<u8>,
    second: Bulk<u8>,
    #[serde(skip_deserializing)]
    third: Bulk<u8>,
}

/// With fields that are vectors.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Plain {
    #[serde(with = "bulk")]
    long: Vec<u32>,
    #[serde(with = "bulk")]
    short: Vec<u8>,
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
            let expected = "an object of type objects::values::Field came from rank 0, tag 0, where (u8, alloc::string::String) is received";
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
                let ObjectError::NoObject { message, .. } = object_error(me.recv_obj::<String>(0, 0)) else {
                    panic!("another error");
                };
                assert_eq!(&*message, mpi_shim::bytemuck::cast_slice::<f64, u8>(data));
            }
            let error = object_error(me.recv_obj::<String>(None, 0));
            assert!(error.to_string().starts_with("the message from nobody is no object"), "{error}");
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
            let text = "an object came from rank 0, tag 0 that is written as JSON, where postcard is read";
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

    fn what_is_buffered_goes_whole_or_not_at_all(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        let (left, right) = neighbours(&world);
        let buffer = SendBuffer::attach(mpi, 100_000)?;
        let long: Bulk<u8> = vec![7; 90_000].into();
        world.bsend_obj(&long, right, 1)?;
        assert_eq!(world.recv_obj::<Bulk<u8>>(left, 1)?.0, long);
        // There is room for an object, but not for its arrays.
        let me = mpi.this_process().duplicate()?;
        assert!(me.bsend_obj(&field(1), 0, 1).is_err());
        assert_eq!(me.iprobe(Source::Any, Tag::Any)?, None);
        drop(buffer);
        Ok(())
    }

    #[npes(1)]
    fn forged_objects_are_errors(mpi: &Mpi) -> Result<()> {
        let me = mpi.this_process().duplicate()?;
        let sent = Packed::new(&Bulk::from(vec![1u8; 100_000]))?;
        let genuine = mpi.scope(|s| {
            me.isend_obj(s, &sent, 0, 0)?;
            let (bytes, _) = me.recv_vec::<u8>(0, 0)?;
            me.recv_vec::<u8>(0, 0)?;
            Ok::<_, Error>(bytes)
        })?;
        let receive = |bytes: &[u8], part: &[u8]| mpi.scope(|s| {
            me.isend(s, bytes, 0, 0)?;
            me.isend(s, part, 0, 0)?;
            let error = object_error(me.recv_obj::<Bulk<u8>>(0, 0));
            let left = me.iprobe(0, 0)?.map(|_| me.recv_vec::<u8>(0, 0)).transpose()?;
            Ok::<_, Error>((error, left.is_some()))
        });
        // More parts than there are lengths.
        for parts in [2, 1000, u32::MAX] {
            let mut bytes = genuine.clone();
            bytes[8..12].copy_from_slice(&parts.to_le_bytes());
            let (error, left) = receive(&bytes, &[])?;
            assert!(matches!(error, ObjectError::NoObject { .. } | ObjectError::Part { .. }) && left | (parts < 1000), "{error}");
        }
        // A part that is longer than all memory, and one that is shorter than it says.
        let mut bytes = genuine.clone();
        let length = bytes.len() - 8;
        bytes[length..].copy_from_slice(&u64::MAX.to_le_bytes());
        for (bytes, part, is) in [(&bytes, &[1; 100_000][..], 100_000), (&genuine, &[1; 7], 7)] {
            let (error, left) = receive(bytes, part)?;
            assert!(matches!(error, ObjectError::Part { part: 0, number: 1, is: Some(came), .. } if came == is) && !left, "{error}");
        }
        Ok(())
    }

    #[npes(1)]
    #[ignore = "takes the ten seconds after which a part is given up"]
    fn a_part_that_does_not_come_is_given_up(mpi: &Mpi) -> Result<()> {
        let me = mpi.this_process().duplicate()?;
        let sent = Packed::new(&Bulk::from(vec![1u8; 100_000]))?;
        let bytes = mpi.scope(|s| {
            me.isend_obj(s, &sent, 0, 0)?;
            let (bytes, _) = me.recv_vec::<u8>(0, 0)?;
            me.recv_vec::<u8>(0, 0)?;
            Ok::<_, Error>(bytes)
        })?;
        mpi.scope(|s| {
            me.isend(s, &bytes, 0, 0)?;
            let error = object_error(me.recv_obj::<Bulk<u8>>(0, 0));
            assert!(matches!(error, ObjectError::Part { is: None, .. }), "{error}");
            Ok(())
        })
    }

    fn vectors_of_fields_go_by_themselves(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        let (left, right) = neighbours(&world);
        let plain = |rank: usize| Plain { long: vec![rank as u32; 50_000], short: vec![rank as u8] };
        let packed = Packed::new(&plain(world.rank()))?;
        mpi.scope(|s| {
            world.isend_obj(s, &packed, right, 0)?;
            let message = world.mprobe(left, 0)?;
            assert!(message.status().bytes() < 1000, "{message:?}");
            assert_eq!(message.recv_obj::<Plain>()?.0, plain(left));
            Ok::<_, Error>(())
        })?;
        let text = serde_json::to_string(&plain(7)).expect("JSON");
        assert_eq!(serde_json::from_str::<Plain>(&text).expect("JSON"), plain(7));
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

    fn what_cannot_be_written_is_an_error(mpi: &Mpi) {
        let error = object_error(mpi.world().send_obj(&Unwritable, 0, 0));
        let text = "a objects::values::Unwritable cannot be written as postcard: ";
        assert!(error.to_string().starts_with(text), "{error}");
    }
}
