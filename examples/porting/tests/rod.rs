//! The rod of step 5, at several PE counts under `cargo test`.

use shmem::prelude::*;

#[path = "../src/rod.rs"]
mod rod;

use rod::Rod;

shmem_test::tests! {
    /// As long as no warmth has come to the ends, none is lost; later some is.
    #[npes(1, 2, 3, 5)]
    fn heat_stays_until_it_reaches_the_ice(shmem: &Shmem) -> shmem::Result<()> {
        let mut rod = Rod::new(shmem, 60 / shmem.n_pes())?;
        assert_eq!(rod.heat(), 20.0);
        (0..10).for_each(|_| rod.step());
        assert!((rod.heat() - 20.0).abs() < 1e-12, "{} of 20", rod.heat());
        (0..2000).for_each(|_| rod.step());
        assert!(rod.heat() < 10.0, "{} of 20", rod.heat());
        Ok(())
    }
}
