// The lines of a watch, from bytes to what the informer would hand on: however the network cuts them, the result is the same.
#include "data/kube/object_intake.hpp"
#include "data/kube/object_parser.hpp"
#include "data/kube/stream_splitter.hpp"
#include "fuzz/chunks.hpp"

namespace nexa::kube {
namespace {

struct Seen {
    std::vector<std::string> told;
    std::uint64_t events = 0, unchanged = 0, flagged = 0, unreadable = 0;
    friend bool operator==(const Seen&, const Seen&) = default;
};

class Reader {
public:
    void feed(std::string_view chunk) {
        lines_.feed(chunk, [this](std::string_view line) {
            const auto event = ObjectParser::of_this_thread().split(line);
            if (!event) {
                ++seen_.unreadable;
            } else if (event->type == "ADDED" || event->type == "MODIFIED") {
                intake_.changed(event->object);
            } else if (event->type == "DELETED") {
                intake_.deleted(event->object);
            } else if (event->type == "BOOKMARK") {
                if (!ObjectParser::of_this_thread().parse(event->object, false)) ++seen_.unreadable;
            }
            return true;
        });
    }

    Seen end() {
        const auto batch = intake_.take();
        for (const auto& each : batch.observations())
            seen_.told.push_back(fmt::format("{}/{} {} {} {}", each.name_space, each.name, each.uid, each.resource_version, each.object));
        seen_.events = intake_.events;
        seen_.unchanged = intake_.unchanged;
        seen_.flagged = intake_.flagged;
        return std::move(seen_);
    }

private:
    LineSplitter lines_{4096};
    ObjectIntake intake_{[](std::string_view) {}};
    Seen seen_;
};

}  // namespace
}  // namespace nexa::kube

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace nexa;
    const std::string text(data, data + size);
    kube::Reader whole, cut;
    whole.feed(text);
    fuzz::in_pieces(text, static_cast<std::uint32_t>(size), [&](std::string_view piece) {
        cut.feed(piece);
        return true;
    });
    fuzz::require(whole.end() == cut.end());
    return 0;
}
