// C++: objects that constructors have filled before init, exceptions and streams behind it.
#include "check.h"

#include <atomic>
#include <iostream>
#include <memory>
#include <numeric>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

struct Made {
    long values[3] = {1, 2, 3};
    std::string text = "a text that is too long to be kept in place";
    std::vector<int> numbers = std::vector<int>(1000, 5);
    Made() { values[1] = 20; }
};

Made made;
std::atomic<int> counter{4};
template <typename T> T of_type = T(8);

Made &made_late()
{
    static Made late;
    return late;
}

} // namespace

int main()
{
    made_late().values[0] = 100;
    std::cout << std::flush;
    begin();
    CHECK(made.values[1] == 20 && made.text.size() == 43);
    CHECK_EQ(std::accumulate(made.numbers.begin(), made.numbers.end(), 0), 5000);
    CHECK_EQ(made_late().values[0], 100);
    shmem_barrier_all();

    shmem_long_p(&made.values[2], me, right);
    shmem_long_p(&made_late().values[1], me + 1, right);
    shmem_double_p(&of_type<double>, me + 0.5, right);
    shmem_barrier_all();
    CHECK_EQ(made.values[2], left);
    CHECK_EQ(made_late().values[1], left + 1);
    CHECK(of_type<double> == left + 0.5);

    bool caught = false;
    try {
        made.numbers.at(5000) = 1;
    } catch (const std::out_of_range &) {
        caught = true;
    }
    CHECK(caught);
    std::ostringstream out;
    out << made.text << counter++;
    CHECK(out.str().back() == '4' && counter == 5);
    auto shared = std::make_shared<Made>(made);
    made.numbers.resize(100000);
    CHECK(shared->numbers.size() == 1000 && shared.use_count() == 1);
    return end();
}
