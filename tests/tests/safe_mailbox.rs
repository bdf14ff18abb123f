//! Mailboxes: whose the payload is at each moment, and what forgetting does.
#![allow(missing_docs, reason = "a test binary")]

use std::panic::{AssertUnwindSafe, catch_unwind};

use shmem::{Mail, Shmem};
use shmem_test::{Trial, trials};

fn init() -> Shmem {
    Shmem::init().expect("the harness has set up a job")
}

/// Round the ring, one message per PE and round; mail is held while the next is sent.
fn ring() {
    let shmem = init();
    let (right, left) = (shmem.my_pe().wrapping_add(1), shmem.my_pe().wrapping_add(-1));
    let mailbox = shmem.mailbox::<u64>(100).unwrap();
    for round in 0..200 {
        let len = round % 101;
        let data: Vec<_> = (0..len).map(|i| (round * i) as u64).collect();
        mailbox.at(right).send(&data);
        let mail = mailbox.receive();
        assert_eq!(mail.sender(), left);
        assert_eq!(mail[..], data);
    }
}

/// Everybody sends to PE 0 without a word of warning; nothing is lost, mixed, or out of order.
fn many_senders() {
    const EACH: u64 = 100;
    let shmem = init();
    let me = shmem.my_pe();
    let mailbox = shmem.mailbox::<[u64; 3]>(64).unwrap();
    if me.index() != 0 {
        for i in 0..EACH {
            let len = 1 + (i as usize * 7 + me.index()) % 64;
            mailbox.at(shmem.pe(0)).send(&vec![[me.index() as u64, i, len as u64]; len]);
        }
    } else {
        let mut next = vec![0; shmem.n_pes()];
        for _ in 0..EACH * (shmem.n_pes() as u64 - 1) {
            let mail = mailbox.receive();
            let sender = mail.sender().index();
            let expected = [sender as u64, next[sender], mail.len() as u64];
            assert!(mail.iter().all(|element| *element == expected), "{mail:?}");
            next[sender] += 1;
        }
        assert!(mailbox.try_receive().is_none());
    }
}

/// While mail is lent it does not change, however much others try to send.
fn lent_mail_stays() {
    let shmem = init();
    let me = shmem.my_pe();
    let mailbox = shmem.mailbox::<u8>(1_000).unwrap();
    assert!(mailbox.at(me).try_send(&[me.index() as u8; 1_000]));
    let mail = mailbox.receive();
    shmem.world().barrier();
    for pe in shmem.pes() {
        assert!(!mailbox.at(pe).try_send(&[99; 1_000]), "PE {pe} has not released its mail");
    }
    shmem.world().barrier();
    assert!(mail.iter().all(|&byte| byte == me.index() as u8));
    drop(mail);
    assert!(mailbox.try_receive().is_none());
}

fn sizes_and_types() {
    let shmem = init();
    let me = shmem.my_pe();
    let none = shmem.mailbox::<u64>(0).unwrap();
    none.at(me).send(&[]);
    assert!(none.receive().is_empty());
    let units = shmem.mailbox::<()>(5).unwrap();
    units.at(me).send(&[(); 3]);
    assert_eq!(units.receive().len(), 3);
    let wide = shmem.mailbox::<u128>(2).unwrap();
    wide.at(me).send(&[u128::MAX]);
    let mail = wide.receive();
    assert!(mail.as_ptr().is_aligned());
    assert_eq!(mail[..], [u128::MAX]);
}

fn panics<R>(what: &str, call: impl FnOnce() -> R) {
    let payload = catch_unwind(AssertUnwindSafe(|| drop(call()))).expect_err(what);
    let message = match payload.downcast_ref::<String>() {
        Some(formatted) => formatted.as_str(),
        None => payload.downcast_ref::<&str>().expect("a message"),
    };
    assert!(message.contains(what), "{message:?} should say {what:?}");
}

