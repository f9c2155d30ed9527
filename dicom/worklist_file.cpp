// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/worklist_file.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <fcntl.h>
#include <unistd.h>

#include <cstring>

#include "core/domain/refusal.h"
#include "dicom/dataset_reader.h"

namespace clairis::dicom {
namespace {

constexpr std::size_t kPreamble = 128;
constexpr std::string_view kMagic = "DICM";

[[noreturn]] void malformed(const char* found) { throw Refusal("worklist.file.malformed", std::string("expected a DICOM data set, found ") + found); }

unsigned number(std::string_view bytes, std::size_t at, std::size_t size) {
  if (at + size > bytes.size()) malformed("an end in the middle of it");
  unsigned value = 0;
  for (std::size_t i = size; i > 0; --i) value = value << 8 | static_cast<unsigned char>(bytes[at + i - 1]);
  return value;
}

bool explicitAt(std::string_view bytes, std::size_t at) {
  if (at + 6 > bytes.size()) return false;
  const char name[] = {bytes[at + 4], bytes[at + 5], '\0'};
  return DcmVR(name).isStandard();
}

/// Skips the meta information, always explicit VR little endian (PS3.10 §7.1); returns its transfer syntax.
std::string skipMeta(std::string_view& bytes) {
  std::size_t at = kPreamble + kMagic.size();
  std::string transferSyntax;
  while (at + 8 <= bytes.size() && number(bytes, at, 2) == 0x0002) {
    const bool longForm = bytes.substr(at + 4, 2) == "OB" || bytes.substr(at + 4, 2) == "UN" || bytes.substr(at + 4, 2) == "UT";
    const std::size_t header = longForm ? 12 : 8;
    const std::size_t length = longForm ? number(bytes, at + 8, 4) : number(bytes, at + 6, 2);
    if (length > bytes.size() || at + header + length > bytes.size()) malformed("meta information longer than the file");
    if (number(bytes, at + 2, 2) == 0x0010) transferSyntax = bytes.substr(at + header, length);
    at += header + length;
  }
  while (!transferSyntax.empty() && (transferSyntax.back() == '\0' || transferSyntax.back() == ' ')) transferSyntax.pop_back();
  bytes.remove_prefix(at);
  return transferSyntax;
}

/// Groups that begin a worklist data set; anything else is some other kind of file.
bool plausibleStart(std::string_view bytes) {
  if (bytes.size() < 8) return false;
  const auto group = number(bytes, 0, 2);
  return group == 0x0008 || group == 0x0010 || group == 0x0020 || group == 0x0032 || group == 0x0038 || group == 0x0040;
}

}  // namespace

std::unique_ptr<DcmDataset> readWorklistFile(std::string_view bytes) {
  if (bytes.empty()) throw Refusal("worklist.file.empty", "expected a DICOM data set, found an empty file");
  bool explicitVr = explicitAt(bytes, 0);
  if (bytes.size() >= kPreamble + kMagic.size() && bytes.substr(kPreamble, kMagic.size()) == kMagic) {
    const auto transferSyntax = skipMeta(bytes);
    explicitVr = transferSyntax == UID_LittleEndianExplicitTransferSyntax;
    if (!explicitVr && transferSyntax != UID_LittleEndianImplicitTransferSyntax) {
      throw Refusal(
          "worklist.file.transfer_syntax",
          "expected explicit or implicit VR little endian (1.2.840.10008.1.2.1, 1.2.840.10008.1.2), found \"" + transferSyntax.substr(0, 64) + "\"");
    }
  }
  if (!plausibleStart(bytes)) malformed("something else");
  auto dataset = readDataset(bytes, explicitVr);
  if (!dataset) malformed("one that is truncated, damaged or nested too deeply");
  return dataset;
}

void writeWorklistFile(DcmDataset& dataset, const std::filesystem::path& path) {
  auto partial = path;
  partial += ".partial";
  ::unlink(partial.c_str());
  // Made here so that its mode is ours whatever the process's umask; DCMTK then writes into it.
  const int made = ::open(partial.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (made < 0) throw Refusal("worklist.file.write", partial.string() + ": " + std::strerror(errno));
  ::close(made);
  DcmFileFormat file(&dataset);
  const auto saved = file.saveFile(OFFilename(partial.c_str()), EXS_LittleEndianExplicit, EET_ExplicitLength, EGL_recalcGL);
  if (saved.bad()) {
    ::unlink(partial.c_str());
    throw Refusal("worklist.file.write", partial.string() + ": " + saved.text());
  }
  std::filesystem::rename(partial, path);
}

}  // namespace clairis::dicom
