#pragma once

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>

#include "base/async.hpp"

namespace nexa::kube {

/// Runs `task` on another executor and resumes the caller on its own with what it returned. A cancellation of the caller reaches the task
/// on the task's executor: Asio's own co_spawn would emit it there through memory that the caller may have given up already.
template <class T>
Task<T> run_on(Executor there, Task<T> task) {
    const Executor here = co_await asio::this_coro::executor;
    if (here == there) {
        T value = co_await std::move(task);
        co_return value;
    }
    auto initiate = [there](auto handler, Task<T> work) {
        const auto signal = std::make_shared<asio::cancellation_signal>();
        if (auto slot = asio::get_associated_cancellation_slot(handler); slot.is_connected()) {
            slot.assign([there, weak = std::weak_ptr(signal)](asio::cancellation_type type) {
                asio::post(there, [weak, type] {
                    if (const auto alive = weak.lock()) alive->emit(type);
                });
            });
        }
        const auto home = asio::get_associated_executor(handler);
        auto ended = [handler = std::move(handler), home, guard = asio::make_work_guard(home), signal](std::exception_ptr failure,
                                                                                                       T value) mutable {
            asio::post(home, [handler = std::move(handler), failure = std::move(failure), value = std::move(value)]() mutable {
                std::move(handler)(std::move(failure), std::move(value));
            });
        };
        asio::dispatch(there, [there, work = std::move(work), signal, ended = std::move(ended)]() mutable {
            asio::co_spawn(there, std::move(work), asio::bind_cancellation_slot(signal->slot(), std::move(ended)));
        });
    };
    co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(std::exception_ptr, T)>(
        std::move(initiate), asio::use_awaitable, std::move(task));
}

}  // namespace nexa::kube
