use std::sync::atomic::Ordering::Relaxed;

use loom::sync::Arc;
use loom::sync::atomic::AtomicU32;
use loom::thread;

use super::{Dormitory, check, listen};

#[derive(Default)]
struct Shared {
    bell: Dormitory,
    news: AtomicU32,
}

impl Shared {
    /// Tells `n` more pieces of news.
    fn tell(&self, n: u32) {
        self.news.fetch_add(n, Relaxed);
        self.bell.ring();
    }

    /// Sleeps until `n` pieces of news have come.
    fn hear(&self, n: u32) {
        self.bell.listen(|| self.news.load(Relaxed) >= n);
    }
}

#[test]
fn a_sleeper_hears_the_only_ring() {
    check(4, || {
        let shared = Arc::new(Shared::default());
        let sleeper = thread::spawn({
            let shared = shared.clone();
            move || shared.hear(1)
        });
        shared.tell(1);
        sleeper.join().unwrap();
        assert_eq!(shared.bell.sleepers.load(Relaxed), 0);
    });
}

#[test]
fn a_sleeper_hears_the_later_of_two_ringers() {
    check(3, || {
        let shared = Arc::new(Shared::default());
        let ringer = thread::spawn({
            let shared = shared.clone();
            move || shared.tell(1)
        });
        let sleeper = thread::spawn({
            let shared = shared.clone();
            move || shared.hear(2)
        });
        shared.tell(1);
        ringer.join().unwrap();
        sleeper.join().unwrap();
    });
}

#[test]
fn all_sleepers_of_a_bell_hear_it() {
    check(3, || {
        let shared = Arc::new(Shared::default());
        let sleeper = thread::spawn({
            let shared = shared.clone();
            move || shared.hear(1)
        });
        let ringer = thread::spawn({
            let shared = shared.clone();
            move || shared.tell(1)
        });
        shared.hear(1);
        ringer.join().unwrap();
        sleeper.join().unwrap();
        assert_eq!(shared.bell.sleepers.load(Relaxed), 0);
    });
}

#[test]
fn a_sleeper_rung_for_nothing_gives_up() {
    check(4, || {
        let shared = Arc::new(Shared::default());
        let ringer = thread::spawn({
            let shared = shared.clone();
            // The last ring may come before the sleeper listens, hence the news.
            move || {
                shared.bell.ring();
                shared.tell(1);
            }
        });
        let heard = listen(&shared.bell, &shared.bell.bell(), 0, || shared.news.load(Relaxed) >= 1);
        ringer.join().unwrap();
        assert!(heard || shared.bell.rings.load(Relaxed) > 0);
        assert_eq!(shared.bell.sleepers.load(Relaxed), 0);
    });
}
