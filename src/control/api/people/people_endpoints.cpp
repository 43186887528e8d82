#include "control/api/people/people_endpoints.hpp"

namespace nexa::control {

Endpoints people_endpoints(store::Database& database, Directory& directory, BlockingPool& hashing, const Clock& clock) {
    Endpoints all = user_endpoints(database, directory, hashing, clock);
    for (auto more : {role_endpoints(database, directory, clock), binding_endpoints(database, directory, clock),
                      session_endpoints(database, directory, clock)}) {
        std::ranges::move(more, std::back_inserter(all));
    }
    return all;
}

}  // namespace nexa::control
