#pragma once

#include <filesystem>

namespace nexa::test {

/// The root of the checkout that the running test program (build/PRESET/ROOM_test) was built in. Asked of the program, not compiled in: a
/// path in the sources' definitions would make every checkout compile them anew.
inline std::filesystem::path checkout() {
    return std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path().parent_path();
}

/// What lies beside the checkout for tests that use it where it is (examples, recordings); they skip where it is not.
inline std::filesystem::path shared() {
    return checkout().parent_path() / "shared";
}

}  // namespace nexa::test
