//! What a PE waits for, in words, for whoever asks why a job stands still.
//!
//! One thread of the PE at a time shows what it waits for; a reader in another process sees that
//! whole or not at all. `version` is odd while the words change, so a reader that finds it even and
//! unchanged has read nothing in between.

use std::fmt;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::sync::atomic::{AtomicU64, fence};

/// Words of text (eight bytes each) that say what a PE is waiting for.
pub const ACTIVITY_WORDS: usize = 24;

/// What a PE waits for, for whoever asks why a job stands still.
#[repr(C)]
#[derive(Debug, Default)]
pub struct Activity {
    /// Raised before and after each change, so odd while it is written.
    pub version: AtomicU64,
    /// Which team slot it meets in, plus one; 0 when it does not wait in a team's collective.
    pub slot: AtomicU64,
    /// The meeting's number there.
    pub seq: AtomicU64,
    /// Identity of the team it meets in.
    pub team: AtomicU64,
    /// Bytes of `text` in use; 0 when the PE does not wait.
    pub len: AtomicU64,
    /// In words, UTF-8, eight bytes each.
    pub text: [AtomicU64; ACTIVITY_WORDS],
}

/// A meeting of a team, as the members know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The slot of the control parts that the meeting uses.
    pub slot: u64,
    /// The meeting's number in that slot.
    pub seq: u64,
    /// The team's identity.
    pub team: u64,
}

/// What a PE is seen to wait for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// In words.
    pub text: String,
    /// Where it meets others, if it waits in a team's collective.
    pub place: Option<Place>,
}

/// How often a reader tries again when the words change under its eyes.
const READS: usize = 100;

/// What the PE with this activity waits for, if it has waited long.
#[must_use]
pub fn read(activity: &Activity) -> Option<Seen> {
    (0..READS).find_map(|_| try_read(activity)).flatten()
}

/// `None` when the words changed meanwhile.
fn try_read(activity: &Activity) -> Option<Option<Seen>> {
    let version = activity.version.load(Acquire);
    let slot = activity.slot.load(Relaxed);
    let (seq, team) = (activity.seq.load(Relaxed), activity.team.load(Relaxed));
    let len = activity.len.load(Relaxed) as usize;
    let bytes = activity.text.each_ref().map(|word| word.load(Relaxed).to_le_bytes());
    fence(Acquire);
    if !version.is_multiple_of(2) || activity.version.load(Relaxed) != version {
        return None;
    }
    let bytes = bytes.as_flattened();
    let text = String::from_utf8_lossy(&bytes[..len.min(bytes.len())]).into_owned();
    let place = slot.checked_sub(1).map(|slot| Place { slot, seq, team });
    Some((len > 0).then_some(Seen { text, place }))
}

/// What this PE waits for can be seen while this lives.
#[derive(Debug)]
pub struct Shown<'a>(&'a Activity);

/// Shows what this PE waits for, unless another thread shows what it waits for.
pub fn show<'a>(
    activity: &'a Activity,
    what: &dyn fmt::Display,
    place: Option<Place>,
) -> Option<Shown<'a>> {
    if activity.len.load(Relaxed) > 0 {
        return None;
    }
    let change = Change::begin(activity)?;
    // Another thread may have been faster.
    if activity.len.load(Relaxed) > 0 {
        return None;
    }
    let mut text = Text::default();
    // The text says all it has room for; what does not fit is cut off.
    let _ = fmt::write(&mut text, format_args!("{what}"));
    let (slot, seq, team) = place.map_or((0, 0, 0), |place| {
        let Place { slot, seq, team } = place;
        (slot + 1, seq, team)
    });
    activity.slot.store(slot, Relaxed);
    activity.seq.store(seq, Relaxed);
    activity.team.store(team, Relaxed);
    for (word, bytes) in activity.text.iter().zip(text.bytes) {
        word.store(u64::from_le_bytes(bytes), Relaxed);
    }
    activity.len.store(text.len as u64, Relaxed);
    drop(change);
    Some(Shown(activity))
}

impl Drop for Shown<'_> {
    fn drop(&mut self) {
        let _change = loop {
            if let Some(change) = Change::begin(self.0) {
                break change;
            }
            // Another thread is about to find that it may not write here.
            std::thread::yield_now();
        };
        self.0.len.store(0, Relaxed);
    }
}

/// Keeps `version` odd.
struct Change<'a> {
    activity: &'a Activity,
    version: u64,
}

impl<'a> Change<'a> {
    /// `None` while another thread is at it.
    fn begin(activity: &'a Activity) -> Option<Self> {
        let version = activity.version.load(Relaxed);
        let free = version.is_multiple_of(2)
            && activity.version.compare_exchange(version, version + 1, Acquire, Relaxed).is_ok();
        // Nothing that follows may be seen before the version is.
        fence(Release);
        free.then_some(Self { activity, version })
    }
}

impl Drop for Change<'_> {
    fn drop(&mut self) {
        self.activity.version.store(self.version + 2, Release);
    }
}

/// As much text as fits, in words.
#[derive(Default)]
struct Text {
    bytes: [[u8; 8]; ACTIVITY_WORDS],
    len: usize,
}

impl fmt::Write for Text {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let room = &mut self.bytes.as_flattened_mut()[self.len..];
        let fits = text.floor_char_boundary(room.len());
        room[..fits].copy_from_slice(&text.as_bytes()[..fits]);
        self.len += fits;
        if fits < text.len() { Err(fmt::Error) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_seen_until_it_is_over() {
        let activity = Activity::default();
        assert_eq!(read(&activity), None);
        let place = Some(Place { slot: 0, seq: 9, team: 7 });
        let shown = show(&activity, &"shmem_barrier_all()", place).unwrap();
        let seen = Seen { text: "shmem_barrier_all()".into(), place };
        assert_eq!(read(&activity), Some(seen));
        assert!(show(&activity, &"another thread's", None).is_none());
        drop(shown);
        assert_eq!(read(&activity), None);
        let _again = show(&activity, &"another thread's", None).unwrap();
        assert_eq!(read(&activity).unwrap().place, None);
    }

    #[test]
    fn long_text_is_cut_between_characters() {
        let activity = Activity::default();
        let long: &'static str = "é".repeat(200).leak();
        let _shown = show(&activity, &long, None).unwrap();
        assert_eq!(read(&activity).unwrap().text, long[..8 * ACTIVITY_WORDS]);
        let odd: &'static str = format!("x{long}").leak();
        let activity = Activity::default();
        let _shown = show(&activity, &odd, None).unwrap();
        assert_eq!(read(&activity).unwrap().text, odd[..8 * ACTIVITY_WORDS - 1]);
    }

    #[test]
    fn readers_never_see_halves() {
        let activity = Activity::default();
        let texts = ["a short one", "a text that takes more than three words"];
        std::thread::scope(|scope| {
            for (i, text) in texts.into_iter().enumerate() {
                let place = Some(Place { slot: i as u64, seq: i as u64, team: i as u64 });
                let activity = &activity;
                scope.spawn(move || {
                    for _ in 0..2000 {
                        drop(show(activity, &text, place));
                    }
                });
            }
            for _ in 0..2000 {
                if let Some(Seen { text, place: Some(place) }) = read(&activity) {
                    assert_eq!(text, texts[place.slot as usize]);
                    assert_eq!((place.seq, place.team), (place.slot, place.slot));
                }
            }
        });
        assert_eq!(read(&activity), None);
    }
}
