use mpi_shim::AttributeKey;

static ROUNDS: AttributeKey<u32> = AttributeKey::new();

fn main() {
    mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
        let ours = mpi.world().duplicate()?;
        ours.set_attribute(&ROUNDS, "many"); // wrong
        //~ ours.set_attribute(&ROUNDS, 7);
        Ok(())
    });
}
