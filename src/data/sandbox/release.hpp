#pragma once

#include <string_view>

#include "data/version.hpp"

namespace nexa::sandbox {

/// What releases of Kubernetes do differently, as `make conformance` has found it.
struct Release {
    bool names_owners_by_index =
        false;  ///< "metadata.ownerReferences[0].uid" is required; before: "metadata.ownerReferences.uid" is invalid.
    bool checks_fractions_twice = false;  ///< A fraction where an integer belongs is objected to by type and by format.
    bool hides_broken_patches = false;    ///< Of a patch that is no JSON only that is told, not where.
    bool words_of_patch_yaml = false;     ///< A configuration that is no YAML is "error encoding patch".
    bool status_keeps_metadata = false;   ///< A write of a custom resource's status does not even own the metadata that it sends.
    bool access_review_as_whole = false;  ///< What a SelfSubjectAccessReview asks for is judged at "spec".

    /// Of a version such as "1.37.2".
    static Release of(std::string_view version) {
        const bool since_1_37 = is_version(version) && compare_versions(version, "1.37.0") >= 0;
        return {.names_owners_by_index = since_1_37,
                .checks_fractions_twice = since_1_37,
                .hides_broken_patches = since_1_37,
                .words_of_patch_yaml = since_1_37,
                .status_keeps_metadata = since_1_37,
                .access_review_as_whole = since_1_37};
    }
};

}  // namespace nexa::sandbox
