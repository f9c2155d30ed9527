// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/domain/exam.h"
#include "core/domain/exam_preparation.h"
#include "core/domain/patient.h"
#include "core/domain/people.h"
#include "core/domain/safety_question.h"
#include "core/plugin/caller.h"
#include "core/plugin/sql.h"

namespace clairis {

/// How far a partner's identities are believed (SR-04).
enum class SenderTrust { sameDomain, trusted, other };

/// A patient as a partner describes him. An empty trait was not sent; the two characters "" (HL7) delete it.
struct PatientFeed {
  Patient patient;                   ///< id empty; localIds identify him inside the partner's authority
  SenderTrust trust = SenderTrust::other;
  bool validated = false;            ///< PID-32 contains VALI
  bool insRemoved = false;           ///< the partner takes back every INS of this patient (A47); the status is what PID-32 says
  std::optional<Ins> formerIns;      ///< the number that was his before (MRG-1 of A47): found again, never sent
  std::string proof;                 ///< type of the document that the partner checked (ZFD-7): CN, PA …; empty: not said
  std::string sender;
};

/// An order as a partner or a person places it.
struct NewOrder {
  std::string siteId;
  std::string patientId;
  std::string placerNumber;
  std::string placerAuthority;
  std::string placerAuthorityOid;
  std::string accessionNumber;   ///< empty: assigned here from the sequence
  std::string studyInstanceUid;  ///< empty: made here; else one that was promised before, and that no exam has
  Practitioner requester;
  std::string reason;
  std::string priority = "R";
  std::string patientClass;
  std::string visitNumber;       ///< of the stay that it belongs to (PV1-19), empty when not said
  std::string visitAuthority;    ///< who counts those visits
  std::optional<Instant> requestedAt;
  std::optional<Instant> scheduledAt;
  Code procedure;
  Code ccam;
  Code region;
  std::string modality;
  std::string stationAe;
  std::string laterality;
  Practitioner performer;
  StepNames step;
  ExamPreparation preparation;   ///< what the requester knows; a person's later word is not overwritten by it
  std::string sender;
};

struct PlacedOrder {
  Order order;
  Exam exam;
};

/// Where a patient stays, as a partner's visit says it.
struct VisitFeed {
  std::string patientId;
  std::string number;          ///< PV1-19
  std::string authority;       ///< who counts the visits
  std::string patientClass;    ///< HL7 PV1-2; empty leaves what is known
  std::string location;        ///< ward, room and bed where he is now; empty: in none
  std::string formerLocation;  ///< what the partner said before: any other text was written by a person, and stays
};

/// When, where and by whom an exam is to be made. What is empty stays.
struct Appointment {
  std::optional<Instant> at;
  std::string stationAe;
  Practitioner performer;
};

/// How an exam ended, by MPPS or by hand.
struct Performance {
  bool discontinued = false;
  std::optional<Instant> startedAt;
  std::optional<Instant> endedAt;
  std::string equipment;
  std::string dose;
  std::string contrast;              ///< agent, volume and lot
  std::string source;                ///< "manual", "mpps"
};

/// Codes of an exam, corrected by hand.
struct ExamCoding {
  Code procedure;                    ///< LOINC
  Code ccam;
  Code region;                       ///< SNOMED CT
  std::string laterality;
};

/// Use cases of core/work: each acts inside the caller's unit of work, publishes events and audits. They throw Refusal.
/// Service id "clinic/1". Thread-safe.
class Clinic {
public:
  virtual ~Clinic();
  virtual Patient receivePatient(UnitOfWork& work, const Caller& caller, const PatientFeed& feed) = 0;
  virtual PlacedOrder placeOrder(UnitOfWork& work, const Caller& caller, const NewOrder& order) = 0;
  /// XO: what the message carries replaces; state must still allow it.
  virtual PlacedOrder changeOrder(UnitOfWork& work, const Caller& caller, const NewOrder& order) = 0;
  /// CA. Unknown order: NotFound "order.unknown"; exam already started: Refusal "exam.state".
  virtual PlacedOrder cancelOrder(UnitOfWork& work, const Caller& caller, std::string_view placerNumber, std::string_view placerAuthority,
                                  std::string_view reason) = 0;
  /// Another time, device or physician for an exam that has not started: it is scheduled again. Refusal "exam.state".
  virtual Exam appoint(UnitOfWork& work, const Caller& caller, std::string_view examId, const Appointment& appointment) = 0;
  /// Class and place of the visit, for its orders whose exams are still to be made. How many orders changed.
  virtual int moveVisit(UnitOfWork& work, const Caller& caller, const VisitFeed& visit) = 0;
  virtual Exam perform(UnitOfWork& work, const Caller& caller, std::string_view examId, const Performance& performance) = 0;
  /// arrive, makeReady, start, reschedule (back to scheduled) or cancel. Refusal "exam.state", and "exam.safety" for a start by hand while
  /// mandatory safety questions are open and the instance demands them.
  virtual Exam advance(UnitOfWork& work, const Caller& caller, std::string_view examId, ExamCommand command, std::string_view reason) = 0;
  /// Takes an open exam off the consoles' lists; its state stays. False when it is not on them.
  virtual bool closeIdle(UnitOfWork& work, const Caller& caller, std::string_view examId) = 0;
  /// Puts it back. Refusal "exam.not_closed".
  virtual Exam reopen(UnitOfWork& work, const Caller& caller, std::string_view examId) = 0;
  /// Records an answer to a safety question; `answeredBy` and `answeredAt` are set here. An answer about pregnancy becomes part of the
  /// preparation, a confirmed side that is not the ordered one goes to the reconcile list.
  virtual void answerSafety(UnitOfWork& work, const Caller& caller, std::string_view examId, SafetyAnswer answer) = 0;
  virtual std::vector<SafetyAnswer> safetyAnswers(Reader& reader, std::string_view examId) = 0;
  /// What was really made: procedure, act and region, as a person corrects them before the report is validated. Empty codes stay.
  virtual Exam code(UnitOfWork& work, const Caller& caller, std::string_view examId, const ExamCoding& coding) = 0;
  /// What a technologist must know before he begins. `preparation.version` is the version read, 0 for the first: Conflict
  /// "preparation.version". Returns it as stored.
  virtual ExamPreparation prepare(UnitOfWork& work, const Caller& caller, std::string_view examId, const ExamPreparation& preparation) = 0;

  virtual Patient patient(Reader& reader, std::string_view id) = 0;
  virtual Order order(Reader& reader, std::string_view id) = 0;
  virtual Exam exam(Reader& reader, std::string_view id) = 0;
  virtual ExamPreparation preparation(Reader& reader, std::string_view examId) = 0;
  virtual Site site(Reader& reader, std::string_view id) = 0;
  virtual std::optional<Site> siteByCode(Reader& reader, std::string_view code) = 0;
  virtual Site defaultSite(Reader& reader) = 0;
  virtual std::optional<Practitioner> practitioner(Reader& reader, std::string_view id) = 0;
};

}  // namespace clairis
