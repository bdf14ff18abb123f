//! OpenSHMEM and MPI in one process.

use std::process::exit;

use mpi_shim::prelude::*;
use mpi_shim::{Error, ThreadLevel};
use shmem::Shmem;

/// Each process passes a number on by OpenSHMEM, and all check it by MPI.
fn use_both(mpi: &Mpi, shmem: &Shmem) {
    let (me, n) = (shmem.my_pe().index(), shmem.n_pes());
    let pes = mpi.pes(shmem).expect("PEs are processes of the world");
    let inbox = shmem.alloc::<u64>(1).expect("there is room");
    inbox.at(shmem.my_pe().wrapping_add(1)).p(0, me as u64);
    shmem.world().barrier();
    let got = inbox.read(0);
    assert_eq!(got, ((me + n - 1) % n) as u64);
    let sum = pes.communicator().all_reduce_value(got, Sum).expect("a sum");
    assert_eq!(sum, (0..n as u64).sum());
    for pe in shmem.pes() {
        assert_eq!(pes.pe_of(pes.rank_of(pe)), Some(pe));
    }
    assert_eq!((pes.communicator().rank(), pes.communicator().size()), (me, n));
    assert_eq!((n, pes.pe_of(usize::MAX)), (mpi.world().size(), None));
}

/// One thread puts while another sends.
fn send_and_put(mpi: &Mpi, shmem: &Shmem) {
    let (world, inbox) = (mpi.world(), shmem.alloc::<u64>(1).expect("there is room"));
    let (me, n) = (world.rank(), world.size());
    let messages = mpi.threads().expect("threads are granted").share(&world);
    let memory = shmem.threads().expect("threads are granted").share(inbox.at(shmem.my_pe()));
    let (left, right) = ((me + n - 1) % n, (me + 1) % n);
    std::thread::scope(|all| {
        all.spawn(move || memory.get().p(0, 5));
        all.spawn(move || {
            let mut from = [0];
            messages.sendrecv(&[me as u64], right, 0, &mut from, left, 0).expect("a message");
            assert_eq!(from, [left as u64]);
        });
    });
    assert_eq!(inbox.read(0), 5);
}

fn begin() -> Shmem {
    Shmem::init().expect("OpenSHMEM starts")
}

shmem_test::tests! {
    #![mpi]

    #[ends(|ended| ended.expect_status(0))]
    fn openshmem_begins_and_ends() {
        let shmem = begin();
        let mpi = Mpi::beside(&shmem).expect("MPI starts");
        use_both(&mpi, &shmem);
        drop(mpi);
        shmem.world().barrier();
        drop(shmem);
        exit(0)
    }

    #[ends(|ended| ended.expect_status(0))]
    fn openshmem_begins_and_mpi_ends() {
        let shmem = begin();
        let mpi = Mpi::beside(&shmem).expect("MPI starts");
        use_both(&mpi, &shmem);
        drop(shmem);
        mpi.world().barrier().expect("MPI runs still");
        drop(mpi);
        assert_eq!(Mpi::init().err(), Some(Error::AlreadyStarted));
        exit(0)
    }

    #[ends(|ended| ended.expect_status(0))]
    fn mpi_begins_and_ends() {
        let mpi = Mpi::init().expect("MPI starts");
        let shmem = mpi.shmem().expect("OpenSHMEM starts");
        use_both(&mpi, &shmem);
        drop(shmem);
        mpi.world().barrier().expect("MPI runs still");
        drop(mpi);
        exit(0)
    }

    #[ends(|ended| ended.expect_status(0))]
    fn mpi_begins_and_openshmem_ends() {
        let mpi = Mpi::init().expect("MPI starts");
        let shmem = mpi.shmem().expect("OpenSHMEM starts");
        use_both(&mpi, &shmem);
        drop(mpi);
        shmem.world().barrier();
        drop(shmem);
        exit(0)
    }

    #[npes(1, 2)]
    #[ends(|ended| ended.expect_status(0))]
    fn threads_use_both() {
        let mpi = Mpi::init_thread(ThreadLevel::Multiple).expect("threads are granted");
        let shmem = mpi.shmem().expect("OpenSHMEM starts");
        use_both(&mpi, &shmem);
        send_and_put(&mpi, &shmem);
        drop((mpi, shmem));
        exit(0)
    }

    #[npes(2)]
    #[ends(|ended| ended.expect_status(0))]
    fn threads_that_take_turns_need_two_libraries() {
        let shmem = Shmem::init_thread(shmem::ThreadLevel::Serialized).expect("turns are granted");
        let beside = Mpi::beside(&shmem);
        if shmem_sys::beside_mpi::starts_mpi() {
            let refused = Error::ThreadLevel { needed: ThreadLevel::Multiple, granted: ThreadLevel::Serialized };
            assert_eq!(beside.err(), Some(refused));
        } else {
            use_both(&beside.expect("MPI starts"), &shmem);
        }
        drop(shmem);
        exit(0)
    }

    #[npes(2)]
    #[ends(|ended| ended.expect_status(0))]
    fn openshmem_does_not_end_an_mpi_that_does_not_know() {
        let mpi = Mpi::init().expect("MPI starts");
        let shmem = Shmem::init();
        if shmem_sys::beside_mpi::starts_mpi() {
            assert!(shmem.is_err());
        } else {
            use_both(&mpi, &shmem.expect("another library"));
        }
        mpi.world().barrier().expect("MPI runs still");
        drop(mpi);
        exit(0)
    }
}
