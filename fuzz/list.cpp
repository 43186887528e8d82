// A page of a list, cut into its items as it arrives: however the network cuts it, the items are the same; and what is JSON is read.
#include "base/json.hpp"
#include "data/kube/stream_splitter.hpp"
#include "fuzz/chunks.hpp"

namespace nexa::kube {
namespace {

struct Read {
    std::vector<std::string> items;
    std::string metadata;
    bool fine = false;
    friend bool operator==(const Read&, const Read&) = default;
};

/// `seed` 0: in one piece.
Read read(std::string_view text, std::uint32_t seed) {
    Read out;
    ListSplitter splitter([&](std::string_view item) { out.items.emplace_back(item); });
    bool fed = true;
    const auto take = [&](std::string_view piece) { return fed = splitter.feed(piece).has_value(); };
    if (seed == 0) {
        take(text);
    } else {
        fuzz::in_pieces(text, seed, take);
    }
    out.fine = fed && splitter.finish().has_value();
    if (out.fine) out.metadata = splitter.metadata();
    return out;
}

}  // namespace
}  // namespace nexa::kube

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace nexa;
    const std::string text(data, data + size);
    const auto whole = kube::read(text, 0);
    fuzz::require(whole == kube::read(text, static_cast<std::uint32_t>(size) | 1U));
    boost::system::error_code error;
    const auto value = json::parse(text, error);
    if (!error && value.is_object()) fuzz::require(whole.fine);
    return 0;
}
