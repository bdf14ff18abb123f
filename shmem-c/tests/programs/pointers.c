/* Addresses of other PEs' memory, and what is symmetric. */
#include "check.h"

int main(void)
{
    begin();
    int *memory = zeros(10 * sizeof *memory), on_stack = 0;
    static int in_program;

    CHECK(shmem_ptr(memory, me) == memory);
    CHECK(shmem_ptr(&memory[3], me) == &memory[3]);
    CHECK(shmem_ptr(&on_stack, me) == NULL || shmem_ptr(&on_stack, me) == &on_stack);
    CHECK_EQ(shmem_addr_accessible(memory, right), 1);
    CHECK_EQ(shmem_addr_accessible(&memory[9], right), 1);
    CHECK_EQ(shmem_addr_accessible(&on_stack, right), 0);
    CHECK_EQ(shmem_addr_accessible(memory, npes), 0);

    /* Those of this node can be written by plain stores. */
    int *theirs = shmem_ptr(&memory[1], right);
    if (theirs != NULL)
        *theirs = me + 1;
    else
        shmem_int_p(&memory[1], me + 1, right);
    shmem_barrier_all();
    CHECK_EQ(memory[1], left + 1);

    CHECK(shmem_team_ptr(SHMEM_TEAM_WORLD, memory, right) == shmem_ptr(memory, right));
    CHECK(shmem_team_ptr(SHMEM_TEAM_INVALID, memory, 0) == NULL);
    shmem_team_t backwards;
    CHECK_EQ(shmem_team_split_strided(SHMEM_TEAM_WORLD, npes - 1, -1, npes, NULL, 0, &backwards), 0);
    CHECK(shmem_team_ptr(backwards, memory, 0) == shmem_ptr(memory, npes - 1));
    shmem_team_destroy(backwards);

    /* If it can be reached, it can be written. */
    if (shmem_addr_accessible(&in_program, right))
        shmem_int_p(&in_program, me + 1, right);
    shmem_barrier_all();
    CHECK_EQ(in_program, shmem_addr_accessible(&in_program, right) ? left + 1 : 0);
    return end();
}
