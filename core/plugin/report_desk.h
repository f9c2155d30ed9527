// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/domain/exam.h"
#include "core/domain/patient.h"
#include "core/domain/people.h"
#include "core/domain/report.h"
#include "core/plugin/caller.h"
#include "core/plugin/delivery_channel.h"
#include "core/plugin/sql.h"

namespace clairis {

/// The version that a report replaces, as it is named on paper.
struct ReplacedVersion {
  std::int64_t rowVersion = 0;   ///< of its row when it was read
  Instant validatedAt{};
  Practitioner validator;
  std::string reason;
};

/// Something added to the report, with who answers for it.
struct AddendumView {
  std::string text;
  Instant at{};
  Practitioner practitioner;
};

/// What a rendition is made from, as stored, with the row versions it was read at.
struct ReportCase {
  Report report;
  Exam exam;
  std::vector<Order> orders;
  Patient patient;
  Site site;
  Practitioner author;
  Practitioner firstReader;          ///< who made it provisional, when he is not its author; familyName empty: nobody
  Practitioner validator;
  std::vector<Practitioner> recipients;
  std::optional<ReplacedVersion> replaced;   ///< of an amendment or addendum: the version before
  std::vector<AddendumView> addenda;         ///< oldest first, with the one that is validated now
  Instant validatedAt{};
  Instant createdAt{};
  std::string documentOid;
  std::string replacesOid;
  int versionNumber = 1;
};

struct Rendition {
  std::string pdf;
  std::string cda;
  std::string cdaSkeleton;           ///< the CDA without its base64 body: what is stored (architecture §5)
};

/// Makes the bytes of a document. Pure; runs with no transaction open. Provided by plugin reporting as "renderer/1".
class ReportRenderer {
public:
  virtual ~ReportRenderer();
  virtual Rendition render(const ReportCase& value) const = 0;
  /// The CDA again, byte for byte, from its skeleton and its PDF, checked against its SHA-256 (hex).
  virtual std::string recompose(std::string_view cdaSkeleton, std::string_view cdaSha256, std::string_view pdf) const = 0;
};

struct ValidatedReport {
  Report report;
  std::string documentId;
  std::string documentUniqueId;
  int renderings = 1;
};

/// Runs inside the use case's own unit of work, after the effect: an idempotency key is remembered there.
template <class Result>
using Also = std::function<void(UnitOfWork&, const Result&)>;

/// A second opinion, or the senior of a resident.
struct SecondReading {
  std::string readerId;   ///< practitioner asked, empty: whoever validates
  std::string note;       ///< to him; never printed
};

struct Withdrawal {
  WithdrawalCause cause = WithdrawalCause::error;
  std::string reason;     ///< for the trail and the incident file
  std::string rightExamId;  ///< wrong patient: the exam that the text is of; a draft is opened there. Empty: none is
};

struct WithdrawnReport {
  Report report;
  std::string newDraftId;   ///< on the right exam; empty: none was opened
};

/// What an announcement released.
struct AnnouncedReport {
  Report report;
  int lifted = 0;     ///< receivers that are told to show what they have
  int released = 0;   ///< deliveries that waited for it
};

/// The report's whole life, by the table in core/domain/report.h. Service id "reports/1". Thread-safe; opens its own units of work.
/// Everywhere `expectedVersion` is the ETag read; another one: Conflict "report.version". Wrong state: Refusal "report.state".
class ReportDesk {
public:
  virtual ~ReportDesk();
  virtual Report open(const Caller& caller, std::string_view examId, const ReportText& text, const Also<Report>& also = {}) = 0;
  /// An addendum leaves the chapters alone: Refusal "report.addendum.frozen"; other kinds have none: "report.addendum.kind".
  virtual Report save(const Caller& caller, std::string_view reportId, std::int64_t expectedVersion, const ReportText& text) = 0;
  /// Where who writes works, in teleradiology: his structure stands beside his name in the CDA.
  virtual Report writtenAt(const Caller& caller, std::string_view reportId, std::int64_t expectedVersion, const AuthorStructure& structure) = 0;
  /// RIS.CRR.04. Permission report.provisional; also of a resident, whose report a senior validates.
  virtual Report makeProvisional(const Caller& caller, std::string_view reportId, std::int64_t expectedVersion, const SecondReading& reading,
                                 const Also<Report>& also = {}) = 0;
  virtual Report returnToDraft(const Caller& caller, std::string_view reportId, std::int64_t expectedVersion, std::string_view reason) = 0;
  /// A draft that came to nothing: kept, and the exam is open for another.
  virtual Report discard(const Caller& caller, std::string_view reportId, std::int64_t expectedVersion, std::string_view reason) = 0;
  /// Architecture §1: all or nothing; SR-10 decides who. `expectedVersion` may be absent. While the version that it replaces waits for the
  /// announcement, so does this one (SR-21).
  virtual ValidatedReport validate(const Caller& caller, std::string_view reportId, std::optional<std::int64_t> expectedVersion,
                                   const ReportSharing& sharing, const std::vector<Practitioner>& recipients,
                                   const Also<ValidatedReport>& also = {}) = 0;
  /// The draft of the next version; the one that it amends stays in force until that is validated. SR-10 decides who. Refusal
  /// "report.reason.missing"; Conflict "report.exists" while another draft of the exam is open.
  virtual Report amend(const Caller& caller, std::string_view reportId, ReportKind kind, std::string_view reason, const Also<Report>& also = {}) = 0;
  /// Takes a validated report back everywhere it went. SR-10 decides who; SR-05 for the wrong patient.
  virtual WithdrawnReport withdraw(const Caller& caller, std::string_view reportId, const Withdrawal& withdrawal,
                                   const Also<WithdrawnReport>& also = {}) = 0;
  /// The patient was told: the same bytes become visible, and what waited leaves (SR-20, SR-21). Permission report.announce, a physician.
  virtual AnnouncedReport announce(const Caller& caller, std::string_view reportId, const Also<AnnouncedReport>& also = {}) = 0;
  virtual Report report(Reader& reader, std::string_view id) = 0;
};

/// A report whose patient still has to be told (SR-20).
struct PendingAnnouncement {
  Report report;
  std::string siteId;
  std::string patientId;
};

/// What was validated, for those who may see it: the caller must be active at the exam's site. Service id "archive/1".
class Archive {
public:
  virtual ~Archive();
  virtual Report report(const Caller& caller, std::string_view reportId) = 0;
  /// Every version of every report of an exam, oldest first. NotFound "exam.unknown".
  virtual std::vector<Report> ofExam(const Caller& caller, std::string_view examId) = 0;
  /// Reports in force that wait for their announcement at sites where the caller reads reports, the longest waiting first, after (`validatedAt`,
  /// `reportId`). At most `limit` are looked at: fewer may be shown, `next` says where to go on, empty at the end.
  struct Announcements {
    std::vector<PendingAnnouncement> items;
    std::string nextValidatedAt, nextReportId;
  };
  virtual Announcements announcements(const Caller& caller, std::string_view validatedAt, std::string_view reportId, int limit) = 0;
  /// The rendition in force with its bytes; NotFound "document.none" before validation. Audited.
  virtual DocumentView current(const Caller& caller, std::string_view reportId) = 0;
};

}  // namespace clairis
