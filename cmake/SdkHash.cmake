# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
# One hash over the public SDK headers: a plugin compiled against others is refused by the loader.
string(REPLACE " " ";" headers "${HEADERS}")
list(SORT headers)
set(all "")
foreach(header IN LISTS headers)
  get_filename_component(name "${header}" NAME)
  file(SHA256 "${header}" hash)
  string(APPEND all "${name} ${hash}\n")
endforeach()
string(SHA256 hash "${all}")
file(WRITE "${OUTPUT}.new" "// Generated from the public SDK headers.\n#pragma once\n#define CLAIRIS_SDK_HASH \"${hash}\"\n")
execute_process(COMMAND "${CMAKE_COMMAND}" -E copy_if_different "${OUTPUT}.new" "${OUTPUT}")
