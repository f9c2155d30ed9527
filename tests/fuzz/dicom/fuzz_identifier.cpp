// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// The first byte chooses the transfer syntax and the console's profile, the rest is the identifier of a C-FIND. Whatever is read as a query
// must be explained as it is matched, and its answer must be a data set that our own reader takes.
#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "core/domain/refusal.h"
#include "dicom/dataset_reader.h"
#include "dicom/profiled_query.h"
#include "dicom/worklist_answer.h"
#include "unit/dicom/memory_source.h"

using namespace clairis;
using namespace clairis::dicom;

namespace {

const bool kQuiet = [] {
  OFLog::configure(OFLogger::OFF_LOG_LEVEL);
  return true;
}();

ConsoleProfile profileOf(unsigned choice) {
  static const char* const sets[] = {"", "ISO_IR 6", "ISO_IR 100", "ISO_IR 144", "ISO_IR 192", "ISO_IR 13", "ISO_IR 101", "ISO_IR 126"};
  ConsoleProfile profile;
  profile.characterSet = sets[choice % 8];
  profile.ownStation = (choice & 8) != 0;
  profile.allNameComponents = (choice & 16) != 0;
  profile.letters = (choice & 32) != 0 ? ConsoleProfile::Letters::plainCapitals : ConsoleProfile::Letters::stored;
  if ((choice & 64) != 0) profile.daysBefore = profile.daysAfter = 1;
  return profile;
}

void answer(const WorklistQuery& query, const ConsoleProfile& profile, bool explicitVr) {
  static const auto entry = tests::patTrois();
  const auto verdicts = explain(query, entry);
  const bool all = std::all_of(verdicts.begin(), verdicts.end(), [](const KeyVerdict& verdict) { return verdict.matched; });
  if (all != matches(query, entry)) std::abort();
  std::string bytes;
  writeAnswer(query, entry, profile, explicitVr, bytes);
  if (!readDataset(bytes, explicitVr)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const bool explicitVr = (data[0] & 1) != 0;
  const auto dataset = readDataset({reinterpret_cast<const char*>(data) + 1, size - 1}, explicitVr);
  if (!dataset) return 0;
  const auto profile = profileOf(data[0] >> 1);
  try {
    answer(underProfile(readQuery(*dataset, "CT1"), profile, "20261120"), profile, explicitVr);
  } catch (const Refusal&) {  // what a person must mend on the console
  }
  return 0;
}
