// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace clairis {

enum class ReportState { draft, provisional, validated, withdrawn };
enum class ReportCommand { edit, makeProvisional, validate, withdraw };

/// The table of report states: the next state, or nothing when the command is refused in this state.
std::optional<ReportState> next(ReportState state, ReportCommand command) noexcept;

std::string_view toText(ReportState state) noexcept;
ReportState reportStateFrom(std::string_view text);
std::string_view toText(ReportCommand command) noexcept;

/// The text of a report (UTF-8, paragraphs separated by newlines): the four French chapters and what the decree of
/// 22/09/2006 adds.
struct ReportText {
  std::string title;           ///< e.g. "IRM du genou droit"; empty: the procedure's words
  std::string justification;
  std::string indication;
  std::string technique;
  std::string results;
  std::string conclusion;
  bool operator==(const ReportText&) const = default;
};

/// What the radiologist decides at validation about where the report goes.
struct ReportSharing {
  bool dmpBlocked = false;            ///< RIS.DMP.03
  bool maskedFromProfessionals = false;
  bool announcementNeeded = false;    ///< INVISIBLE_PATIENT until announced (SR-20)
  bool hiddenFromRepresentatives = false;
  bool operator==(const ReportSharing&) const = default;
};

struct Report {
  std::string id;
  std::int64_t version = 0;           ///< row version: the ETag of drafts
  std::string examId;
  ReportState state = ReportState::draft;
  int reportVersion = 1;              ///< CDA versionNumber of the medical content
  std::string setId;                  ///< OID, same for all versions
  ReportText text;
  ReportSharing sharing;
  std::string authorPractitionerId;   ///< who writes
  std::string createdAt;
  std::string validatedAt;            ///< UTC ISO-8601, empty until validated
  std::string validatedBy;            ///< practitioner id
};

}  // namespace clairis
