#include "data/sandbox/shared_crds.hpp"

#include "base/encoding.hpp"

namespace nexa::sandbox {

namespace {
constexpr std::string_view crd_storage = "customresourcedefinitions.apiextensions.k8s.io";
}

ObjectPtr SharedCrds::find(std::string_view storage, std::string_view text) {
    if (storage != crd_storage) return nullptr;
    const std::lock_guard lock(mutex_);
    const auto found = objects_.find(sha256(text));
    return found == objects_.end() ? nullptr : found->second.lock();
}

void SharedCrds::keep(std::string_view storage, const ObjectPtr& object, std::string_view text) {
    if (storage != crd_storage) return;
    const std::lock_guard lock(mutex_);
    if (objects_.size() > 1000) std::erase_if(objects_, [](const auto& entry) { return entry.second.expired(); });
    objects_.insert_or_assign(sha256(text), object);
}

SharedCrds& shared_crds() {
    static SharedCrds crds;
    return crds;
}

}  // namespace nexa::sandbox
