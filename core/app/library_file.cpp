// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/app/library_file.h"

#include <elf.h>

#include <cstdint>
#include <cstring>
#include <fstream>
#include <optional>

#include "core/domain/refusal.h"

namespace clairis::app {
namespace {

template <class T>
std::optional<T> readAt(std::ifstream& in, std::uint64_t offset) {
  T value{};
  in.seekg(static_cast<std::streamoff>(offset));
  if (!in.read(reinterpret_cast<char*>(&value), sizeof value)) return std::nullopt;
  return value;
}

bool isElf(const Elf64_Ehdr& header) {
  constexpr auto kOrder = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? ELFDATA2LSB : ELFDATA2MSB;
  return std::memcmp(header.e_ident, ELFMAG, SELFMAG) == 0 && header.e_ident[EI_CLASS] == ELFCLASS64 && header.e_ident[EI_DATA] == kOrder &&
         header.e_phentsize == sizeof(Elf64_Phdr);
}

}  // namespace

void requireWholeLibrary(const std::string& file) {
  const auto refuse = [&](const char* why) { throw Refusal("plugin.unreadable", file + " cannot be loaded: " + why); };
  std::ifstream in(file, std::ios::binary | std::ios::ate);
  if (!in) refuse("the file cannot be read; check the path and the rights");
  const auto size = static_cast<std::uint64_t>(std::streamoff(in.tellg()));
  const auto header = readAt<Elf64_Ehdr>(in, 0);
  if (!header || !isElf(*header)) refuse("it is not a shared library of this machine");
  for (std::uint64_t i = 0; i < header->e_phnum; ++i) {
    const auto part = readAt<Elf64_Phdr>(in, header->e_phoff + i * sizeof(Elf64_Phdr));
    const bool whole = part && part->p_filesz <= size && part->p_offset <= size - part->p_filesz;
    if (!whole) refuse("the file is incomplete; copy it again");
  }
}

}  // namespace clairis::app
