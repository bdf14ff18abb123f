//! What the tests of the safe API share: teams of all shapes.

use shmem::{Shmem, Team};

/// Runs `program` as a PE of the trial's job.
pub fn run(program: impl FnOnce(&Shmem)) {
    shmem::run(|shmem| -> shmem::Result<()> {
        program(shmem);
        Ok(())
    });
}

/// Runs a check on teams of all shapes, with the number in the world of each member: all PEs, all in
/// reverse, every second PE, the others in reverse, rows and columns.
pub fn over_teams(shmem: &Shmem, mut check: impl FnMut(&Team<'_>, &[usize])) {
    let (world, n) = (shmem.world(), shmem.n_pes());
    let check = &mut |team: &Team<'_>| {
        let pes: Vec<_> = team.ranks().map(|rank| team.pe(rank).index()).collect();
        check(team, &pes);
    };
    check(&world);
    check(&shmem.shared());
    let split = |start, stride, size| world.split_strided(start, stride, size);
    let teams = [split(n - 1, -1, n), split(0, 2, n.div_ceil(2))];
    teams.into_iter().flatten().flatten().for_each(|team| check(&team));
    if n > 1 {
        let odd = n / 2;
        let made = split(2 * odd - 1, -2, odd).expect("these are members");
        made.iter().for_each(&mut *check);
    }
    let grid = world.grid(3).expect("there is room for teams");
    check(&grid.x);
    check(&grid.y);
    world.barrier();
}
