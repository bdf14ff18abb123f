//! Every PE gets its right neighbour's number.
//!
//! ```text
//! cargo shmem run -n 4 --example rotget
//! ```

fn main() {
    shmem::run(|shmem| -> Result<(), Box<dyn std::error::Error>> {
        let me = shmem.my_pe();
        let right = me.wrapping_add(1);
        let number = shmem.alloc::<u64>(1)?;

        number.write(0, me.index() as u64);
        shmem.world().barrier(); // all have written theirs
        let theirs = number.at(right).g(0);

        println!("PE {me} got {theirs} from PE {right}");
        if theirs == right.index() as u64 { Ok(()) } else { Err("a wrong number".into()) }
    });
}
