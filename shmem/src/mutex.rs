//! A value that one PE at a time works on.

use std::alloc::Layout;
use std::cell::Cell;
use std::ffi::c_long;
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::sync::{LockResult, PoisonError, TryLockError, TryLockResult};
use std::thread;

use crate::Shmem;
use crate::element::Element;
use crate::error::{Error, Result};
use crate::memory::{Block, Kind};
use crate::pe::Pe;
use crate::sys::{ExtendedCalls, Span, Word};

/// A value of the whole job that one PE at a time can have, and change.
///
/// As [`std::sync::Mutex`], between PEs instead of threads. The value lies on one PE, its home. Who has the
/// lock works on a copy, which is written back when the guard is dropped, and then the next one gets it;
/// PEs get the lock in the order in which they ask. `SymMutex<()>` is a lock and nothing else.
///
/// A panic that drops a guard poisons the mutex and writes nothing back. A guard that is forgotten keeps
/// the lock for ever.
///
/// ```
/// shmem::run(|shmem| -> shmem::Result<()> {
///     let best = shmem.mutex([f64::INFINITY, 0.0])?; // a value, and where it was found
///     let found = 1.0 / (1.0 + shmem.my_pe().index() as f64);
///     {
///         let mut best = best.lock().unwrap();
///         if found < best[0] {
///             *best = [found, shmem.my_pe().index() as f64];
///         }
///     }
///     shmem.world().barrier();
///     assert_eq!(best.lock().unwrap()[1], (shmem.n_pes() - 1) as f64);
///     Ok(())
/// });
/// ```
pub struct SymMutex<'rt, T> {
    block: Block<'rt>,
    /// Where the value is, and whether it is poisoned.
    home: Pe,
    /// Whether this PE has the lock. A guard that was forgotten does not say.
    held: Cell<bool>,
    value: PhantomData<T>,
}

/// The lock of a [`SymMutex`], and a copy of its value that goes back when this is dropped.
///
/// ```
/// # let shmem = shmem::Shmem::init()?;
/// let total = shmem.mutex(0usize)?;
/// {
///     let mut total = total.lock().unwrap();
///     *total += 1;
/// } // written back, and unlocked
/// shmem.world().barrier();
/// assert_eq!(*total.lock().unwrap(), shmem.n_pes());
/// # Ok::<(), shmem::Error>(())
/// ```
#[must_use = "a guard that is dropped at once unlocks at once"]
pub struct SymMutexGuard<'a, T: Element> {
    mutex: &'a SymMutex<'a, T>,
    value: T,
    /// Whether it was made while a panic unwound: then that is not what poisons.
    panicking: bool,
}

impl Shmem {
    /// Allocates a mutex whose home is PE 0, and whose value is what that brings.
    ///
    /// Collective: every PE must call it, with the same `T`. On return the mutex exists everywhere.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let best = shmem.mutex([0.0, f64::MAX])?;
    /// best.lock().unwrap()[0] = 1.0;
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`alloc`](Self::alloc).
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, distributed locking, for the lock in it.
    pub fn mutex<T: Element>(&self, value: T) -> Result<SymMutex<'_, T>> {
        self.mutex_on(self.pe(0), value)
    }

    /// Allocates a mutex whose value is what its home brings. Who has many gives them different homes.
    ///
    /// Its lock, which the library keeps, is where the library has it: on PE 0 under the bundled runtime.
    ///
    /// Collective: every PE must call it, with the same `T` and home. On return the mutex exists everywhere.
    ///
    /// # Errors
    ///
    /// As for [`alloc`](Self::alloc).
    ///
    /// ```
    /// use shmem::SymMutex;
    ///
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     // Counters by the last digit, spread over the PEs.
    ///     let homes = shmem.pes().cycle().take(10);
    ///     let counters = homes.map(|home| shmem.mutex_on(home, 0u64)).collect::<Result<Vec<_>, _>>()?;
    ///     for number in [17, 4, 27] {
    ///         *counters[number % 10].lock().unwrap() += 1;
    ///     }
    ///     shmem.world().barrier();
    ///     assert_eq!(*counters[7].lock().unwrap(), 2 * shmem.n_pes() as u64);
    ///     assert_eq!(counters[3].home(), shmem.pe(3 % shmem.n_pes()));
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, distributed locking, for the lock in it.
    pub fn mutex_on<T: Element>(&self, home: Pe, value: T) -> Result<SymMutex<'_, T>> {
        let head = SymMutex::<T>::HEAD;
        let mut first = vec![0; head];
        first.extend_from_slice(bytemuck::bytes_of(&value));
        let block = self.allocate_behind(head, Kind::Mutex, Layout::new::<T>(), 1, &first)?;
        let agreed = self.session.agree(b"home\0\0\0\0", [home.index() as u64]);
        let ([min], [max]) = (agreed.min, agreed.max);
        if min != max {
            return Err(Error::Asymmetric { what: "homes", min, max });
        }
        Ok(SymMutex { block, home, held: Cell::new(false), value: PhantomData })
    }
}

