//! Communicators and groups.

use std::cell::Cell;
use std::rc::Rc;

use mpi_shim::prelude::*;
use mpi_shim::{AttributeKey, Colour, Comparison, Error, ErrorClass, Info, Result};

shmem_test::tests! {
    #![mpi]

    fn a_duplicate_has_messages_of_its_own(mpi: &Mpi) -> Result<()> {
        let (first, second) = (mpi.world().duplicate()?, mpi.world().duplicate()?);
        let me = first.rank();
        mpi.scope(|s| {
            first.isend(s, &[1], me, 0)?;
            second.isend(s, &[2], me, 0)?;
            assert_eq!(second.recv_vec::<i32>(me, 0)?.0, [2]);
            assert_eq!(first.recv_vec::<i32>(me, 0)?.0, [1]);
            Ok(())
        })
    }

    fn dropping_need_not_be_at_the_same_time(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        for round in 0..50 {
            let ours = world.duplicate()?;
            let again = ours.duplicate()?;
            // Some drop it before, others after the others use the next ones.
            let kept = (round % world.size() == world.rank()).then_some(ours);
            let third = again.duplicate()?;
            assert_eq!(third.all_reduce_value(1, Sum)?, world.size());
            drop((kept, again));
        }
        Ok(())
    }

    #[npes(1, 2)]
    fn many_communicators_come_and_go(mpi: &Mpi) -> Result<()> {
        for _ in 0..3000 {
            drop(mpi.world().duplicate()?);
        }
        Ok(())
    }

    fn a_split_is_by_colour_and_key(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let (me, n) = (world.rank(), world.size());
        let half = world.split((me % 2) as i32, -(me as i32))?.expect("there is a colour");
        assert_eq!(half.size(), (n + 1 - me % 2) / 2);
        assert_eq!(half.all_reduce_value(me % 2, Max)?, me % 2);
        let below_me = (0..n).filter(|rank| rank % 2 == me % 2 && *rank > me).count();
        assert_eq!(half.rank(), below_me);
        let only_first = world.split(if me == 0 { Colour::Is(7) } else { Colour::None }, 0)?;
        assert_eq!(only_first.map(|comm| comm.size()), (me == 0).then_some(1));
        assert_eq!(world.split(-1, 0).unwrap_err().class(), ErrorClass::Arg);
        Ok(())
    }

    fn processes_of_a_node_share_memory(mpi: &Mpi) -> Result<()> {
        assert_eq!(mpi.world().split_shared(0)?.size(), mpi.world().size());
        Ok(())
    }

    fn groups_are_put_together(mpi: &Mpi) -> Result<()> {
        let all = mpi.world().group()?;
        let n = all.size()?;
        assert_eq!((n, all.rank()?), (mpi.world().size(), Some(mpi.world().rank())));
        let first = all.include(&[0])?;
        let others = all.exclude(&[0])?;
        assert_eq!(first.union(&others)?.compare(&all)?, Comparison::Identical);
        assert_eq!(first.intersection(&others)?.size()?, 0);
        assert_eq!(all.difference(&first)?.compare(&others)?, Comparison::Identical);
        let backwards: Vec<_> = (0..n).rev().collect();
        let backwards = all.include(&backwards)?;
        let expected = if n == 1 { Comparison::Identical } else { Comparison::Similar };
        assert_eq!(backwards.compare(&all)?, expected);
        assert_eq!(backwards.translate(&[0], &all)?, [Some(n - 1)]);
        assert_eq!(all.include(&[n]).unwrap_err().class(), ErrorClass::Rank);
        assert_eq!(all.include(&[0, 0]).unwrap_err(), Error::Twice { rank: 0 });
        Ok(())
    }

    fn a_group_becomes_a_communicator(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let all = world.group()?;
        let odd: Vec<_> = (1..world.size()).step_by(2).collect();
        let odd = all.include(&odd)?;
        let member = world.rank() % 2 == 1;
        let ours = world.create(&odd)?;
        assert_eq!(ours.is_some(), member);
        if let Some(ours) = ours {
            assert_eq!(ours.size(), odd.size()?);
            assert_eq!(ours.all_reduce_value(1, Sum)?, odd.size()?);
        }
        let by_members = world.create_group(&odd, 5)?;
        assert_eq!(by_members.is_some(), member);
        Ok(())
    }

    #[npes(2, 4)]
    fn a_group_of_others_is_an_error(mpi: &Mpi) -> Result<()> {
        let (alone, all) = (mpi.this_process(), mpi.world().group()?);
        assert_eq!(alone.create(&all).unwrap_err().class(), ErrorClass::Group);
        assert_eq!(alone.create_group(&all, 0).unwrap_err().class(), ErrorClass::Group);
        Ok(())
    }

    fn duplicates_are_made_meanwhile(mpi: &Mpi) -> Result<()> {
        static KEY: AttributeKey<u32> = AttributeKey::cloned();
        let world = mpi.world().duplicate()?;
        world.set_attribute(&KEY, 5);
        let (me, n) = (world.rank(), world.size());
        let (first, second) = mpi.scope(|s| {
            let (first, second) = (world.iduplicate(s)?, world.iduplicate(s)?);
            world.sendrecv(&[me], (me + 1) % n, 0, &mut [n], (me + n - 1) % n, 0)?;
            while !second.is_complete()? {
                std::thread::yield_now();
            }
            Ok::<_, Error>((first.wait()?, second.wait()?))
        })?;
        assert_eq!(first.compare(&world)?, Comparison::Congruent);
        assert_eq!(first.attribute(&KEY).as_deref(), Some(&5));
        let sums = (first.all_reduce_value(1, Sum)?, second.all_reduce_value(me, Sum)?);
        assert_eq!(sums, (n, n * (n - 1) / 2));
        Ok(())
    }

    fn duplicates_that_nobody_waits_for_are_given_back(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        mpi.scope(|s| {
            drop(world.iduplicate(s)?);
            std::mem::forget(world.iduplicate(s)?);
            Ok::<_, Error>(())
        })?;
        // Who fails waits for the others, who start the same.
        let failed = mpi.scope(|s| {
            let coming = world.iduplicate(s)?;
            if world.rank() == 0 {
                return Err(Error::BufferAttached);
            }
            coming.wait()
        });
        assert_eq!(failed.is_err(), world.rank() == 0);
        world.barrier()
    }

    fn a_duplicate_is_made_with_hints_meanwhile(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        #[cfg(mpi_standard = "4")]
        let ours = mpi.scope(|s| {
            let mut info = Info::new(mpi)?;
            info.set("mpi_assert_no_any_tag", "false")?;
            world.iduplicate_with(s, &info)?.wait()
        })?;
        #[cfg(not(mpi_standard = "4"))]
        let ours = world.duplicate()?;
        assert_eq!(ours.all_reduce_value(1, Sum)?, world.size());
        Ok(())
    }

    fn names_are_kept(mpi: &Mpi) -> Result<()> {
        let ours = mpi.world().duplicate()?;
        assert_eq!(mpi.world().name()?, "MPI_COMM_WORLD");
        ours.set_name("naïve")?;
        assert_eq!(ours.name()?, "naïve");
        ours.set_name(&"é".repeat(1000))?;
        assert!(ours.name()?.chars().all(|c| c == 'é') && ours.name()?.len() >= 32);
        ours.set_name("a\0b")?;
        assert_eq!(ours.name()?, "a");
        Ok(())
    }

    fn hints_go_with_a_duplicate(mpi: &Mpi) -> Result<()> {
        let mut info = Info::new(mpi)?;
        info.set("mpi_assert_no_any_tag", "false")?;
        let ours = mpi.world().duplicate_with(&info)?;
        ours.set_info(&info)?;
        drop(ours.info()?);
        assert_eq!(ours.compare(&mpi.world())?, Comparison::Congruent);
        Ok(())
    }

    /// A library that believes that messages fit need not see whether they do.
    fn promises_are_no_hints(mpi: &Mpi) -> Result<()> {
        for (key, value) in [("mpi_assert_exact_length", "true"), ("sender_vci", "1000")] {
            let mut info = Info::new(mpi)?;
            info.set(key, value)?;
            let refused = Err(Error::Hint { key: key.to_owned() });
            assert_eq!(mpi.world().set_info(&info), refused);
            assert_eq!(mpi.world().duplicate_with(&info).map(drop), refused);
        }
        Ok(())
    }

    fn attributes_go_with_their_communicator(mpi: &Mpi) -> Result<()> {
        let (ours, key, other) = (mpi.world().duplicate()?, AttributeKey::new(), AttributeKey::new());
        assert_eq!(ours.attribute(&key), None);
        assert_eq!(ours.set_attribute(&key, "a"), None);
        assert_eq!(ours.set_attribute(&other, 7), None);
        assert_eq!(ours.set_attribute(&key, "b").as_deref(), Some(&"a"));
        assert_eq!(ours.attribute(&key).as_deref(), Some(&"b"));
        assert_eq!(ours.duplicate()?.attribute(&key), None);
        assert_eq!(mpi.world().attribute(&key), None);
        assert_eq!(ours.remove_attribute(&key).as_deref(), Some(&"b"));
        assert_eq!((ours.attribute(&key), ours.remove_attribute(&key)), (None, None));
        assert_eq!(ours.attribute(&other).as_deref(), Some(&7));
        let same_type: AttributeKey<i32> = AttributeKey::default();
        assert_eq!(ours.attribute(&same_type), None);
        Ok(())
    }

    fn attributes_are_cloned_for_duplicates(mpi: &Mpi) -> Result<()> {
        static KEY: AttributeKey<Cell<u32>> = AttributeKey::cloned();
        let ours = mpi.world().duplicate()?;
        ours.set_attribute(&KEY, Cell::new(1));
        let again = ours.duplicate_with(&Info::new(mpi)?)?;
        again.attribute(&KEY).expect("it is cloned").set(2);
        assert_eq!(again.duplicate()?.attribute(&KEY), Some(Cell::new(2).into()));
        assert_eq!(ours.attribute(&KEY), Some(Cell::new(1).into()));
        let grid = ours.create_cartesian([ours.size()], [true], false)?.expect("all are in it");
        assert_eq!(grid.attribute(&KEY), None);
        grid.set_attribute(&KEY, Cell::new(3));
        assert_eq!(grid.duplicate()?.attribute(&KEY), Some(Cell::new(3).into()));
        assert_eq!(grid.sub([0])?.attribute(&KEY), None);
        let graph = grid.create_dist_graph(&[(0, 0); 0], false)?;
        graph.set_attribute(&KEY, Cell::new(4));
        assert_eq!(graph.duplicate()?.attribute(&KEY), Some(Cell::new(4).into()));
        Ok(())
    }

    fn attributes_are_dropped_with_their_communicator(mpi: &Mpi) -> Result<()> {
        let key = AttributeKey::new();
        let (counted, ours) = (Rc::new(()), mpi.world().duplicate()?);
        ours.set_attribute(&key, Rc::clone(&counted));
        ours.set_attribute(&key, Rc::clone(&counted));
        assert_eq!(Rc::strong_count(&counted), 2);
        let kept = ours.attribute(&key);
        drop(ours);
        assert_eq!(Rc::strong_count(&counted), 2);
        drop(kept);
        assert_eq!(Rc::strong_count(&counted), 1);
        Ok(())
    }

    fn the_world_has_attributes_for_all_who_ask(mpi: &Mpi) -> Result<()> {
        let key = AttributeKey::new();
        mpi.world().set_attribute(&key, 1);
        mpi.this_process().set_attribute(&key, 2);
        assert_eq!(mpi.world().attribute(&key).as_deref(), Some(&1));
        assert_eq!(mpi.this_process().attribute(&key).as_deref(), Some(&2));
        mpi.world().remove_attribute(&key);
        assert_eq!(mpi.world().attribute(&key), None);
        Ok(())
    }

    fn attributes_are_cloned_and_dropped_once(mpi: &Mpi) -> Result<()> {
        struct Again(Rc<Cell<u32>>);
        impl Clone for Again {
            fn clone(&self) -> Self {
                self.0.set(self.0.get() + 1);
                Self(Rc::clone(&self.0))
            }
        }
        impl Drop for Again {
            fn drop(&mut self) {
                self.0.set(self.0.get() + 10);
            }
        }
        let (key, calls) = (AttributeKey::cloned(), Rc::new(Cell::new(0)));
        let ours = mpi.world().duplicate()?;
        ours.set_attribute(&key, Again(Rc::clone(&calls)));
        drop(ours.duplicate()?);
        assert_eq!(calls.get(), 11);
        drop(ours);
        assert_eq!(calls.get(), 21);
        Ok(())
    }

    fn sets_of_processes_have_communicators(mpi: &Mpi) -> Result<()> {
        #[cfg(mpi_standard = "4")]
        sets_of_processes(mpi)?;
        mpi.world().barrier()
    }
}

/// What libraries of MPI 4 have.
#[cfg(mpi_standard = "4")]
fn sets_of_processes(mpi: &Mpi) -> Result<()> {
    let names = mpi.process_sets()?;
    assert!(names.iter().any(|name| name == "mpi://SELF"), "{names:?}");
    let all = mpi.process_set("mpi://WORLD")?;
    assert_eq!(all.compare(&mpi.world().group()?)?, Comparison::Identical);
    assert_eq!(mpi.process_set("nothing").unwrap_err(), Error::Set { name: "nothing".to_owned() });
    assert_eq!(mpi.process_set("mpi://WORLD\0").unwrap_err().class(), ErrorClass::Arg);
    let ours = mpi.communicator_of(&all, "ours")?.expect("all are members");
    assert_eq!(ours.all_reduce_value(1, Sum)?, mpi.world().size());
    assert_eq!(ours.recv(&mut [0], 99, 0).unwrap_err().class(), ErrorClass::Rank);
    let first = mpi.communicator_of(&all.include(&[0])?, &"long".repeat(1000))?;
    assert_eq!(first.map(|first| first.size()), (mpi.world().rank() == 0).then_some(1));
    Ok(())
}
