"""Some of the loops of `loops.rs` by mpi4py, over the library that is named."""

import sys
import time

from array import array

from mpi4py import MPI

if sys.argv[1] not in MPI.Get_library_version().lower().replace(" ", ""):
    sys.exit("mpi4py is built over another library")

world = MPI.COMM_WORLD
peer = world.rank ^ 1
# As many as the loops of `loops.rs` move for each process.
longest = 32768
data, room = array("d", [1.0]) * (2 * longest), array("d", [0.0]) * (2 * longest)


def ping(n):
    if world.rank == 0:
        world.Send([data, n, MPI.DOUBLE], peer, 0)
        world.Recv([room, n, MPI.DOUBLE], peer, 0)
    else:
        world.Recv([room, n, MPI.DOUBLE], peer, 0)
        world.Send([data, n, MPI.DOUBLE], peer, 0)


def exchange(n):
    world.Sendrecv([data, n, MPI.DOUBLE], peer, 0, [room, n, MPI.DOUBLE], peer, 0)


def broadcast(n):
    world.Bcast([room, n, MPI.DOUBLE], 0)


def all_reduce(n):
    world.Allreduce([data, n, MPI.DOUBLE], [room, n, MPI.DOUBLE], MPI.SUM)


def all_to_all(n):
    world.Alltoall([data, n, MPI.DOUBLE], [room, n, MPI.DOUBLE])


LOOPS = [
    ("send, recv", 2, ping),
    ("sendrecv", 1, exchange),
    ("bcast", 1, broadcast),
    ("allreduce", 1, all_reduce),
    ("alltoall", 1, all_to_all),
]

if world.rank == 0:
    print("mpi4py by 2 processes: nanoseconds a call")
for name, calls, loop in LOOPS:
    for elements in (1, 128, 4096, longest):
        times = []
        for _ in range(15):
            world.Barrier()
            start = time.perf_counter()
            for _ in range(200):
                loop(elements)
            times.append((time.perf_counter() - start) * 1e9 / (200 * calls))
        if world.rank == 0:
            print(f"{name:<13}{8 * elements:>9}{sorted(times)[7]:>12.1f}")