impl<T> SymMutex<'_, T> {
    /// The lock's word, a word that says whether the value is poisoned, and what aligns the value.
    const HEAD: usize = if align_of::<T>() > 16 { align_of::<T>() } else { 16 };

    pub(crate) fn lock_word(&self) -> Word<'_, c_long> {
        self.block.span().word(0)
    }

    fn poison_word(&self) -> Word<'_, u64> {
        self.block.span().word(1)
    }

    fn value(&self) -> Span<'_> {
        self.block.span().part(Self::HEAD..Self::HEAD + size_of::<T>())
    }
}

impl<T: Element> SymMutex<'_, T> {
    /// The PE that the value lies on.
    #[must_use]
    pub fn home(&self) -> Pe {
        self.home
    }

    /// Waits for the lock, and gives the value.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let count = shmem.mutex(0usize)?;
    /// *count.lock().unwrap() += 1;
    /// shmem.world().barrier();
    /// assert_eq!(*count.lock().unwrap(), shmem.n_pes());
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A [`PoisonError`], which holds the guard, if a panic has dropped a guard on any PE.
    ///
    /// # Panics
    ///
    /// If this PE has the lock already, or has forgotten its guard.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, distributed locking: `shmem_set_lock`.
    #[doc(alias = "shmem_set_lock")]
    #[track_caller]
    pub fn lock(&self) -> LockResult<SymMutexGuard<'_, T>> {
        assert!(
            !self.held.get(),
            "this PE has the lock already: its guard is alive, or was forgotten"
        );
        self.lock_word().lock();
        self.guard()
    }

    /// Takes the lock if it is free. Does not wait.
    ///
    /// # Errors
    ///
    /// [`TryLockError::WouldBlock`] if a PE has the lock, be it this one;
    /// [`TryLockError::Poisoned`], which holds the guard, as for [`lock`](Self::lock).
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let lock = shmem.mutex(())?;
    ///     let guard = lock.try_lock();
    ///     assert!(lock.try_lock().is_err(), "it is this PE's or another's");
    ///     drop(guard);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, distributed locking: `shmem_test_lock`.
    #[doc(alias = "shmem_test_lock")]
    pub fn try_lock(&self) -> TryLockResult<SymMutexGuard<'_, T>> {
        if self.held.get() || !self.lock_word().try_lock() {
            return Err(TryLockError::WouldBlock);
        }
        self.guard().map_err(TryLockError::Poisoned)
    }

    /// Whether a panic has dropped a guard on any PE, as far as this PE can see now.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// assert!(!shmem.mutex(0)?.is_poisoned());
    /// # Ok::<(), shmem::Error>(())
    /// ```
    #[must_use]
    pub fn is_poisoned(&self) -> bool {
        u64::fetch(self.poison_word(), self.home) != 0
    }

    /// Makes a poisoned mutex as good as new, for all PEs. The value is the last that was written back.
    pub fn clear_poison(&self) {
        u64::set(self.poison_word(), 0, self.home);
    }

    /// What the lock, which this PE has just got, gives access to.
    fn guard(&self) -> LockResult<SymMutexGuard<'_, T>> {
        self.held.set(true);
        let mut value = [T::zeroed()];
        self.value().get(&mut value, self.home);
        let [value] = value;
        let guard = SymMutexGuard { mutex: self, value, panicking: thread::panicking() };
        if self.is_poisoned() { Err(PoisonError::new(guard)) } else { Ok(guard) }
    }
}

impl<T: Element> Deref for SymMutexGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: Element> DerefMut for SymMutexGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

/// Writes the value back, completes it, and gives the lock to the next: `shmem_clear_lock`.
impl<T: Element> Drop for SymMutexGuard<'_, T> {
    fn drop(&mut self) {
        let SymMutex { block, home, .. } = self.mutex;
        if thread::panicking() && !self.panicking {
            u64::set(self.mutex.poison_word(), 1, *home);
        } else {
            self.mutex.value().put(&[self.value], *home);
        }
        block.shmem.quiet();
        self.mutex.lock_word().unlock();
        self.mutex.held.set(false);
    }
}

impl<T> fmt::Debug for SymMutex<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (id, held) = (self.block.id(), self.held.get());
        let mut all = f.debug_struct("SymMutex");
        all.field("id", &id).field("home", &self.home).field("held", &held).finish_non_exhaustive()
    }
}

impl<T: Element + fmt::Debug> fmt::Debug for SymMutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}
