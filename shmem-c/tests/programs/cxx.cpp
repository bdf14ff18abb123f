// C++: templates and closures over the typed names; classes that hold symmetric memory.
#include "check.h"
#include "types.h"

#include <algorithm>
#include <array>
#include <memory>
#include <numeric>
#include <vector>

namespace {

struct Freed {
    void operator()(void *memory) const { shmem_free(memory); }
};

template <typename T> using Symmetric = std::unique_ptr<T[], Freed>;

template <typename T> Symmetric<T> symmetric(std::size_t length)
{
    return Symmetric<T>(static_cast<T *>(shmem_calloc(length, sizeof(T))));
}

template <typename T, typename Put, typename Sum> void goes_round(Put put, Sum sum)
{
    auto memory = symmetric<T>(4);
    std::array<T, 4> sent{};
    std::iota(sent.begin(), sent.end(), static_cast<T>(me));
    put(memory.get(), sent.data(), sent.size(), right);
    shmem_barrier_all();
    CHECK(memory[3] == static_cast<T>(left + 3));
    CHECK_EQ(sum(SHMEM_TEAM_WORLD, memory.get(), memory.get(), 1), 0);
    CHECK(memory[0] == static_cast<T>(npes * (npes - 1) / 2));
    shmem_barrier_all();
}

#define ROUND(NAME, T) goes_round<T>(shmem_##NAME##_put, shmem_##NAME##_sum_reduce);

int of_this_file = 5;

} // namespace

int main()
{
    begin();
    REDUCE_SUMPROD(ROUND)

    // Everybody's numbers, sorted by one.
    auto all = symmetric<long>(static_cast<std::size_t>(npes) * 10);
    auto mine = symmetric<long>(10);
    std::generate_n(mine.get(), 10, [i = 0]() mutable { return (me * 7 + i++ * 13) % 50; });
    CHECK_EQ(shmem_long_fcollect(SHMEM_TEAM_WORLD, all.get(), mine.get(), 10), 0);
    std::vector<long> sorted(all.get(), all.get() + npes * 10);
    std::sort(sorted.begin(), sorted.end());
    CHECK(std::is_sorted(sorted.begin(), sorted.end()));
    shmem_barrier_all();

    // Configurations, contexts and what is symmetric of the program itself.
    shmem_team_config_t config{};
    config.num_contexts = 1;
    shmem_team_t team = SHMEM_TEAM_INVALID;
    CHECK_EQ(shmem_team_split_strided(SHMEM_TEAM_WORLD, 0, 1, npes, &config, SHMEM_TEAM_NUM_CONTEXTS, &team), 0);
    shmem_ctx_t ctx = SHMEM_CTX_INVALID;
    CHECK_EQ(shmem_team_create_ctx(team, SHMEM_CTX_SERIALIZED, &ctx), 0);
    shmem_ctx_long_p(ctx, &all[0], me, right);
    shmem_ctx_quiet(ctx);
    shmem_ctx_destroy(ctx);
    shmem_team_destroy(team);
    if (shmem_addr_accessible(&of_this_file, right))
        shmem_int_p(&of_this_file, me, right);
    shmem_barrier_all();
    CHECK_EQ(all[0], left);
    CHECK_EQ(of_this_file, shmem_addr_accessible(&of_this_file, right) ? left : 5);
    mine.reset();
    all.reset();
    return end();
}
