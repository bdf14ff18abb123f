"""The exchange of `pairs.rs` by mpi4py, over the library that is named."""

import sys
import time

from array import array

from mpi4py import MPI

if sys.argv[1] not in MPI.Get_library_version().lower().replace(" ", ""):
    sys.exit("mpi4py is built over another library")

world = MPI.COMM_WORLD
peer = world.rank ^ 1
if world.rank == 0:
    print("mpi4py: nanoseconds a call")
for elements in (1, 128, 4096, 32768):
    data, room = array("d", [1.0]) * elements, array("d", [0.0]) * elements
    times = []
    for _ in range(15):
        world.Barrier()
        start = time.perf_counter()
        for _ in range(200):
            world.Sendrecv(data, peer, 0, room, peer, 0)
        times.append((time.perf_counter() - start) * 1e9 / 200)
    if world.rank == 0:
        print(f"{'sendrecv':<11}{8 * elements:>9}{sorted(times)[7]:>13.1f}")
