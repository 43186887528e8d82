#include "control/audit/audit_trail.hpp"

#include "base/log.hpp"
#include "store/audit.hpp"
#include "store/database.hpp"

namespace nexa::control {

Task<> AuditTrail::record(AuditEntry entry) {
    entry.at = clock_.now();
    auto write = [entry](store::Tx& tx) -> Result<bool> {
        store::audit::append(tx, entry);
        return true;
    };
    const auto written = co_await database_.write(std::move(write));
    if (!written) log::error("audit", "a record was lost: {} {} by {}: {}", entry.what, entry.outcome, entry.who, written.error().message);
}

}  // namespace nexa::control
