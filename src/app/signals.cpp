#include "app/signals.hpp"

#include <unistd.h>

#include <boost/asio/signal_set.hpp>
#include <csignal>

namespace nexa::app {

Task<> termination() {
    asio::signal_set signals(co_await asio::this_coro::executor, SIGTERM, SIGINT);
    co_await signals.async_wait(asio::use_awaitable);
    signals.clear();
    for (const int number : {SIGTERM, SIGINT}) std::signal(number, [](int) { ::_exit(1); });
}

void ignore_broken_pipes() {
    std::signal(SIGPIPE, SIG_IGN);
}

}  // namespace nexa::app
