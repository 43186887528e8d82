#pragma once

#include "base/async.hpp"
#include "model/audit_entry.hpp"

namespace nexa::store {
class Database;
}

namespace nexa::control {

/// Records what happened outside of any other transaction: denied calls, failed sign-ins, refused changes. Thread-safe.
/// What is changed records itself in the transaction of its change (store/audit).
class AuditSink {
public:
    virtual ~AuditSink() = default;
    virtual Task<> record(AuditEntry entry) = 0;
};

/// Appends each entry, with the present time, in a transaction of its own. A record that can't be written is logged as an error.
class AuditTrail final : public AuditSink {
public:
    AuditTrail(store::Database& database, const Clock& clock) : database_(database), clock_(clock) {}
    Task<> record(AuditEntry entry) override;

private:
    store::Database& database_;
    const Clock& clock_;
};

}  // namespace nexa::control
