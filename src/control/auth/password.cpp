#include "control/auth/password.hpp"

#include <sodium.h>

#include <fmt/format.h>

namespace nexa::control {
namespace {

Result<std::string> hash(const Secret& password, unsigned long long passes, std::size_t memory) {
    std::string text(crypto_pwhash_STRBYTES, '\0');
    if (crypto_pwhash_str_alg(text.data(), password.reveal().data(), password.reveal().size(), passes, memory,
                              crypto_pwhash_ALG_ARGON2ID13) != 0) {
        return fail(ErrorCode::internal, "argon2id: out of memory");
    }
    text.resize(text.find('\0'));
    return text;
}

}  // namespace

Result<std::string> hash_password(const Secret& password) {
    return hash(password, crypto_pwhash_OPSLIMIT_MODERATE, crypto_pwhash_MEMLIMIT_MODERATE);
}

Result<std::string> hash_password_quickly(const Secret& password) {
    return hash(password, crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE);
}

bool verify_password(const std::string& hash, const Secret& password) {
    return crypto_pwhash_str_verify(hash.c_str(), password.reveal().data(), password.reveal().size()) == 0;
}

Result<> check_new_password(const Secret& password, const std::string& user_name) {
    const auto& text = password.reveal();
    if (text.size() < 12)
        return fail(ErrorCode::invalid, "the password is too short", {{"/password", "at least 12 characters are needed", ""}});
    if (text.size() > 1024)
        return fail(ErrorCode::invalid, "the password is too long", {{"/password", "at most 1024 bytes are taken", ""}});
    if (text == user_name)
        return fail(ErrorCode::invalid, "the password is the user's name", {{"/password", "must differ from the name", ""}});
    return {};
}

Secret make_password() {
    static constexpr std::string_view alphabet = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    std::string text;
    for (int count = 0; count < 20; ++count) text += alphabet[randombytes_uniform(static_cast<std::uint32_t>(alphabet.size()))];
    return Secret(std::move(text));
}

}  // namespace nexa::control
