#include "control/api/people/change.hpp"

#include <fmt/format.h>

namespace nexa::control {

AuditEntry people_entry(const Call& call, const Clock& clock, std::string_view what, std::string_view kind, std::string name,
                        std::string message, const json::object& detail) {
    AuditEntry entry = audit_entry_of(call, what, "succeeded");
    entry.at = clock.now();
    entry.kind = kind;
    entry.name = std::move(name);
    entry.message = std::move(message);
    entry.detail = json::serialize(detail);
    return entry;
}

std::unexpected<Error> changed_meanwhile(std::string_view kind, std::string_view name) {
    return fail(ErrorCode::conflict,
                fmt::format("{} {} was changed by someone else at the same moment; look at it and try again", kind, name));
}

}  // namespace nexa::control
