#include "app/signals.hpp"

#include <unistd.h>

#include <csignal>

namespace nexa::app {

Termination::Termination(const Executor& executor) : signals_(executor, SIGTERM, SIGINT) {}

Task<> Termination::wait() {
    co_await signals_.async_wait(asio::use_awaitable);
    signals_.clear();
    for (const int number : {SIGTERM, SIGINT}) std::signal(number, [](int) { ::_exit(1); });
}

void ignore_broken_pipes() {
    std::signal(SIGPIPE, SIG_IGN);
}

}  // namespace nexa::app
