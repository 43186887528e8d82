#include "control/auth/login_guard.hpp"

#include <algorithm>

namespace nexa::control {

Duration LoginGuard::wait_of(const std::string& key) const {
    const std::lock_guard lock(mutex_);
    const auto found = records_.find(key);
    if (found == records_.end()) return Duration(0);
    return std::max(Duration(0), found->second.not_before - clock_.now());
}

void LoginGuard::failed(const std::string& key) {
    const std::lock_guard lock(mutex_);
    if (records_.size() >= limits_.keys) {
        // Those whose wait is over go first; when none is, somebody floods us with names, and starting anew is the lesser evil.
        std::erase_if(records_, [&](const auto& each) { return each.second.not_before <= clock_.now(); });
        if (records_.size() >= limits_.keys) records_.clear();
    }
    Record& record = records_[key];
    ++record.failures;
    if (record.failures < limits_.free) return;
    const int doublings = std::min(record.failures - limits_.free, 20);
    record.not_before = clock_.now() + std::min(Duration(limits_.first.count() << doublings), limits_.longest);
}

void LoginGuard::succeeded(const std::string& key) {
    const std::lock_guard lock(mutex_);
    records_.erase(key);
}

}  // namespace nexa::control
