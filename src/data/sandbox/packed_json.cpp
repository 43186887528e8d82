#include "data/sandbox/packed_json.hpp"

#include <array>
#include <cstddef>
#include <memory>
#include <new>

namespace nexa::sandbox {

namespace {

/// Counts what a tree asks for. It is thrown away as a whole.
class Counting final : public boost::container::pmr::memory_resource {
public:
    std::size_t bytes() const { return bytes_; }

private:
    void* do_allocate(std::size_t bytes, std::size_t alignment) override {
        bytes_ = (bytes_ + alignment - 1) / alignment * alignment + bytes;
        return scratch_.allocate(bytes, alignment);
    }
    void do_deallocate(void*, std::size_t, std::size_t) override {}
    bool do_is_equal(const memory_resource& other) const noexcept override { return this == &other; }

    std::array<unsigned char, std::size_t{32} << 10U> buffer_;
    json::monotonic_resource scratch_{buffer_.data(), buffer_.size()};
    std::size_t bytes_ = 0;
};

/// One block for what is asked for until it is full, and the heap for what comes after: a copy of a tree takes the tree's resource with it.
class Block final : public boost::container::pmr::memory_resource {
public:
    /// `self` receives its address, which a storage_ptr does not tell.
    Block(std::size_t bytes, Block*& self)
        : room_(std::make_unique_for_overwrite<std::byte[]>(bytes)),
          end_(room_.get() + bytes),
          free_(room_.get()),
          left_(bytes) {
        self = this;
    }
    /// From now on everything comes from the heap, for callers on any thread.
    void seal() { left_ = 0; }

private:
    void* do_allocate(std::size_t bytes, std::size_t alignment) override {
        if (left_ != 0) {
            if (void* at = std::align(alignment, bytes, free_, left_)) {
                free_ = static_cast<std::byte*>(at) + bytes;
                left_ -= bytes;
                return at;
            }
        }
        return ::operator new(bytes, std::align_val_t(alignment));
    }
    void do_deallocate(void* at, std::size_t bytes, std::size_t alignment) override {
        const auto* byte = static_cast<const std::byte*>(at);
        if (std::less_equal<>()(room_.get(), byte) && std::less<>()(byte, end_)) return;
        ::operator delete(at, bytes, std::align_val_t(alignment));
    }
    bool do_is_equal(const memory_resource& other) const noexcept override { return this == &other; }

    std::unique_ptr<std::byte[]> room_;
    const std::byte* end_;
    void* free_;
    std::size_t left_;
};

}  // namespace
}  // namespace nexa::sandbox

/// So that nobody walks through a tree to give back what is thrown away as a whole.
template <>
struct boost::json::is_deallocate_trivial<nexa::sandbox::Counting> : std::true_type {};

namespace nexa::sandbox {

json::object packed(const json::object& tree) {
    Counting count;
    const json::object measured(tree, &count);
    Block* block = nullptr;
    const json::storage_ptr storage = json::make_shared_resource<Block>(count.bytes(), block);
    json::object copy(tree, storage);
    block->seal();
    return copy;
}

}  // namespace nexa::sandbox
