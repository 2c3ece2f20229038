# How every part of truce is compiled, and the one function that declares a part.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_VERIFY_INTERFACE_HEADER_SETS ON)  # target all_verify_interface_header_sets: every header compiles alone

find_program(TRUCE_CCACHE ccache)
if(TRUCE_CCACHE)
  # Paths below the checkout are taken relative to it, so that one checkout's objects serve the next.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${TRUCE_CCACHE})
endif()
find_program(TRUCE_MOLD mold)
if(TRUCE_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

# Translation units that need much memory are compiled one at a time.
set_property(GLOBAL PROPERTY JOB_POOLS heavy=1)

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json url)
find_package(fmt REQUIRED)
find_package(ZLIB REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(simdjson REQUIRED)
find_package(ICU REQUIRED COMPONENTS i18n uc)
pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(sqlite REQUIRED IMPORTED_TARGET sqlite3)
pkg_check_modules(postgres REQUIRED IMPORTED_TARGET libpq)
pkg_check_modules(zstd REQUIRED IMPORTED_TARGET libzstd)
pkg_check_modules(p11kit REQUIRED IMPORTED_TARGET p11-kit-1)
pkg_check_modules(geos REQUIRED IMPORTED_TARGET geos)
pkg_check_modules(ical REQUIRED IMPORTED_TARGET libical)
pkg_check_modules(geographic REQUIRED IMPORTED_TARGET geographiclib)
find_package(tomlplusplus REQUIRED)
find_package(CLI11 REQUIRED)
if(TRUCE_TESTS)
  # The modules that tests import are Debian's packages, so Debian's own Python runs them, whichever else comes first.
  if(NOT DEFINED Python3_EXECUTABLE AND EXISTS /usr/bin/python3)
    set(Python3_EXECUTABLE /usr/bin/python3)
  endif()
  find_package(GTest REQUIRED)
  find_package(rapidcheck REQUIRED)
  include(GoogleTest)
endif()

include(TrucePrecompiled)

add_library(truce_warnings INTERFACE)
target_compile_options(truce_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Wold-style-cast -Werror)
target_include_directories(truce_warnings INTERFACE ${PROJECT_SOURCE_DIR})

# The one object that knows where the checkout is.
configure_file(${PROJECT_SOURCE_DIR}/cmake/checkout.cpp.in ${PROJECT_BINARY_DIR}/checkout.cpp @ONLY)
add_library(truce_checkout STATIC EXCLUDE_FROM_ALL ${PROJECT_BINARY_DIR}/checkout.cpp)
target_link_libraries(truce_checkout PRIVATE truce_warnings)

# truce_headers_to_verify(OUT HEADER...)
#
# Those of the headers that no source of their own shows to compile alone: a source named like its header
# includes it before everything else (tools/format sees to the order), so compiling the source is the proof.
function(truce_headers_to_verify out)
  set(unproven)
  foreach(header ${ARGN})
    string(REGEX REPLACE "\\.hpp$" "" stem ${header})
    file(RELATIVE_PATH name ${PROJECT_SOURCE_DIR} ${header})
    set(first)
    foreach(source ${stem}.cpp ${stem}_test.cpp)
      if(NOT first STREQUAL "#include \"${name}\"" AND EXISTS ${source})
        file(STRINGS ${source} first REGEX "^#include" LIMIT_COUNT 1)
      endif()
    endforeach()
    if(NOT first STREQUAL "#include \"${name}\"")
      list(APPEND unproven ${header})
    endif()
  endforeach()
  set(${out} ${unproven} PARENT_SCOPE)
endfunction()

# truce_module(NAME [DEPENDS lower modules...] [LIBRARIES imported targets...])
#
# Declares truce/NAME: a static library of its *.cpp, a test program of its *_test.cpp beside them, and a
# check that each of its headers compiles alone (truce_headers_to_verify).
function(truce_module name)
  cmake_parse_arguments(arg "" "" "DEPENDS;LIBRARIES;TEST_LIBRARIES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  file(GLOB headers CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.hpp)
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")

  if(NOT sources)
    return()
  endif()
  set(modules ${arg_DEPENDS})
  list(TRANSFORM modules PREPEND truce_)
  add_library(truce_${name} STATIC ${sources})
  truce_headers_to_verify(unproven ${headers})
  target_sources(truce_${name}
    PUBLIC FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR} FILES ${headers}
    PUBLIC FILE_SET unproven TYPE HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR} FILES ${unproven})
  set_target_properties(truce_${name} PROPERTIES INTERFACE_HEADER_SETS_TO_VERIFY unproven)
  target_link_libraries(truce_${name} PUBLIC ${modules} ${arg_LIBRARIES} PRIVATE truce_warnings)
  target_include_directories(truce_${name} PUBLIC ${PROJECT_SOURCE_DIR})
  truce_precompiled(truce_${name} library)

  if(TRUCE_TESTS AND tests)
    add_executable(${name}_test ${tests})
    target_link_libraries(${name}_test PRIVATE truce_${name} truce_checkout truce_warnings ${arg_TEST_LIBRARIES} GTest::gmock rapidcheck GTest::gtest_main)
    truce_precompiled(${name}_test test)
    gtest_discover_tests(${name}_test TEST_PREFIX "${name}: " DISCOVERY_MODE PRE_TEST
                         PROPERTIES TIMEOUT 300 ENVIRONMENT XDG_STATE_HOME=${CMAKE_CURRENT_BINARY_DIR}/state)
  endif()
endfunction()
