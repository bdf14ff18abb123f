//! Every PE tries to write its number to a word of PE 0, and the first one wins.
//!
//! ```text
//! cargo shmem run -n 4 --example race_winner
//! ```

/// What the word holds as long as nobody has won.
const NOBODY: i64 = -1;

fn main() {
    shmem::run(|shmem| -> Result<(), Box<dyn std::error::Error>> {
        let me = shmem.my_pe().index() as i64;
        let world = shmem.world();
        let winner = shmem.atomic(NOBODY)?;

        let i_won = winner.at(shmem.pe(0)).compare_swap(NOBODY, me) == NOBODY;
        if i_won {
            println!("PE {me} has won");
        }

        world.barrier(); // all have tried
        let seen = winner.at(shmem.pe(0)).fetch();
        let winners = world.sum(u64::from(i_won));
        if winners != 1 || i_won != (seen == me) {
            return Err(format!("{winners} PEs think they have won, and PE {seen} has").into());
        }
        Ok(())
    });
}
