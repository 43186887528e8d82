#pragma once

#include <string>

#include "base/result.hpp"
#include "base/secret.hpp"

namespace nexa::control {

/// argon2id with libsodium's moderate limits (256 MiB, 3 passes): slow on purpose. Blocks: run on a BlockingPool that is
/// small, since each call takes that memory. Errors: internal (out of memory).
Result<std::string> hash_password(const Secret& password);

/// With the interactive limits (64 MiB, 2 passes): for demonstration users and tests.
Result<std::string> hash_password_quickly(const Secret& password);

/// False for a wrong password and for a hash of unknown form. Blocks.
bool verify_password(const std::string& hash, const Secret& password);

/// What is wrong with a new password, or nothing. At least 12 characters, at most 1024 bytes, not the user's name.
Result<> check_new_password(const Secret& password, const std::string& user_name);

/// 20 random characters without look-alikes: about 116 bits.
Secret make_password();

}  // namespace nexa::control
