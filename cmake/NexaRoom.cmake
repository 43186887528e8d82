# nexa_room(NAME USES lib... [PRECOMPILE header...]): a static library of src/NAME/**.cpp, and, from its *_test.cpp files, one test
# program NAME_test registered with CTest. PRECOMPILE: a library's headers that most of the room's sources include, for a precompiled
# header of its own; without it the room shares the one of base. A room without sources yet is an interface library, so that the graph is complete from the start.
include(CTest)

add_library(nexa_flags INTERFACE)
target_compile_options(nexa_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror)
target_include_directories(nexa_flags INTERFACE ${CMAKE_SOURCE_DIR}/src)
target_compile_definitions(nexa_flags INTERFACE
  BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_DISABLE_VISIBILITY
  SPDLOG_COMPILED_LIB SPDLOG_FMT_EXTERNAL NEXA_VERSION="${PROJECT_VERSION}")

function(nexa_room name)
  cmake_parse_arguments(ROOM "" "" "USES;PRECOMPILE" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.cpp)
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  list(FILTER sources EXCLUDE REGEX "(_test|/main)\\.cpp$")
  if(sources)
    add_library(nexa_${name} STATIC ${sources})
    target_link_libraries(nexa_${name} PUBLIC nexa_flags ${ROOM_USES})
    # By <>, not by absolute paths: those would tell checkouts apart for ccache.
    if(name STREQUAL "base" OR ROOM_PRECOMPILE)
      target_precompile_headers(nexa_${name} PRIVATE <base/pch.hpp> ${ROOM_PRECOMPILE})
    else()
      target_precompile_headers(nexa_${name} REUSE_FROM nexa_base)
    endif()
  else()
    add_library(nexa_${name} INTERFACE)
    target_link_libraries(nexa_${name} INTERFACE nexa_flags ${ROOM_USES})
  endif()
  if(NEXA_TESTS AND tests)
    find_package(GTest REQUIRED)
    add_executable(${name}_test ${tests})
    target_link_libraries(${name}_test PRIVATE nexa_${name} GTest::gmock GTest::gtest_main)
    target_precompile_headers(${name}_test REUSE_FROM nexa_base)
    add_test(NAME ${name} COMMAND ${name}_test)
    set_tests_properties(${name} PROPERTIES TIMEOUT 300)
  endif()
endfunction()
