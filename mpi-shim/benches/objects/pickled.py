"""The exchange of `main.rs` by mpi4py's pickled objects, over the library that is named."""

import sys
import time

from mpi4py import MPI

if sys.argv[1] not in MPI.Get_library_version().lower().replace(" ", ""):
    sys.exit("mpi4py is built over another library")

try:
    from numpy import arange as numbers
except ImportError:
    from array import array

    def numbers(n, dtype):
        return array(dtype, range(n))


world = MPI.COMM_WORLD
peer = world.rank ^ 1
for size in (16, 1 << 10, 64 << 10, 1 << 20):
    record = {"name": "a record", "tags": {"one": 1, "two": 2}, "values": numbers(size // 8, dtype="d")}
    times = []
    for _ in range(15):
        world.Barrier()
        start = time.perf_counter()
        for _ in range(50):
            world.sendrecv(record, peer, 0, None, peer, 0)
        times.append((time.perf_counter() - start) * 1e6 / 50)
    if world.rank == 0:
        print(f"{'mpi4py':<10}{size:>9}{sorted(times)[7]:>12.1f}")
