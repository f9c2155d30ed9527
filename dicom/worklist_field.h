// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcvr.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "dicom/worklist_entry.h"
#include "dicom/worklist_query.h"

namespace clairis::dicom {

/// One attribute of the worklist information model, as a row of a table: where it stands, what fills it, what it is matched with.
struct WorklistField {
  enum class Key { none, text, choice, person, uid, birthDate, startDate, startTime };

  std::uint16_t group;
  std::uint16_t element;
  DcmEVR vr;
  std::size_t maximum;                ///< characters
  bool step;                          ///< inside the Scheduled Procedure Step Sequence
  std::string WorklistEntry::*value;  ///< null: known, always empty
  Key key = Key::none;
  TextKey WorklistQuery::*textKey = nullptr;  ///< for text, choice, person and uid
  const char* whenEmpty = "";                 ///< Type 1: what stands there when nothing is known

  unsigned long tag() const noexcept { return static_cast<unsigned long>(group) << 16 | element; }
};

/// All of them, in ascending tag order within each level.
std::span<const WorklistField> worklistFields() noexcept;
const WorklistField* findField(unsigned long tag, bool step) noexcept;

}  // namespace clairis::dicom
