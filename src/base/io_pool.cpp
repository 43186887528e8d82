#include "base/io_pool.hpp"

#include <boost/asio/io_context.hpp>
#include <thread>

namespace nexa {

struct IoPool::Impl {
    using Guard = asio::executor_work_guard<asio::io_context::executor_type>;
    std::vector<std::unique_ptr<asio::io_context>> contexts;
    std::vector<Guard> guards;
    std::vector<std::thread> threads;
    std::atomic<std::size_t> turn{0};
};

IoPool::IoPool(std::size_t threads) : impl_(std::make_unique<Impl>()) {
    for (std::size_t index = 0; index < threads; ++index) {
        impl_->contexts.push_back(std::make_unique<asio::io_context>(1));
        impl_->guards.push_back(asio::make_work_guard(*impl_->contexts.back()));
    }
}

IoPool::~IoPool() {
    stop();
}

std::size_t IoPool::size() const {
    return impl_->contexts.size();
}
Executor IoPool::executor(std::size_t index) const {
    return impl_->contexts.at(index)->get_executor();
}
Executor IoPool::next() {
    return executor(impl_->turn.fetch_add(1, std::memory_order_relaxed) % size());
}

void IoPool::start() {
    for (auto& context : impl_->contexts) impl_->threads.emplace_back([&context] { context->run(); });
}

void IoPool::stop() {
    for (auto& context : impl_->contexts) context->stop();
    for (auto& thread : impl_->threads) thread.join();
    impl_->threads.clear();
}

}  // namespace nexa
