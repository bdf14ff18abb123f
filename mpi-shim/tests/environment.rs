//! Start, end, and what can be asked.

use mpi_shim::{Error, ErrorClass, Info, Mpi, Result, ThreadLevel};

shmem_test::tests! {
    #![mpi]

    fn a_process_has_a_place(mpi: &Mpi) {
        let (world, alone) = (mpi.world(), mpi.this_process());
        assert!(world.rank() < world.size());
        assert_eq!((alone.rank(), alone.size()), (0, 1));
    }

    fn the_world_is_as_large_as_was_asked_for(mpi: &Mpi) {
        let asked = ["OMPI_COMM_WORLD_SIZE", "PMI_SIZE"].iter().find_map(|name| std::env::var(name).ok());
        assert_eq!(asked.expect("a launcher's variable"), mpi.world().size().to_string());
    }

    fn mpi_starts_once(mpi: &Mpi) {
        assert_eq!(Mpi::init().err(), Some(Error::AlreadyStarted));
        let on_another_thread = std::thread::spawn(|| Mpi::init().err()).join();
        assert_eq!(on_another_thread.expect("no panic"), Some(Error::AlreadyStarted));
        assert!(mpi.thread_level() >= ThreadLevel::Funneled);
    }

    fn a_clock_runs(mpi: &Mpi) {
        let start = mpi.wtime();
        std::thread::sleep(std::time::Duration::from_millis(2));
        let passed = mpi.wtime() - start;
        assert!(passed >= 0.001 && mpi.wtick() > 0.0 && mpi.wtick() < passed);
    }

    fn tools_are_told_how_much_to_write_down(mpi: &Mpi) -> Result<()> {
        (0..4).chain([i32::MIN, i32::MAX]).try_for_each(|level| mpi.profile(level))
    }

    fn a_process_runs_one_program_of_a_universe(mpi: &Mpi) -> Result<()> {
        assert!(matches!(mpi.application_number()?, None | Some(0)));
        assert!(mpi.universe_size()?.is_none_or(|most| most > 0));
        Ok(())
    }

    fn the_library_says_what_it_is(mpi: &Mpi) -> Result<()> {
        let words = mpi_shim::library_version().to_lowercase().replace(' ', "");
        assert!(words.contains(mpi_shim::library()), "{words}");
        let (major, minor) = mpi_shim::version();
        assert_eq!(mpi_shim::VERSION, format!("{major}.{minor}"));
        assert!(!mpi.processor_name()?.is_empty());
        Ok(())
    }

    fn hints_are_kept(mpi: &Mpi) -> Result<()> {
        let mut info = Info::new(mpi)?;
        assert!(info.keys()?.is_empty());
        info.set("first", "1")?;
        info.set("second", "a longer value\0 that ends")?;
        assert_eq!(info.get("second")?.as_deref(), Some("a longer value"));
        assert_eq!(info.get("third")?, None);
        assert_eq!(info.keys()?.len(), 2);
        info.remove("first")?;
        assert_eq!(info.keys()?, ["second"]);
        assert!(info.remove("first").is_err());
        let error = info.set("", "nothing").unwrap_err();
        assert!(matches!(error.class(), ErrorClass::InfoKey), "{error}");
        let error = info.set(&"key".repeat(1000), "nothing").unwrap_err();
        assert!(matches!(error.class(), ErrorClass::InfoKey), "{error}");
        Ok(())
    }
}
