# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
# How everything is compiled: language level, warnings, sanitizers, where binaries go.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/lib")

option(CLAIRIS_WERROR "Warnings are errors" ON)
set(CLAIRIS_SANITIZE "" CACHE STRING "Value of -fsanitize: address,undefined or thread")

find_program(CLAIRIS_CCACHE ccache)
if(CLAIRIS_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CLAIRIS_CCACHE}")
  set(CMAKE_C_COMPILER_LAUNCHER "${CLAIRIS_CCACHE}")
endif()

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
                    "$<$<COMPILE_LANGUAGE:CXX>:-Wno-missing-field-initializers>")
if(CLAIRIS_WERROR)
  add_compile_options(-Werror)
endif()
if(CLAIRIS_SANITIZE)
  add_compile_options(-fsanitize=${CLAIRIS_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${CLAIRIS_SANITIZE})
endif()
# A symbol that is missing at load time must be refused by the loader, not found at the first call.
add_link_options(-Wl,-z,now)
