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
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" bytes "${hex}")
  string(LENGTH "${hex}" digits)
  math(EXPR size "${digits} / 2")
  # Split the literal: compilers limit the length of one string token.
  string(REGEX REPLACE "((\\\\x[0-9a-f][0-9a-f]){1,96})" "\n      \"\\1\"" literal "${bytes}")
  string(APPEND text "    {\"${name}\", std::string_view(${literal}\n      \"\", ${size})},\n")
endforeach()
string(APPEND text "  };\n  return files;\n}\n")
file(WRITE "${OUTPUT}" "${text}")
