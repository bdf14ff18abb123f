//! On a team's context members go by their ranks.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let inbox = shmem.alloc::<u64>(1)?;
        let (row, to) = (shmem.world().grid(2)?.x, shmem.my_pe());
        let ctx = row.context()?;
        ctx.scope(|s| {
            s.put(inbox.at(to), &[1]); // wrong
            //~ s.put(inbox.at(row.rank_of(to).expect("this PE is in it")), &[1]);
        });
        Ok(())
    });
}
