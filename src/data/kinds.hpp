#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "data/kube/kind_ref.hpp"
#include "model/diff.hpp"
#include "model/health.hpp"

/// The kinds that Nexa operates: one row each in kinds.cpp, one file each in kafka/ or spark/.
/// Everything here is constant data and pure functions: thread-safe. An `object` is a whole resource as the apiserver returns it.
namespace nexa {

enum class Family : std::uint8_t { kafka, spark };
std::string_view to_string(Family family) noexcept;  ///< "kafka", "spark"

enum class ColumnType : std::uint8_t { text, number, bytes, state, time };
std::string_view to_string(ColumnType type) noexcept;  ///< "text", ...

/// One column of a kind's list. `name` is the member of `summary`.
struct Column {
    std::string_view name;
    std::string_view title;
    ColumnType type = ColumnType::text;
};

/// A certificate that an object tells of, so that no Secret has to be read.
struct ToldCertificate {
    std::string listener;  ///< Whose own it is; empty: the cluster's authority, which signs all others.
    Time expires;
    bool is_renewed = true;         ///< By the operator, without anybody's doing.
    std::int64_t renewed_days = 0;  ///< So long before it expires.
    friend bool operator==(const ToldCertificate&, const ToldCertificate&) = default;
};

struct Kind {
    kube::KindRef ref;
    Family family = Family::kafka;
    std::string_view operator_name;                 ///< Of OperatorInfo: "strimzi", "spark-operator".
    std::string_view display;                       ///< For people: "Kafka cluster"
    std::span<const std::string_view> short_names;  ///< As kubectl knows them: "kt"
    std::span<const Column> columns;

    HealthVerdict (*health)(const json::object& object) = nullptr;
    json::object (*summary)(const json::object& object) = nullptr;

    /// For kinds whose status has no observedGeneration: does going from one manifest to the other make the operator start the work anew,
    /// so that the status on show is of the work before? Null: observedGeneration tells.
    bool (*starts_anew)(const json::object& before, const json::object& after) = nullptr;
    /// When the work that `object` reports on began or ended, as far as it tells; the companion of `starts_anew`.
    std::optional<Time> (*status_time)(const json::object& object) = nullptr;

    /// For kinds whose work is submitted: does going from one manifest to the other (`before` is empty when there was none) make the
    /// operator submit it? Such changes wait in the queue of their namespace. Null: never.
    bool (*submits)(const json::object& before, const json::object& after) = nullptr;

    /// Another name that a resource of the kind goes by, and that no other may go by: of a KafkaTopic the topic's. "" when there is none;
    /// 255 characters at most.
    std::string_view (*alias)(const json::object& object) = nullptr;

    /// For kinds whose status shows certificates.
    std::vector<ToldCertificate> (*certificates)(const json::object& object) = nullptr;

    /// Annotations that ask the operator for something and that it removes when done: their absence is no drift.
    std::span<const std::string_view> consumed_annotations{};
    /// The operator's webhook writes the object through typed structs that leave out zero values, so a missing false, 0, "", {} or [] is no
    /// drift.
    bool drops_zero_values = false;
    /// Why Nexa takes no change of the kind, and what to change instead; empty: it does.
    std::string_view read_only{};
};

/// All kinds, in the order of the navigation.
std::span<const Kind> kinds() noexcept;

/// By kind ("KafkaTopic"), plural ("kafkatopics") or short name ("kt"), in any case. Null when not known.
const Kind* find_kind(std::string_view name) noexcept;

/// The row whose kind and group are those of a manifest ("kafka.strimzi.io", "KafkaTopic"). Null when not known.
const Kind* find_kind(std::string_view group, std::string_view kind) noexcept;

/// status.observedGeneration; 0 when there is none.
std::int64_t observed_generation(const json::object& object) noexcept;
/// metadata.generation; 0 when there is none.
std::int64_t generation(const json::object& object) noexcept;

struct Condition {
    std::string type;
    std::string status;
    std::string reason;
    std::string message;
    std::optional<Time> last_transition_time;
};
/// status.conditions in the operator's order; empty when the kind has none.
std::vector<Condition> conditions(const json::object& object);

/// The differences that people call drift: drift() on spec, labels and annotations, without what the kind's row exempts.
std::vector<DiffEntry> drift_of(const Kind& kind, const json::object& desired, const json::object& observed);

/// What an apply left behind for the judgement of its outcome.
struct Applied {
    std::int64_t generation = 0;  ///< metadata.generation that the apply answered with.
    Time at{};                    ///< When it answered.
    bool starts_anew = false;     ///< Kind::starts_anew(manifest before, manifest applied); false for a create.
};

struct RunVerdict {
    enum class State : std::uint8_t { waiting, succeeded, failed };
    State state = State::waiting;
    std::string message;  ///< What it waits for, or how it ended, in the operator's own words.
    friend bool operator==(const RunVerdict&, const RunVerdict&) = default;
};

/// How an applied change stands, given the live object:
///   waiting    the operator has not observed that generation, or the resource is Progressing, Missing or Unknown;
///   succeeded  Healthy, or Suspended because that is what was asked for (paused, suspended, unmanaged);
///   failed     Degraded at that generation or a later one.
/// A SparkApplication has succeeded as an apply once it is RUNNING or COMPLETED in the attempt that the apply caused.
/// The caller owns the deadline.
RunVerdict waiting_verdict(const Kind& kind, const Applied& applied, const json::object& object);

}  // namespace nexa
