// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clairis {

/// A report is one version of what is said of an exam. A new version is a report of its own that names the one it amends; what was validated is
/// never written again.
enum class ReportState {
  draft,
  provisional,  ///< a second opinion is asked for, or a senior has to validate (RIS.CRR.04)
  validated,    ///< in force
  replaced,     ///< by a validated amendment or addendum
  withdrawn,
  discarded  ///< a draft that came to nothing; kept
};

enum class ReportCommand {
  edit,
  makeProvisional,
  returnToDraft,
  validate,
  amend,     ///< opens the draft of the next version beside this one, which stays in force until that is validated
  replace,   ///< what the validation of the next version does to this one
  announce,  ///< the patient was told (RIS.CRR.03)
  withdraw,
  discard
};

inline constexpr ReportState kReportStates[] = {ReportState::draft,    ReportState::provisional, ReportState::validated,
                                                ReportState::replaced, ReportState::withdrawn,   ReportState::discarded};
inline constexpr ReportCommand kReportCommands[] = {ReportCommand::edit,     ReportCommand::makeProvisional, ReportCommand::returnToDraft,
                                                    ReportCommand::validate, ReportCommand::amend,           ReportCommand::replace,
                                                    ReportCommand::announce, ReportCommand::withdraw,        ReportCommand::discard};

/// The table of report states: the next state, or nothing when the command is refused in this state.
std::optional<ReportState> next(ReportState state, ReportCommand command) noexcept;
/// The same, refused with Refusal "report.state" that names both and says what to do instead.
ReportState mustFollow(ReportState state, ReportCommand command);

std::string_view toText(ReportState state) noexcept;
ReportState reportStateFrom(std::string_view text);
std::string_view toText(ReportCommand command) noexcept;

/// The first version; one that replaces what it amends; one that adds to it and leaves its words alone.
enum class ReportKind { initial, amendment, addendum };
std::string_view toText(ReportKind kind) noexcept;
ReportKind reportKindFrom(std::string_view text);

/// Why a report is taken back. Of the wrong patient: an incident for the identity officer, and never a replacement (SR-05).
enum class WithdrawalCause { error, wrongPatient, patientRequest, other };
std::string_view toText(WithdrawalCause cause) noexcept;
WithdrawalCause withdrawalCauseFrom(std::string_view text);

/// The text of a report (UTF-8, paragraphs separated by newlines): the four French chapters and what the decree of
/// 22/09/2006 adds.
struct ReportText {
  std::string title;  ///< e.g. "IRM du genou droit"; empty: the procedure's words
  std::string justification;
  std::string indication;
  std::string technique;
  std::string results;
  std::string conclusion;
  std::string addendum;  ///< only of kind addendum: what is added; the chapters then stay as they were
  bool operator==(const ReportText&) const = default;
};

/// Something added to a validated report.
struct Addendum {
  std::string text;
  std::string at;              ///< its validation, UTC ISO-8601
  std::string practitionerId;  ///< who validated it
  bool operator==(const Addendum&) const = default;
};

/// What the radiologist decides at validation about where the report goes.
struct ReportSharing {
  bool dmpBlocked = false;  ///< RIS.DMP.03
  bool maskedFromProfessionals = false;
  bool announcementNeeded = false;  ///< INVISIBLE_PATIENT until announced (SR-20)
  bool hiddenFromRepresentatives = false;
  bool operator==(const ReportSharing&) const = default;
};

/// Where who writes works, when that is not the exam's site (teleradiology).
struct AuthorStructure {
  std::string id;  ///< Struct_IdNat; empty: the exam's site
  std::string name;
  bool operator==(const AuthorStructure&) const = default;
};

struct Report {
  std::string id;
  std::int64_t version = 0;  ///< row version: the ETag of drafts
  std::string examId;
  ReportState state = ReportState::draft;
  ReportKind kind = ReportKind::initial;
  std::string rootId;     ///< the first version, itself for that one
  std::string amends;     ///< report that it replaces once validated; empty for the first version
  std::string reason;     ///< of the amendment, as it is printed
  int reportVersion = 1;  ///< version of the medical content, counted from 1
  std::string setId;      ///< OID, same for all versions
  ReportText text;
  std::vector<Addendum> addenda;     ///< validated before, oldest first
  ReportSharing sharing;             ///< as decided at validation; what holds now: presentSharing()
  std::string authorPractitionerId;  ///< who writes
  AuthorStructure authorStructure;
  std::string createdAt;
  std::string provisionalAt;                          ///< UTC ISO-8601, empty when it never was
  std::string provisionalBy;                          ///< practitioner id of the first reader, may be empty
  std::string secondReaderId;                         ///< practitioner whose opinion is asked, may be empty
  std::string validatedAt;                            ///< UTC ISO-8601, empty until validated
  std::string validatedBy;                            ///< practitioner id
  bool announcementHidesFromRepresentatives = false;  ///< the patient was under the majority age at validation (SR-20)
  std::string announcedAt;                            ///< UTC ISO-8601, empty until announced
  std::string announcedBy;                            ///< practitioner id
  std::string withdrawnAt;
};

/// What receivers are told now: an announcement that was needed hides until it is made (SR-20).
ReportSharing presentSharing(const Report& report);

/// Whether somebody is under `majorityAge` on `day`, both YYYY-MM-DD. A birth date without month or day counts for the whole year; none: no minor.
bool minorOn(std::string_view birthDate, std::string_view day, int majorityAge);

}  // namespace clairis
