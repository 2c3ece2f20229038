# The headers that nearly every source includes, parsed once. About a second of each source's compilation goes.
#
# For clang, by hand rather than by target_precompile_headers, whose absolute paths would keep ccache from knowing a
# source again in another clone. Which headers a source must include is shown by the builds without it (release, dev).

option(TRUCE_PRECOMPILED "Parse cmake/precompiled/*.hpp once (clang only)" OFF)

if(TRUCE_PRECOMPILED)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "TRUCE_PRECOMPILED needs clang: use the preset asan")
  endif()
  if(CMAKE_CXX_COMPILER_LAUNCHER)
    # A precompiled header names its folder; ccache takes the sum beside it in its place.
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_PCH_EXTSUM=1 CCACHE_SLOPPINESS=pch_defines,time_macros ${CMAKE_CXX_COMPILER_LAUNCHER})
  endif()
  string(TOUPPER "${CMAKE_BUILD_TYPE}" configuration)
  separate_arguments(truce_flags UNIX_COMMAND "${CMAKE_CXX_FLAGS} ${CMAKE_CXX_FLAGS_${configuration}} -std=c++20")
  # The libraries' own definitions, as whoever links them has them.
  get_target_property(definitions GTest::gtest INTERFACE_COMPILE_OPTIONS)
  foreach(library Boost::container Boost::json fmt::fmt)
    get_target_property(own ${library} INTERFACE_COMPILE_DEFINITIONS)
    list(TRANSFORM own PREPEND -D)
    list(APPEND definitions ${own})
  endforeach()
  set(truce_flags_of_library)
  set(truce_flags_of_test -O0)  # a test's source is compiled more often than its code runs
  foreach(kind library test)
    set(header ${PROJECT_SOURCE_DIR}/cmake/precompiled/${kind}.hpp)
    # What a change of the header's meaning changes: its text, the flags and the compiler. System headers change with the compiler's machine.
    file(SHA256 ${header} sum)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${header})
    file(WRITE ${CMAKE_BINARY_DIR}/${kind}.pch.sum "${sum} ${CMAKE_CXX_COMPILER_VERSION} ${truce_flags} ${definitions} ${truce_flags_of_${kind}}\n")
    add_custom_command(OUTPUT ${CMAKE_BINARY_DIR}/${kind}.pch
      COMMAND ${CMAKE_CXX_COMPILER} ${truce_flags} ${definitions} ${truce_flags_of_${kind}} -fpch-instantiate-templates -Xclang -fno-pch-timestamp
              -MD -MF ${kind}.pch.d -MT ${kind}.pch -x c++-header ${header} -o ${kind}.pch
      WORKING_DIRECTORY ${CMAKE_BINARY_DIR}
      DEPENDS ${header} DEPFILE ${CMAKE_BINARY_DIR}/${kind}.pch.d
      COMMENT "Parsing the headers of every ${kind}")
    add_custom_target(truce_precompiled_${kind} DEPENDS ${CMAKE_BINARY_DIR}/${kind}.pch)
  endforeach()
endif()

# truce_precompiled(TARGET library|test): TARGET's sources start from those headers, where they are precompiled.
function(truce_precompiled target kind)
  if(TRUCE_PRECOMPILED)
    add_dependencies(${target} truce_precompiled_${kind})
    target_compile_options(${target} PRIVATE ${truce_flags_of_${kind}} -include-pch ${kind}.pch)
  endif()
endfunction()
