#include "control/auth/token.hpp"

#include <cjose/cjose.h>
#include <jansson.h>

#include <fmt/format.h>

#include "base/encoding.hpp"

namespace nexa::control {
namespace {

template <auto Release>
struct Deleter {
    template <class T>
    void operator()(T* pointer) const {
        Release(pointer);
    }
};
void release_jwk(cjose_jwk_t* key) {
    cjose_jwk_release(key);
}
using Jwk = std::shared_ptr<cjose_jwk_t>;
using Jws = std::unique_ptr<cjose_jws_t, Deleter<cjose_jws_release>>;
using Header = std::unique_ptr<cjose_header_t, Deleter<cjose_header_release>>;
struct FreeText {
    void operator()(char* text) const { cjose_get_dealloc()(text); }
};
using Text = std::unique_ptr<char, FreeText>;

constexpr std::size_t longest_token = 4096;

auto refused(std::string_view why) {
    return fail(ErrorCode::unauthenticated, fmt::format("the access token is not valid: {}; sign in again", why));
}

std::string export_jwk(const Jwk& key, bool with_private) {
    cjose_err error;
    const Text text(cjose_jwk_to_json(key.get(), with_private, &error));
    return text ? std::string(text.get()) : std::string();
}

Result<Jwk> import_jwk(std::string_view text) {
    cjose_err error;
    cjose_jwk_t* key = cjose_jwk_import(text.data(), text.size(), &error);
    if (!key) return fail(ErrorCode::invalid, fmt::format("a signing key can't be read: {}", error.message));
    return Jwk(key, release_jwk);
}

std::int64_t seconds(Time time) {
    return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

/// Verified tokens by hash. Sharded, so that cores seldom meet; each shard is bounded and forgets everything when full,
/// which costs one verification for each token in use.
class Verified {
public:
    std::optional<Claims> find(const std::string& digest, Time now) {
        Shard& shard = shard_of(digest);
        const std::lock_guard lock(shard.mutex);
        const auto found = shard.claims.find(digest);
        if (found == shard.claims.end()) return std::nullopt;
        if (found->second.expires_at <= now) {
            shard.claims.erase(found);
            return std::nullopt;
        }
        return found->second;
    }
    void add(const std::string& digest, const Claims& claims) {
        Shard& shard = shard_of(digest);
        const std::lock_guard lock(shard.mutex);
        if (shard.claims.size() >= 2048) shard.claims.clear();
        shard.claims.emplace(digest, claims);
    }

private:
    struct Shard {
        std::mutex mutex;
        std::unordered_map<std::string, Claims> claims;
    };
    Shard& shard_of(const std::string& digest) { return shards_[static_cast<unsigned char>(digest[0]) % shards_.size()]; }
    std::array<Shard, 16> shards_;
};

class Issuer final : public TokenIssuer {
public:
    Issuer(std::vector<SigningKey> keys, const Clock& clock) : clock_(clock) {
        for (auto& key : keys) {
            auto handle = import_jwk(key.private_jwk.reveal());
            if (handle) keys_.push_back({key.kid, std::move(*handle), std::move(key.public_jwk)});
        }
    }

    Result<std::string> issue(Id<User> user, Id<Session> session) const override {
        if (keys_.empty()) return fail(ErrorCode::internal, "no signing key");
        const Time now = clock_.now();
        const json::object claims{{"iss", issuer},
                                  {"aud", audience},
                                  {"sub", user.str()},
                                  {"sid", session.str()},
                                  {"jti", Uuid::make(clock_).str()},
                                  {"iat", seconds(now)},
                                  {"exp", seconds(now + lifetime)}};
        const std::string payload = json::serialize(claims);
        cjose_err error;
        const Header header(cjose_header_new(&error));
        cjose_header_set(header.get(), CJOSE_HDR_ALG, CJOSE_HDR_ALG_ES256, &error);
        cjose_header_set(header.get(), "typ", "at+jwt", &error);
        cjose_header_set(header.get(), CJOSE_HDR_KID, keys_.front().kid.c_str(), &error);
        const Jws jws(cjose_jws_sign(keys_.front().handle.get(), header.get(), reinterpret_cast<const std::uint8_t*>(payload.data()),
                                     payload.size(), &error));
        const char* text = nullptr;
        if (!jws || !cjose_jws_export(jws.get(), &text, &error))
            return fail(ErrorCode::internal, fmt::format("signing failed: {}", error.message));
        return std::string(text);
    }

    Result<Claims> check(std::string_view token) const override {
        if (token.size() > longest_token) return refused("it is too long");
        const std::string digest = sha256(token);
        if (auto known = verified_.find(digest, clock_.now())) return *known;
        auto claims = verify(token);
        if (claims) verified_.add(digest, *claims);
        return claims;
    }

    json::object key_set() const override {
        json::array keys;
        for (const auto& key : keys_) keys.push_back(key.public_jwk);
        return {{"keys", std::move(keys)}};
    }

private:
    struct Key {
        std::string kid;
        Jwk handle;
        json::object public_jwk;
    };

    Result<Claims> verify(std::string_view token) const {
        cjose_err error;
        const Jws jws(cjose_jws_import(token.data(), token.size(), &error));
        if (!jws) return refused("it is malformed");
        // The header is the sender's word: only what this issuer itself writes is taken (RFC 8725, section 3.1).
        cjose_header_t* header = cjose_jws_get_protected(jws.get());
        const auto field = [&](const char* name) {
            const char* value = header ? cjose_header_get(header, name, &error) : nullptr;
            return std::string_view(value ? value : "");
        };
        if (field(CJOSE_HDR_ALG) != CJOSE_HDR_ALG_ES256) return refused("its algorithm is not ES256");
        if (field("typ") != "at+jwt") return refused("it is not an access token");
        const auto key = std::ranges::find(keys_, field(CJOSE_HDR_KID), &Key::kid);
        if (key == keys_.end()) return refused("its key is not known");
        if (!cjose_jws_verify(jws.get(), key->handle.get(), &error)) return refused("its signature is wrong");

        std::uint8_t* payload = nullptr;
        std::size_t size = 0;
        if (!cjose_jws_get_plaintext(jws.get(), &payload, &size, &error)) return refused("it is malformed");
        boost::system::error_code failure;
        const json::value value = json::parse(std::string_view(reinterpret_cast<const char*>(payload), size), failure);
        if (failure || !value.is_object()) return refused("it is malformed");
        return read(value.get_object());
    }

    Result<Claims> read(const json::object& object) const {
        const auto text = [&](std::string_view name) -> std::string_view {
            const auto* value = object.if_contains(name);
            return value && value->is_string() ? std::string_view(value->get_string()) : std::string_view();
        };
        if (text("iss") != issuer) return refused("its issuer is another");
        if (text("aud") != audience) return refused("it is meant for another audience");
        const auto* expiry = object.if_contains("exp");
        if (!expiry || !expiry->is_int64()) return refused("it has no expiry");
        const Time expires_at{std::chrono::seconds(expiry->get_int64())};
        if (expires_at <= clock_.now()) return refused("it has expired");
        const auto user = Id<User>::parse(text("sub"));
        const auto session = Id<Session>::parse(text("sid"));
        const auto id = Uuid::parse(text("jti"));
        if (!user || !session || !id) return refused("it names no user or session");
        return Claims{*user, *session, *id, expires_at};
    }

    const Clock& clock_;
    std::vector<Key> keys_;
    mutable Verified verified_;
};

}  // namespace

Result<SigningKey> load_signing_key(const Secret& private_jwk) {
    const auto key = import_jwk(private_jwk.reveal());
    if (!key) return fail(key.error());
    cjose_err error;
    const char* kid = cjose_jwk_get_kid(key->get(), &error);
    if (!kid) return fail(ErrorCode::invalid, "a signing key has no id");
    json::object published = json::parse(export_jwk(*key, false)).as_object();
    published["alg"] = "ES256";
    published["use"] = "sig";
    return SigningKey{kid, private_jwk, std::move(published)};
}

Result<SigningKey> make_signing_key() {
    cjose_err error;
    const Jwk key(cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, &error), release_jwk);
    if (!key) return fail(ErrorCode::internal, fmt::format("no signing key could be made: {}", error.message));
    const std::string kid = to_base64url(random_bytes(12));
    if (!cjose_jwk_set_kid(key.get(), kid.data(), kid.size(), &error)) return fail(ErrorCode::internal, "no signing key could be made");
    return load_signing_key(Secret(export_jwk(key, true)));
}

std::unique_ptr<TokenIssuer> make_token_issuer(std::vector<SigningKey> keys, const Clock& clock) {
    return std::make_unique<Issuer>(std::move(keys), clock);
}

}  // namespace nexa::control
