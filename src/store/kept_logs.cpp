#include "store/kept_logs.hpp"

#include <zlib.h>

#include <algorithm>

#include "base/encoding.hpp"
#include "store/tx.hpp"

namespace nexa::store::kept_logs {
namespace {

constexpr std::size_t chunk = 256 * 1024;
/// A job with failing executors by the hundred is told by a few of them; the driver's comes in any case.
constexpr std::int64_t most_of_attempt = 10;
/// What unpacks to more is not one of ours.
constexpr std::size_t largest = 64 * 1024 * 1024;

Bytef* bytes_of(std::string_view text) {
    return reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));  // zlib's interface knows no const
}

/// Logs of executors that are kept of the log's attempt, when it is one of those; 0 for a driver's.
std::int64_t count_of_attempt(Tx& tx, const KeptLog& log) {
    if (log.role == "driver") return 0;
    std::int64_t found = 0;
    Sql sql(tx,
            "SELECT COUNT(*) FROM kept_logs WHERE cluster = :a AND name_space = :b AND kind = :c AND name = :d AND attempt = :e AND role = "
            ":f");
    sql.in(log.key.cluster).in(log.key.name_space).in(log.key.kind).in(log.key.name).in(log.attempt).in(log.role).out(found);
    return sql.next() ? found : 0;
}

}  // namespace

std::string pack(std::string_view text) {
    uLongf size = compressBound(static_cast<uLong>(text.size()));
    std::string packed(size, '\0');
    compress2(bytes_of(packed), &size, bytes_of(text), static_cast<uLong>(text.size()), Z_DEFAULT_COMPRESSION);
    packed.resize(size);
    return to_base64(packed);
}

Result<std::string> unpack(std::string_view packed) {
    const auto broken = [] { return fail(ErrorCode::internal, "a kept log can't be read: it is not as it was written"); };
    const auto bytes = from_base64(packed);
    if (!bytes) return broken();
    z_stream stream{};
    if (inflateInit(&stream) != Z_OK) return broken();
    stream.next_in = bytes_of(*bytes);
    stream.avail_in = static_cast<uInt>(bytes->size());
    std::string text;
    int state = Z_OK;
    while (state == Z_OK && text.size() < largest) {
        const auto at = text.size();
        text.resize(at + chunk);
        stream.next_out = bytes_of(text) + at;
        stream.avail_out = chunk;
        state = inflate(&stream, Z_NO_FLUSH);
        text.resize(at + chunk - stream.avail_out);
    }
    inflateEnd(&stream);
    if (state != Z_STREAM_END) return broken();
    return text;
}

bool has(Tx& tx, const ResourceKey& key, const std::string& uid, const std::string& pod, const std::string& attempt) {
    std::int64_t found = 0;
    Sql sql(
        tx,
        "SELECT COUNT(*) FROM kept_logs WHERE cluster = :a AND name_space = :b AND kind = :c AND name = :d AND uid = :e AND pod = :f AND "
        "attempt = :g");
    sql.in(key.cluster).in(key.name_space).in(key.kind).in(key.name).in(uid).in(pod).in(attempt).out(found);
    return sql.next() && found > 0;
}

/// All but those of the newest attempts.
static void forget_old_attempts(Tx& tx, const ResourceKey& key, std::size_t most) {
    std::vector<std::string> newest;
    for (const auto& log : of_key(tx, key)) {
        if (std::ranges::find(newest, log.attempt) != newest.end()) continue;
        if (newest.size() < most) {
            newest.push_back(log.attempt);
        } else {
            Sql(tx, "DELETE FROM kept_logs WHERE id = :a").in(log.id).run();
        }
    }
}

bool insert(Tx& tx, const KeptLog& log, const std::string& packed, std::size_t most) {
    if (has(tx, log.key, log.uid, log.pod, log.attempt) || count_of_attempt(tx, log) >= most_of_attempt) return false;
    Sql(tx,
        "INSERT INTO kept_logs (id, cluster, name_space, kind, name, uid, pod, role, attempt, state, cause, bytes, cut, kept_at, text) "
        "VALUES (:a, :b, :c, :d, :e, :f, :g, :h, :i, :j, :k, :l, :m, :n, :o)")
        .in(log.id)
        .in(log.key.cluster)
        .in(log.key.name_space)
        .in(log.key.kind)
        .in(log.key.name)
        .in(log.uid)
        .in(log.pod)
        .in(log.role)
        .in(log.attempt)
        .in(log.state)
        .in(log.cause)
        .in(log.bytes)
        .in(log.cut)
        .in(log.kept_at)
        .in(packed)
        .run();
    forget_old_attempts(tx, log.key, most);
    return true;
}

std::vector<KeptLog> of_key(Tx& tx, const ResourceKey& key) {
    KeptLog log;
    log.key = key;
    Sql sql(tx,
            "SELECT id, uid, pod, role, attempt, state, cause, bytes, cut, kept_at FROM kept_logs WHERE cluster = :a AND name_space = :b "
            "AND kind = "
            ":c AND name = :d ORDER BY id DESC");
    sql.in(key.cluster).in(key.name_space).in(key.kind).in(key.name);
    sql.out(log.id)
        .out(log.uid)
        .out(log.pod)
        .out(log.role)
        .out(log.attempt)
        .out(log.state)
        .out(log.cause)
        .out(log.bytes)
        .out(log.cut)
        .out(log.kept_at);
    std::vector<KeptLog> found;
    while (sql.next()) found.push_back(log);
    return found;
}

std::optional<std::string> text(Tx& tx, const ResourceKey& key, Id<KeptLog> id) {
    std::string packed;
    Sql sql(tx, "SELECT text FROM kept_logs WHERE id = :a AND cluster = :b AND name_space = :c AND kind = :d AND name = :e");
    sql.in(id).in(key.cluster).in(key.name_space).in(key.kind).in(key.name).out(packed);
    return sql.next() ? std::optional(std::move(packed)) : std::nullopt;
}

void purge(Tx& tx, Time before) {
    Sql(tx, "DELETE FROM kept_logs WHERE kept_at < :a").in(before).run();
}

}  // namespace nexa::store::kept_logs
