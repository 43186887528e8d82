#include "model/finding.hpp"

namespace nexa {

std::string_view to_string(Finding::Type type) noexcept {
    switch (type) {
        case Finding::Type::violation:
            return "violation";
        case Finding::Type::warning:
            return "warning";
        case Finding::Type::effect:
            return "effect";
    }
    return "violation";
}

std::string_view to_string(Finding::Gravity gravity) noexcept {
    switch (gravity) {
        case Finding::Gravity::none:
            return "none";
        case Finding::Gravity::note:
            return "note";
        case Finding::Gravity::restart:
            return "restart";
        case Finding::Gravity::rerun:
            return "rerun";
        case Finding::Gravity::ignored:
            return "ignored";
        case Finding::Gravity::data_loss:
            return "data_loss";
    }
    return "none";
}

}  // namespace nexa
