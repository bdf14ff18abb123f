//! Every PE puts its number to its right neighbour.
//!
//! ```text
//! cargo shmem run -n 4 --example rotput
//! ```

fn main() {
    shmem::run(|shmem| -> Result<(), Box<dyn std::error::Error>> {
        let me = shmem.my_pe();
        let (left, right) = (me.wrapping_add(-1), me.wrapping_add(1));
        let inbox = shmem.alloc::<u64>(1)?;

        inbox.at(right).p(0, me.index() as u64);
        shmem.world().barrier(); // all puts have arrived
        let mine = inbox.read(0);

        println!("PE {me} was given {mine} by PE {left}");
        if mine == left.index() as u64 { Ok(()) } else { Err("a wrong number".into()) }
    });
}
