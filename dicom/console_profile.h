// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace clairis::dicom {

/// How one console is served: what it may see and how its answers are written. Unknown consoles get the default profile.
struct ConsoleProfile {
  /// Which name of the patient (0010,0010) carries.
  enum class Name { birth, used };
  /// Letters of person names: as stored, capitals, or capitals without accents (A–Z).
  enum class Letters { stored, capitals, plainCapitals };

  /// Defined term of (0008,0005): "ISO_IR 6" (ASCII), "ISO_IR 100" … "ISO_IR 192"; empty: ISO_IR 100 when every value fits in it,
  /// else ISO_IR 192. What does not fit is spelled out (œ → oe), never dropped, never a silent question mark, and counted.
  std::string characterSet;
  Name name = Name::birth;
  Letters letters = Letters::stored;
  bool allNameComponents = false;  ///< write five components (NAME^GIVEN^^^): some consoles insist

  std::size_t answerLimit = 500;  ///< pending answers of one query
  bool cutIsFailure = true;       ///< a list cut at the limit ends with 0xA700; false: 0x0000 for consoles that would show an error

  bool ownStation = false;                  ///< a query without Scheduled Station AE Title gets the steps of this console only
  std::vector<std::string> stations;        ///< station titles that count as its own; empty: the calling AE title
  bool unassigned = true;                   ///< steps without a station are offered to it
  std::vector<std::string> hiddenStatuses;  ///< SCHEDULED, ARRIVED, READY, STARTED: steps it does not get unless it asks for the status
  int daysBefore = -1;                      ///< steps older than so many days are not shown; -1: no bound
  int daysAfter = -1;

  /// Attributes answered even when they are not asked for, e.g. "0010,0040"; of a step when it stands in the step level of the model.
  std::vector<std::uint32_t> alwaysReturned;  ///< group << 16 | element
};

}  // namespace clairis::dicom
