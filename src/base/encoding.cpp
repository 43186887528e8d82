#include "base/encoding.hpp"

#include <openssl/sha.h>
#include <sodium.h>

namespace nexa {
namespace {

std::string encode(std::string_view bytes, int variant) {
    std::string text(sodium_base64_ENCODED_LEN(bytes.size(), variant), '\0');
    sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), variant);
    text.pop_back();  // the terminating zero
    return text;
}

Result<std::string> decode(std::string_view text, int variant) {
    std::string bytes(text.size(), '\0');
    std::size_t size = 0;
    const char* end = nullptr;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(), text.size(), " \t\r\n", &size, &end,
                          variant) != 0 ||
        end != text.data() + text.size()) {
        return fail(ErrorCode::invalid, "not base64");
    }
    bytes.resize(size);
    return bytes;
}

}  // namespace

std::string to_hex(std::string_view bytes) {
    std::string text(bytes.size() * 2 + 1, '\0');
    sodium_bin2hex(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    text.pop_back();
    return text;
}

Result<std::string> from_hex(std::string_view text) {
    std::string bytes(text.size() / 2, '\0');
    std::size_t size = 0;
    const char* end = nullptr;
    if (text.size() % 2 != 0 ||
        sodium_hex2bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(), text.size(), nullptr, &size, &end) != 0 ||
        end != text.data() + text.size()) {
        return fail(ErrorCode::invalid, "not hexadecimal");
    }
    return bytes;
}

std::string to_base64(std::string_view bytes) {
    return encode(bytes, sodium_base64_VARIANT_ORIGINAL);
}

Result<std::string> from_base64(std::string_view text) {
    const bool padded = text.find('=') != std::string_view::npos;
    if (padded) return decode(text, sodium_base64_VARIANT_ORIGINAL);
    if (auto bytes = decode(text, sodium_base64_VARIANT_ORIGINAL_NO_PADDING)) return bytes;
    return decode(text, sodium_base64_VARIANT_ORIGINAL);
}

std::string to_base64url(std::string_view bytes) {
    return encode(bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

Result<std::string> from_base64url(std::string_view text) {
    return decode(text, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

std::string sha256(std::string_view bytes) {
    std::string digest(SHA256_DIGEST_LENGTH, '\0');
    SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()));
    return digest;
}

std::string random_bytes(std::size_t count) {
    std::string bytes(count, '\0');
    randombytes_buf(bytes.data(), bytes.size());
    return bytes;
}

bool is_utf8(std::string_view text) noexcept {
    std::size_t at = 0;
    while (at < text.size()) {
        const auto lead = static_cast<unsigned char>(text[at]);
        std::size_t more = 0;
        std::uint32_t point = 0;
        std::uint32_t least = 0;
        if (lead < 0x80) {
            ++at;
            continue;
        }
        if ((lead & 0xe0) == 0xc0) {
            more = 1, point = lead & 0x1f, least = 0x80;
        } else if ((lead & 0xf0) == 0xe0) {
            more = 2, point = lead & 0x0f, least = 0x800;
        } else if ((lead & 0xf8) == 0xf0) {
            more = 3, point = lead & 0x07, least = 0x10000;
        } else {
            return false;
        }
        if (at + more >= text.size()) return false;
        for (std::size_t next = 1; next <= more; ++next) {
            const auto byte = static_cast<unsigned char>(text[at + next]);
            if ((byte & 0xc0) != 0x80) return false;
            point = (point << 6) | (byte & 0x3f);
        }
        if (point < least || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) return false;
        at += more + 1;
    }
    return true;
}

}  // namespace nexa
