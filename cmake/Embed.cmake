# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
# Turns files into a C++ source; called at build time by clairis_embed.
set(text "#include \"core/domain/embedded_file.h\"\n\nconst std::vector<clairis::EmbeddedFile>& ${SYMBOL}() {\n  static const std::vector<clairis::EmbeddedFile> files{\n")
separate_arguments(files UNIX_COMMAND "${FILES}")
string(REPLACE ";" "\n" list "${FILES}")
string(REPLACE "\n" ";" files "${list}")
list(SORT files)
foreach(file IN LISTS files)
  get_filename_component(name "${file}" NAME)
  file(READ "${file}" hex HEX)
  string(LENGTH "${hex}" digits)
  math(EXPR size "${digits} / 2")
  # Rows of 32 bytes, each a literal of its own: compilers limit the length of one string token.
  string(REPEAT "." 64 row)
  string(REGEX REPLACE "(${row})" "\\1\n" hex "${hex}")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" literal "${hex}")
  string(REPLACE "\n" "\"\n      \"" literal "${literal}")
  set(literal "\n      \"${literal}\"")
  string(APPEND text "    {\"${name}\", std::string_view(${literal}\n      \"\", ${size})},\n")
endforeach()
string(APPEND text "  };\n  return files;\n}\n")
file(WRITE "${OUTPUT}" "${text}")
