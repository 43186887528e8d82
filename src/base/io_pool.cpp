#include "base/io_pool.hpp"

#include <pthread.h>
#include <sys/resource.h>

#include <boost/asio/io_context.hpp>
#include <thread>

namespace nexa {

struct IoPool::Impl {
    using Guard = asio::executor_work_guard<asio::io_context::executor_type>;
    std::vector<std::unique_ptr<asio::io_context>> contexts;
    std::vector<Guard> guards;
    std::vector<std::thread> threads;
    std::atomic<std::size_t> turn{0};
    std::string name;
    int niceness = 0;

    void run(std::size_t index) {
        ::pthread_setname_np(::pthread_self(), (name + "-" + std::to_string(index)).c_str());
        // On Linux each thread has a niceness of its own, and 0 is the caller's.
        if (niceness > 0) ::setpriority(PRIO_PROCESS, 0, niceness);
        contexts[index]->run();
    }
};

IoPool::IoPool(std::size_t threads, std::string name, int niceness) : impl_(std::make_unique<Impl>()) {
    impl_->name = std::move(name);
    impl_->niceness = niceness;
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
    for (std::size_t index = 0; index < size(); ++index) impl_->threads.emplace_back([this, index] { impl_->run(index); });
}

void IoPool::stop() {
    for (auto& context : impl_->contexts) context->stop();
    for (auto& thread : impl_->threads) thread.join();
    impl_->threads.clear();
}

}  // namespace nexa
