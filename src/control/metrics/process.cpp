#include "control/metrics/process.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace nexa::control {
namespace {

double seconds(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

}  // namespace

void add_process(Exposition& to) {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    to.counter("process_cpu_seconds_total", "User and system time.").sample(seconds(used.ru_utime) + seconds(used.ru_stime));

    std::ifstream statm("/proc/self/statm");
    double virtual_pages = 0;
    double resident_pages = 0;
    if (statm >> virtual_pages >> resident_pages) {
        const auto page = static_cast<double>(::sysconf(_SC_PAGESIZE));
        to.gauge("process_virtual_memory_bytes", "Virtual memory.").sample(virtual_pages * page);
        to.gauge("process_resident_memory_bytes", "Resident memory.").sample(resident_pages * page);
    }
    std::error_code failure;
    double open = 0;
    for (std::filesystem::directory_iterator each("/proc/self/fd", failure), end; !failure && each != end; each.increment(failure)) ++open;
    if (!failure) to.gauge("process_open_fds", "Open file descriptors.").sample(open);
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        to.gauge("process_max_fds", "How many file descriptors may be open.").sample(static_cast<double>(limit.rlim_cur));
    }
}

}  // namespace nexa::control
