// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dicom/console_profile.h"
#include "dicom/worklist_source.h"

class DcmItem;

namespace clairis::dicom {

/// Where the answers of a query go, one after the other: to a console, or to a person who looks at what a console would get.
class AnswerSink {
public:
  virtual ~AnswerSink() = default;
  /// Asked before each answer; true ends the query with 0xFE00.
  virtual bool cancelled() { return false; }
  /// How `identifier` below is written: little endian with explicit or implicit VR.
  virtual bool explicitVr() const { return true; }
  /// `pending`: 0xFF00, or 0xFF01 when a key of the query is not matched here.
  virtual void answer(std::uint16_t pending, const std::string& identifier, const WorklistEntry& entry) = 0;
};

/// How a query ended and what it brought.
struct WorklistOutcome {
  std::uint16_t status = 0;               ///< of the last response
  std::string comment;                    ///< for (0000,0902), without values; not yet cut to its length
  std::size_t answers = 0;                ///< pending ones
  bool cut = false;                       ///< more entries matched than the profile's limit
  std::vector<std::string> accessions;    ///< of the first 100 answers
  std::vector<std::uint32_t> spelledOut;  ///< attributes that the console's character set could not hold as they are, ascending
};

constexpr std::size_t kAccessionsKept = 100;

/// One query from its identifier to its last status: reading, profile, matching, writing, limit. Everybody who answers a query, or says
/// what would be answered, goes through here, so that none can differ. `identifier` null: it was not a readable data set.
/// `today`: YYYYMMDD in the site's zone. Throws what the sink throws; whatever the query or the source has against it becomes a status:
/// 0x0000, 0xA700 for a list cut at the limit (0x0000 when the profile says so), 0xA900 for an identifier that cannot be read, 0xC001
/// when the source fails, 0xFE00.
WorklistOutcome runQuery(DcmItem* identifier, std::string_view callingAe, const ConsoleProfile& profile, std::string_view today,
                         WorklistSource& source, AnswerSink& sink);

/// "0xA700" and what it means, for people.
std::string statusMeaning(std::uint16_t status);

}  // namespace clairis::dicom