/// Too long a message, a second look at lent mail: panics that leave the mailbox as it was.
fn misuse() {
    let shmem = init();
    let me = shmem.my_pe();
    let mailbox = shmem.mailbox::<u64>(4).unwrap();
    panics("more than a mailbox of 4 takes", || mailbox.at(me).send(&[0; 5]));
    panics("more than a mailbox of 4 takes", || mailbox.at(me).try_send(&[0; 5]));
    mailbox.at(me).send(&[1, 2, 3, 4]);
    let mail = mailbox.receive();
    panics("still lent", || mailbox.receive().len());
    panics("still lent", || mailbox.try_receive().map(|mail| mail.len()));
    assert_eq!(mail[..], [1, 2, 3, 4]);
    drop(mail);
    mailbox.at(me).send(&[5]);
    assert_eq!(mailbox.receive()[..], [5]);
}

/// A panic beside mail releases it.
fn panic_beside_mail() {
    let shmem = init();
    let me = shmem.my_pe();
    let mailbox = shmem.mailbox::<u64>(1).unwrap();
    mailbox.at(me).send(&[1]);
    panics("wrong on purpose", || assert_eq!(mailbox.receive()[0], 2, "wrong on purpose"));
    assert!(mailbox.at(me).try_send(&[2]));
}

/// Forgotten mail blocks the mailbox, for its own PE and for senders, and nothing else.
fn forgotten() {
    let shmem = init();
    let me = shmem.my_pe();
    let mailbox = shmem.mailbox::<u64>(1).unwrap();
    mailbox.at(me).send(&[me.index() as u64]);
    let leaked: &Mail<'_, u64> = Box::leak(Box::new(mailbox.receive()));
    shmem.world().barrier();
    for pe in shmem.pes() {
        assert!(!mailbox.at(pe).try_send(&[99]));
    }
    panics("was forgotten", || mailbox.receive().len());
    shmem.world().barrier();
    assert_eq!(leaked[0], me.index() as u64);

    let second = shmem.mailbox::<u64>(1).unwrap();
    second.at(me).send(&[3]);
    std::mem::forget(second.receive());
    panics("was forgotten", || second.receive().len());
    drop(second);
    assert_eq!(shmem.reclaim(), 1);
}

/// PEs that drop a mailbox early, with mail in it: those that still send reach memory that is there.
fn dropped_early_on_some() {
    let shmem = init();
    for round in 0..300 {
        let mailbox = shmem.mailbox::<u64>(1_000).unwrap();
        if shmem.my_pe().index() == round % shmem.n_pes() {
            drop(mailbox);
            continue;
        }
        for pe in shmem.pes() {
            let _ = mailbox.at(pe).try_send(&[round as u64; 1_000]);
        }
    }
}

fn asymmetric() {
    let shmem = init();
    let odd = usize::from(shmem.my_pe().index() == 0);
    assert!(matches!(shmem.mailbox::<u64>(4 + odd), Err(shmem::Error::Asymmetric { .. })));
    let made = match odd {
        1 => shmem.mailbox::<u64>(4).map(drop),
        _ => shmem.alloc::<u64>(4).map(drop),
    };
    assert!(matches!(made, Err(shmem::Error::Asymmetric { .. })), "{made:?}");
    assert!(matches!(shmem.mailbox::<u64>(usize::MAX / 4), Err(shmem::Error::TooLarge { .. })));
}

fn main() {
    let mut all = trials![
        ring: [1, 2, 3, 4, 7], many_senders: [1, 2, 3, 4, 7], lent_mail_stays: [1, 2, 3, 4, 7],
        sizes_and_types: [1, 2, 3], misuse: [1, 2, 3], panic_beside_mail: [1, 2, 3],
        forgotten: [1, 2, 3, 4, 7], asymmetric: [2, 3, 4],
    ];
    all.push(
        Trial::new("dropped_early_on_some", dropped_early_on_some)
            .npes(&[1, 2, 3, 4, 7])
            .job(|job| job.heap_size(1 << 20)),
    );
    shmem_test::run(all);
}
