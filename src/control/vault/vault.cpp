#include "control/vault/vault.hpp"

#include <sodium.h>

#include <fmt/format.h>

#include "base/encoding.hpp"

namespace nexa::control {
namespace {

constexpr std::size_t key_size = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
constexpr std::size_t nonce_size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_size = crypto_aead_xchacha20poly1305_ietf_ABYTES;

const unsigned char* bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

/// nonce | ciphertext | tag
std::string encrypt(std::string_view plain, std::string_view key, std::string_view place) {
    std::string sealed = random_bytes(nonce_size);
    sealed.resize(nonce_size + plain.size() + tag_size);
    unsigned long long size = 0;
    crypto_aead_xchacha20poly1305_ietf_encrypt(reinterpret_cast<unsigned char*>(sealed.data()) + nonce_size, &size, bytes(plain),
                                               plain.size(), bytes(place), place.size(), nullptr, bytes(sealed), bytes(key));
    return sealed;
}

Result<Secret> decrypt(std::string_view sealed, std::string_view key, std::string_view place) {
    const auto altered = [] {
        return fail(ErrorCode::invalid, "a sealed value does not open: it was altered, cut short or moved to another row");
    };
    if (sealed.size() < nonce_size + tag_size) return altered();
    std::string plain(sealed.size() - nonce_size - tag_size, '\0');
    unsigned long long size = 0;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(reinterpret_cast<unsigned char*>(plain.data()), &size, nullptr,
                                                   bytes(sealed) + nonce_size, sealed.size() - nonce_size, bytes(place), place.size(),
                                                   bytes(sealed), bytes(key)) != 0) {
        return altered();
    }
    return Secret(std::move(plain));
}

std::vector<std::string_view> split(std::string_view text) {
    std::vector<std::string_view> parts;
    while (true) {
        const auto dot = text.find('.');
        parts.push_back(text.substr(0, dot));
        if (dot == std::string_view::npos) return parts;
        text.remove_prefix(dot + 1);
    }
}

}  // namespace

Result<Vault> Vault::open(const std::vector<Secret>& master_keys) {
    std::vector<Key> keys;
    for (const auto& text : master_keys) {
        const auto key = from_base64(text.reveal());
        if (!key || key->size() != key_size) {
            return fail(ErrorCode::invalid,
                        "a master key must be 32 bytes in base64; make one with `head -c 32 /dev/urandom | base64` and keep it safe: "
                        "without it the stored cluster credentials can't be read");
        }
        keys.push_back({to_hex(sha256(*key)).substr(0, 8), Secret(*key)});
    }
    if (keys.empty()) {
        return fail(ErrorCode::invalid,
                    "no master key is given; set NEXA_MASTER_KEY to 32 bytes in base64 (`head -c 32 /dev/urandom | base64`)");
    }
    return Vault(std::move(keys));
}

std::string Vault::seal(const Secret& value, std::string_view place) const {
    const Key& master = keys_.front();
    const Secret data_key(random_bytes(key_size));
    const std::string wrapped = encrypt(data_key.reveal(), master.bytes.reveal(), place);
    const std::string sealed = encrypt(value.reveal(), data_key.reveal(), place);
    return fmt::format("v1.{}.{}.{}", master.id, to_base64url(wrapped), to_base64url(sealed));
}

Result<Secret> Vault::unseal(std::string_view sealed, std::string_view place) const {
    const auto parts = split(sealed);
    if (parts.size() != 4 || parts[0] != "v1") return fail(ErrorCode::invalid, "a sealed value has an unknown form");
    const auto master = std::ranges::find(keys_, parts[1], &Key::id);
    if (master == keys_.end()) {
        return fail(
            ErrorCode::unavailable,
            fmt::format("the stored secrets were sealed with master key {}, which is not configured (NEXA_MASTER_KEY is another key); "
                        "set NEXA_MASTER_KEY to the key that this database was made with, or add it as NEXA_MASTER_KEY_PREVIOUS",
                        parts[1]));
    }
    const auto wrapped = from_base64url(parts[2]);
    const auto value = from_base64url(parts[3]);
    if (!wrapped || !value) return fail(ErrorCode::invalid, "a sealed value has an unknown form");
    const auto data_key = decrypt(*wrapped, master->bytes.reveal(), place);
    if (!data_key) return fail(data_key.error());
    return decrypt(*value, data_key->reveal(), place);
}

bool Vault::is_stale(std::string_view sealed) const {
    const auto parts = split(sealed);
    return parts.size() != 4 || parts[1] != keys_.front().id;
}

Secret make_master_key() {
    return Secret(to_base64(random_bytes(key_size)));
}

}  // namespace nexa::control
