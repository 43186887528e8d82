#pragma once

#include "control/api/people/people_endpoints.hpp"
#include "control/test_fixture.hpp"

namespace nexa::control {

struct PeopleTest : ApiTest {
    Endpoints endpoints() override { return people_endpoints(*database, *directory, hashing, clock); }
    std::string admin = token_of("admin");
};

}  // namespace nexa::control
