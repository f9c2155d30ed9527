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
  /// text: one value, `*` and `?` allowed. choice: such values separated by backslash. uid: a list without wildcards.
  enum class Key { none, text, choice, person, uid, birthDate, startDate, startTime };
  /// prose: a text longer than the VR allows ends with "..."; notes: it becomes several values, so that nothing of it is lost.
  enum class Long { cut, prose, notes };

  std::uint16_t group;
  std::uint16_t element;
  DcmEVR vr;
  std::size_t maximum;                ///< characters of one value
  bool step;                          ///< inside the Scheduled Procedure Step Sequence
  const char* name;                   ///< as PS3.6 has it
  std::string WorklistEntry::*value;  ///< null: known, always empty
  Key key = Key::none;
  TextKey WorklistQuery::*textKey = nullptr;       ///< null: the key stands in WorklistQuery::others
  std::string WorklistEntry::*compared = nullptr;  ///< what the key is compared with; null: the value
  const char* whenEmpty = "";                      ///< Type 1: what stands there when nothing is known
  Long tooLong = Long::cut;

  unsigned long tag() const noexcept { return static_cast<unsigned long>(group) << 16 | element; }
};

/// All of them, in ascending tag order within each level.
std::span<const WorklistField> worklistFields() noexcept;
const WorklistField* findField(unsigned long tag, bool step) noexcept;

/// The sequences of the model, outside the step and inside it; those that are always empty have no own member in AskedAttributes.
struct WorklistSequence {
  enum class Content { step, procedureCode, protocolCode, otherPatientIds, issuerQualifiers, none };
  unsigned long tag;
  bool step;
  const char* name;
  Content content;
};
std::span<const WorklistSequence> worklistSequences() noexcept;
const WorklistSequence* findSequence(unsigned long tag, bool step) noexcept;

}  // namespace clairis::dicom
