#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "store/connection.hpp"
#include "store/errors.hpp"
#include "store/work_queue.hpp"

namespace nexa::store {

/// How a group of transactions went that were committed as one.
struct GroupOutcome {
    std::vector<Result<>> results;           ///< Of each work, in order; meaningless when `failure` is set.
    std::optional<DatabaseFailure> failure;  ///< The whole group was rolled back, or, when `committing`, may have been.
    bool committing = false;                 ///< COMMIT had been sent.
};

/// Runs the works in one transaction that `begin` starts, each within a savepoint of its own, and commits once. Nobody is told yet.
GroupOutcome run_group(Connection& connection, std::span<Work> works, const std::string& begin);

std::size_t failures_in(const std::vector<Result<>>& results);
Duration since(std::chrono::steady_clock::time_point began);

/// Runs one work in a transaction that reads.
Result<> run_reading(Connection& connection, const std::function<Result<>(Tx&)>& work, const std::string& begin);

/// Ends the transaction, if there still is one. False when the connection can't even do that.
bool roll_back(Connection& connection) noexcept;

}  // namespace nexa::store
