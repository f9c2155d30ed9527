// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/domain/people.h"

namespace clairis {

/// Life of an exam as consoles and technologists see it. The order's life is short (placed or cancelled) and hangs on it.
enum class ExamState { scheduled, arrived, ready, started, completed, discontinued, cancelled };

/// What may happen to an exam.
enum class ExamCommand { arrive, makeReady, start, complete, discontinue, cancel, reschedule };

/// The table of exam states: the next state, or nothing when the command is refused in this state.
std::optional<ExamState> next(ExamState state, ExamCommand command) noexcept;

std::string_view toText(ExamState state) noexcept;       ///< "scheduled" …
ExamState examStateFrom(std::string_view text);
std::string_view toText(ExamCommand command) noexcept;

/// What the requester asked for. One order has one accession number; orders and exams are many-to-many (DB/RIS.06).
struct Order {
  std::string id;
  std::int64_t version = 0;
  std::string siteId;
  std::string patientId;
  std::string placerNumber;        ///< Order Placer Number of the requester, empty when ours
  std::string placerAuthority;     ///< its authority: name
  std::string placerAuthorityOid;  ///< and OID
  std::string accessionNumber;
  Practitioner requester;
  std::string reason;              ///< clinical question (demande)
  std::string priority;            ///< R routine, S stat, A as soon as possible (HL7 0485 letters)
  std::string patientClass;        ///< HL7 PV1-2: O, I, E…; empty when unknown
  std::string visitNumber;         ///< stay that it belongs to (PV1-19), empty when not said
  std::string visitAuthority;      ///< who counts those visits
  std::string requestedAt;         ///< instant, UTC ISO-8601 with milliseconds
  bool cancelled = false;
};

/// Names of the scheduled procedure step that another system chose and that consoles send back in MPPS. Empty: the accession number
/// stands for both ids, the procedure for its step.
struct StepNames {
  std::string requestedProcedureId;  ///< DICOM SH, at most 16 characters
  std::string stepId;                ///< likewise
  std::string stepDescription;
  std::string procedureScheme;  ///< DICOM designator of the procedure's code where no OID is known for it, e.g. "99ACME"
  Code protocol;                ///< Scheduled Protocol Code; `system` is its DICOM designator
  bool operator==(const StepNames&) const = default;
};

struct Exam {
  std::string id;
  std::int64_t version = 0;
  std::string siteId;
  std::string patientId;
  std::string orderId;             ///< the first order; more are linked in exam_order
  std::string accessionNumber;
  std::string studyInstanceUid;
  ExamState state = ExamState::scheduled;
  Code procedure;           ///< LOINC imaging act (2.16.840.1.113883.6.1) when known, else the sender's code
  Code ccam;                ///< CCAM act, may be empty
  Code region;              ///< SNOMED CT anatomic region, may be empty
  std::string modality;     ///< DICOM code: CR DX MG CT MR US …
  std::string stationAe;    ///< scheduled station AE title, may be empty
  std::string laterality;   ///< R, L, B or empty
  std::string scheduledAt;  ///< UTC ISO-8601
  std::string startedAt;    ///< UTC ISO-8601, empty until started
  std::string endedAt;      ///< UTC ISO-8601, empty until completed or discontinued
  std::string equipment;    ///< device that made it; required on paper for irradiating techniques
  std::string dose;         ///< as it must read on the report, e.g. "PDL 320 mGy.cm"
  Practitioner performer;   ///< scheduled performing physician, may be empty
  StepNames step;
  std::string contrast;          ///< agent, volume and lot as given, for the report
  std::string worklistClosedAt;  ///< UTC ISO-8601 when the idle rule took it off the lists; empty: it did not
  bool imported = false;  ///< history or outside reading: does not count (SR-11)
};

/// Another procedure than before takes its words and codes with it: what another system called the old one must not stay on a console.
/// The ids stay: consoles know the step by them.
void replaceProcedure(Exam& exam, const Code& procedure);

/// Whether consoles may see it: scheduled, arrived, ready or started, and not closed as idle.
bool onWorklist(const Exam& exam) noexcept;

/// CR, CT, DX, MG, XA, RF, NM, PT …: techniques whose report must name equipment and dose.
bool irradiating(std::string_view modality) noexcept;

}  // namespace clairis
