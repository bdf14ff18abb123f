//! Messages of mailboxes and exchanges that are on their way while their scopes do something else.
#![allow(missing_docs, reason = "a test binary")]

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use shmem::prelude::*;
use shmem_test::trials;
use shmem_tests::safe::run;

const LEFT: usize = 0;
const RIGHT: usize = 1;

/// What PE `pe` sends in round `round`.
fn message(pe: Pe, round: usize) -> Vec<u64> {
    let len = (round * 7 + pe.index()) % 50;
    (0..len).map(|i| (pe.index() * 1_000_000 + round * 100 + i) as u64).collect()
}

/// Round the ring in scopes of the default context and of another one.
fn sent_round_the_ring() {
    run(|shmem| {
        let (right, left) = (shmem.my_pe().wrapping_add(1), shmem.my_pe().wrapping_add(-1));
        let mailbox = shmem.mailbox::<u64>(50).unwrap();
        let context = shmem.context().unwrap();
        for round in 0..200 {
            let data = message(shmem.my_pe(), round);
            let sent = if round % 2 == 0 {
                shmem.scope(|s| s.try_send(mailbox.at(right), &data))
            } else {
                context.scope(|s| s.send(mailbox.at(right), &data));
                true
            };
            if !sent {
                shmem.scope(|s| s.send(mailbox.at(right), &data));
            }
            let mail = mailbox.receive();
            assert_eq!((mail.sender(), &mail[..]), (left, &message(left, round)[..]));
        }
    });
}

/// Many messages of one scope to one mailbox: each waits for the one before to be taken.
fn sent_one_after_the_other() {
    run(|shmem| {
        const EACH: usize = 100;
        let (me, first) = (shmem.my_pe(), shmem.pe(0));
        let mailbox = shmem.mailbox::<u64>(50).unwrap();
        if me != first {
            let all: Vec<_> = (0..EACH).map(|round| message(me, round)).collect();
            shmem.scope(|s| all.iter().for_each(|data| s.send(mailbox.at(first), data)));
        } else {
            let mut next = vec![0; shmem.n_pes()];
            for _ in 0..EACH * (shmem.n_pes() - 1) {
                let mail = mailbox.receive();
                let round = &mut next[mail.sender().index()];
                assert_eq!(mail[..], message(mail.sender(), *round));
                *round += 1;
            }
        }
        shmem.world().barrier();
        assert!(mailbox.try_receive().is_none());
    });
}

/// While mail is lent it does not change, however much scopes try to send.
fn lent_mail_stays() {
    run(|shmem| {
        let me = shmem.my_pe();
        let mailbox = shmem.mailbox::<u8>(1_000).unwrap();
        let (mine, theirs) = ([me.index() as u8; 1_000], [99; 1_000]);
        shmem.scope(|s| assert!(s.try_send(mailbox.at(me), &mine)));
        let mail = mailbox.receive();
        shmem.world().barrier();
        shmem.scope(|s| {
            for pe in shmem.pes() {
                assert!(!s.try_send(mailbox.at(pe), &theirs), "PE {pe} has not released its mail");
            }
        });
        shmem.world().barrier();
        assert_eq!(mail[..], mine);
    });
}

/// What was sent before a panic arrives whole; what is too long is not sent, and claims nothing.
fn panics() {
    run(|shmem| {
        let me = shmem.my_pe();
        let mailbox = shmem.mailbox::<u64>(3).unwrap();
        let halo = shmem.exchange::<u64>(&[Some((me, 0))], 3).unwrap();
        let data = [1, 2, 3, 4];
        let caught = catch_unwind(AssertUnwindSafe(|| {
            shmem.scope(|s| {
                s.send(mailbox.at(me), &data[..3]);
                s.post(&halo, 0, &data[1..]);
                resume_unwind(Box::new(()));
            })
        }));
        assert!(caught.is_err());
        assert_eq!((&mailbox.receive()[..], &halo.take(0)[..]), (&data[..3], &data[1..]));
        let refused = |call: &dyn Fn()| catch_unwind(AssertUnwindSafe(call)).is_err();
        assert!(refused(&|| shmem.scope(|s| s.send(mailbox.at(me), &data))));
        assert!(refused(&|| shmem.scope(|s| s.post(&halo, 0, &data))));
        assert!(refused(&|| shmem.scope(|s| s.post(&halo, 1, &data[..1]))));
        assert!(mailbox.try_receive().is_none() && halo.try_take(0).is_none());
        shmem.scope(|s| s.send(mailbox.at(me), &[]));
        shmem.scope(|s| s.post(&halo, 0, &data[..1]));
        assert!(mailbox.receive().is_empty());
        assert_eq!(halo.take(0)[..], [1]);
    });
}

/// Halo exchanges whose posts are under way while the inner cells are computed, in scopes or not, and
/// neighbours up to two steps apart.
fn posted_round_the_ring() {
    run(|shmem| {
        let (me, context) = (shmem.my_pe(), shmem.context().unwrap());
        let (left, right) = (me.wrapping_add(-1), me.wrapping_add(1));
        let links = [Some((left, RIGHT)), Some((right, LEFT))];
        let halo = shmem.exchange::<u64>(&links, 50).unwrap();
        let mut inner = 0_u64;
        for round in 0..500 {
            let (to_left, to_right) = (message(me, 2 * round), message(me, 2 * round + 1));
            match (round + me.index()) % 3 {
                0 => {
                    halo.post(LEFT, &to_left);
                    halo.post(RIGHT, &to_right);
                }
                1 => shmem.scope(|s| {
                    s.post(&halo, LEFT, &to_left);
                    s.post(&halo, RIGHT, &to_right);
                    inner += to_left.iter().sum::<u64>();
                }),
                _ => context.scope(|s| {
                    s.post(&halo, RIGHT, &to_right);
                    inner += to_right.iter().sum::<u64>();
                    s.post(&halo, LEFT, &to_left);
                }),
            }
            let (from_left, from_right) = (halo.take(LEFT), halo.take(RIGHT));
            assert_eq!(from_left[..], message(left, 2 * round + 1));
            assert_eq!(from_right[..], message(right, 2 * round));
        }
        assert!(inner > 0);
    });
}

/// One scope posts on and on, as far ahead of the neighbour as there is room.
fn posted_ahead() {
    run(|shmem| {
        const ROUNDS: usize = 300;
        let (me, n) = (shmem.my_pe(), shmem.n_pes());
        // Pairs; the last PE of an odd number is left out.
        let partner = me.index() ^ 1;
        let link = (partner < n).then(|| (shmem.pe(partner), 0));
        let pipe = shmem.exchange::<u64>(&[link], 50).unwrap();
        let all: Vec<_> = (0..ROUNDS).map(|round| message(me, round)).collect();
        match link {
            Some((partner, _)) if partner.index() < me.index() => {
                for round in 0..ROUNDS {
                    assert_eq!(pipe.take(0)[..], message(partner, round));
                }
            }
            Some(_) => shmem.scope(|s| all.iter().for_each(|data| s.post(&pipe, 0, data))),
            None => assert_eq!(me.index(), n - 1),
        }
    });
}

fn main() {
    shmem_test::run(trials![
        sent_round_the_ring,
        sent_one_after_the_other,
        lent_mail_stays,
        panics,
        posted_round_the_ring,
        posted_ahead,
    ]);
}
