# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0

# clairis_plugin(<name> [LIBRARIES ...] [SOURCES ...]): builds plugins/<name>/*.cpp (and one level of folders below) into
# lib/plugins/clairis_<name>.so. Its migrations in plugins/<name>/sql travel inside the library. With SOURCES only those files
# are compiled here: a plugin whose parts are a static library of their own (so that unit tests link them) names its plugin.cpp.
function(clairis_plugin name)
  cmake_parse_arguments(ARG "" "" "LIBRARIES;SOURCES" ${ARGN})
  set(sources ${ARG_SOURCES})
  if(NOT sources)
    file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp" "${CMAKE_CURRENT_SOURCE_DIR}/*/*.cpp")
  endif()
  add_library(plugin_${name} MODULE ${sources})
  file(GLOB migrations CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/sql/*.sql")
  if(migrations)
    clairis_embed(plugin_${name} "${name}_migrations" ${migrations})
  endif()
  set_target_properties(plugin_${name} PROPERTIES PREFIX "" OUTPUT_NAME "clairis_${name}"
    LIBRARY_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/lib/plugins"
    BUILD_RPATH "$ORIGIN/.." CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
  target_link_libraries(plugin_${name} PRIVATE clairis_sdk ${ARG_LIBRARIES})
  target_link_options(plugin_${name} PRIVATE -Wl,-z,defs -Wl,-z,now)
endfunction()

# clairis_embed(<target> <symbol> files...): the files' texts as `const std::vector<clairis::EmbeddedFile>& <symbol>()`,
# declared by the caller; names are base names, order is by name.
function(clairis_embed target symbol)
  set(output "${CMAKE_CURRENT_BINARY_DIR}/${symbol}.cpp")
  set(stamp "${output}")
  add_custom_command(OUTPUT "${output}"
    COMMAND "${CMAKE_COMMAND}" "-DOUTPUT=${output}" "-DSYMBOL=${symbol}" "-DFILES=${ARGN}"
            -P "${PROJECT_SOURCE_DIR}/cmake/Embed.cmake"
    DEPENDS ${ARGN} "${PROJECT_SOURCE_DIR}/cmake/Embed.cmake" VERBATIM)
  target_sources(${target} PRIVATE "${output}")
endfunction()

# clairis_unit_tests(<area> libraries...): tests/unit/<area>/*.cpp as one doctest program unit_<area>, registered with ctest.
function(clairis_unit_tests area)
  file(GLOB sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/tests/unit/${area}/*.cpp")
  add_executable(unit_${area} ${sources} "${PROJECT_SOURCE_DIR}/tests/unit/main.cpp")
  target_include_directories(unit_${area} PRIVATE "${PROJECT_SOURCE_DIR}" "${PROJECT_SOURCE_DIR}/tests")
  target_link_libraries(unit_${area} PRIVATE clairis_sdk ${ARGN})
  # Assertion-heavy code takes longest to optimise and runs once: the presets build it without.
  if(CLAIRIS_TEST_FLAGS)
    target_compile_options(unit_${area} PRIVATE ${CLAIRIS_TEST_FLAGS})
  endif()
  add_test(NAME unit_${area} COMMAND unit_${area} WORKING_DIRECTORY "${CMAKE_BINARY_DIR}")
endfunction()

# clairis_on_postgresql(<program>): the same test program a second time, on the cluster that CLAIRIS_TEST_POSTGRES names (./dev test
# starts one).
function(clairis_on_postgresql program)
  add_test(NAME ${program}_postgresql COMMAND ${program} WORKING_DIRECTORY "${CMAKE_BINARY_DIR}")
  set_tests_properties(${program}_postgresql PROPERTIES ENVIRONMENT CLAIRIS_TEST_STORE=postgresql)
endfunction()
