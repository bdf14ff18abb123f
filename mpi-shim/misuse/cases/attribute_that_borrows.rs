use mpi_shim::AttributeKey;

fn main() {
    let name = String::from("solver");
    mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
        let key = AttributeKey::new();
        mpi.world().set_attribute(&key, name.as_str()); // wrong
        //~ mpi.world().set_attribute(&key, name.clone());
        Ok(())
    });
}
