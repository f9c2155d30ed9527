// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/identity.h"
#include "core/domain/refusal.h"
#include "core/plugin/caller.h"
#include "core/plugin/clinic.h"
#include "core/plugin/sql.h"

namespace clairis {

/// What INSi knows of a person (RESULTAT of a search, or the datamatrix of a document with a qualified identity).
struct InsiIdentity {
  Ins ins;
  Traits traits;  ///< birth name, birthNames, sex, date, place; firstBirthName as the operator confirmed it, used names empty
  struct Former {
    std::string matricule;  ///< 13 characters, or 15 with the key: as INSi said it
    std::string oid;
    std::string validFrom;  ///< as said, may be empty or later than validUntil
    std::string validUntil;
  };
  std::vector<Former> history;
};

/// SR-03: the INS is qualified for another active patient already. Nothing was changed; the store that plugins are given opens the task
/// "collision" in a unit of work of its own, so that no edge can forget it. Code "patient.ins.collision". Sending again does not help.
class InsCollision : public Refusal {
public:
  /// `holderId` has the number. `otherId`: the patient who was to get it; or, for somebody not registered yet, his "authority|identifier".
  InsCollision(std::string holderId, std::string otherId, bool otherIsPatient);
  ~InsCollision() override;
  const std::string& holderId() const noexcept { return _holderId; }
  const std::string& otherId() const noexcept { return _otherId; }
  bool otherIsPatient() const noexcept { return _otherIsPatient; }

private:
  std::string _holderId;
  std::string _otherId;
  bool _otherIsPatient;
};

/// What INSi was asked in a verification, and what it answered. When the patient has another number or other strict traits by the time of the
/// answer, the answer is about somebody else: it is traced and changes nothing.
struct InsiVerification {
  Ins ins;
  Traits traits;  ///< as they were sent; used names do not count
  bool ok = false;
  std::string callId;
};

/// A new person registered here. Traits: birth name, first birth name, birth date, sex and birthplace code are required and nothing else is
/// (RIS.INS.11, 12); a fictitious or doubtful one (somebody who cannot say who he is) needs a birth name alone.
struct NewIdentity {
  Patient patient;                ///< id empty; status, INS and version are ignored: an identity begins provisional (RIS.INS.22)
  bool sexIndeterminate = false;  ///< stated, and neither F nor M; otherwise Sex::unknown is a trait that is missing
  bool searched = false;          ///< the operator has seen the candidates; otherwise Conflict "identity.candidates" when there are any
};

/// A document that a person looked at. `code` is one of the configured list (RIS.INS.19); its trust comes from there.
struct ProofUse {
  std::string code;
  std::string parentCode;  ///< a minor's birth certificate or family book has high trust beside a high-trust document of a parent
  std::string note;
};

struct IdentityHistoryEntry {
  std::string id, at, actor, command, statusBefore, statusAfter;
  std::string insMatriculeBefore, insOidBefore, insMatriculeAfter, insOidAfter;
  std::string changes;  ///< JSON object: field → [before, after]
  std::string reason;
};

struct IdentityProof {
  std::string id, code, trust, checkedAt, checkedBy, note, withdrawnAt, withdrawnBy;
};

/// A kind of document as configured (RIS.INS.19): trust high, low, or with_parent (high for a minor beside a parent's document).
struct ProofKind {
  std::string code, trust;
};

/// With whom data bearing the patient's INS was exchanged (RIS.INS.51).
struct IdentityExchange {
  std::string patientId, partner, direction, firstAt, lastAt;
};
struct ExchangePartner {
  std::string partner, direction;
  std::int64_t patients = 0;
  std::string lastAt;
};

/// An entry of the one identity worklist (SR-08).
struct IdentityTask {
  std::string id;
  std::string kind;  ///< insi_ko, collision, duplicate, doubtful, first_name, documents_held, documents_sent …
  std::string patientId;
  std::string otherId;        ///< second patient, document or message it is about; empty
  std::string detail = "{}";  ///< JSON object: ids and codes, never traits
  std::string openedAt, openedBy, closedAt, closedBy, outcome, note;
};

struct IdentityTaskFilter {
  std::string kind;  ///< empty: all
  std::string patientId;
  bool closed = false;
  std::string afterOpenedAt, afterId;  ///< key-set paging
  int limit = 50;
};

struct IdentityTaskCount {
  std::string kind;
  std::int64_t open = 0;
  std::string oldestOpenedAt;
};

/// Use cases on the identity of one patient, each by the table of core/domain/identity.h inside the caller's unit of work: row version checked
/// (Conflict "patient.version"), history and audit written, event "patient.identity_changed" published. Its data is {"history": id of the
/// history entry, "ins": "added"|"removed"|"changed"|"", "traits": bool, "origin": principal, and "fictitious": bool when that mark changed}. What
/// left under a lost number is a task documents_sent (SR-06). Permissions are the caller's business except identity.unlock, asked by changeTraits.
/// Service id "identities/1". Thread-safe.
class Identities {
public:
  virtual ~Identities();

  virtual Patient create(UnitOfWork& work, const Caller& caller, const NewIdentity& identity) = 0;
  /// Strict and complementary traits as they shall be. Changing a strict one of a locked identity needs identity.unlock (Forbidden
  /// "identity.locked") and lowers it one level (RIS.INS.29, 31, 32, 33). `reason` is required for a strict trait.
  virtual Patient changeTraits(UnitOfWork& work, const Caller& caller, std::string_view id, std::int64_t version, const Traits& traits,
                               bool birthDateUncertain, std::string_view reason) = 0;
  /// Records that a document was checked; a high-trust one raises the status (RIS.INS.18, 20). Refusal "identity.proof.unknown".
  virtual Patient prove(UnitOfWork& work, const Caller& caller, std::string_view id, std::int64_t version, const ProofUse& proof) = 0;
  virtual Patient withdrawProof(UnitOfWork& work, const Caller& caller, std::string_view id, std::int64_t version, std::string_view proofId,
                                std::string_view reason) = 0;
  virtual Patient mark(UnitOfWork& work, const Caller& caller, std::string_view id, std::int64_t version, IdentityAttribute attribute, bool set,
                       std::string_view reason) = 0;
  /// By hand, one level (RIS.INS.35).
  virtual Patient downgrade(UnitOfWork& work, const Caller& caller, std::string_view id, std::int64_t version, std::string_view reason) = 0;
  /// The number is taken back by who gave it (A47); a patient without one stays as he is.
  virtual Patient removeIns(UnitOfWork& work, const Caller& caller, std::string_view id, std::string_view reason) = 0;
  /// The person that INSi found is this patient, an operator says so after comparing (RIS.INS.13, 23, 25). Refusals: "identity.insi.zero_date"
  /// (RIS.INS.15), "identity.insi.empty_trait" (RIS.INS.16), "patient.ins.environment" (SR-07); InsCollision (SR-03). A first name that does
  /// not begin the list is a task first_name, never a silent change (RIS.INS.14).
  virtual Patient takeFromInsi(UnitOfWork& work, const Caller& caller, std::string_view id, std::int64_t version, const InsiIdentity& found,
                               std::string_view reason) = 0;
  /// Answer of an INSi verification of the stored INS. OK: the date is noted. KO: one level down, INS removed, task insi_ko (RIS.INS.43).
  virtual Patient verified(UnitOfWork& work, const Caller& caller, std::string_view id, const InsiVerification& answer) = 0;
  /// The same for an INS that a partner sent and that was kept apart (SR-04, RIS.INS.44 to 47). KO: nothing is integrated, task insi_ko. OK: the
  /// number is offered in a task ins_verified; a person takes it after comparing, or the instance does where identity.auto_validation allows
  /// (RIS.INS.21).
  virtual Patient verifiedForeign(UnitOfWork& work, const Caller& caller, std::string_view id, const InsiVerification& answer) = 0;
  /// A number that was read somewhere without INSi saying it (a datamatrix, a card): kept apart, where no outlet looks, and event
  /// "patient.ins_to_verify" so that INSi is asked. Nothing happens when the patient bears it already. Refusals "patient.ins.environment" (SR-07),
  /// "identity.attribute" (a doubtful or fictitious identity asks INSi nothing, RIS.INS.28).
  virtual Patient keepApart(UnitOfWork& work, const Caller& caller, std::string_view id, std::int64_t version, const Ins& ins,
                            std::string_view origin) = 0;
  /// The INS kept apart, and nothing when there is none.
  virtual std::optional<Ins> unverifiedIns(Reader& reader, std::string_view id) = 0;

  virtual std::vector<IdentityHistoryEntry> history(Reader& reader, std::string_view id) = 0;  ///< oldest first
  virtual std::vector<IdentityProof> proofs(Reader& reader, std::string_view id) = 0;
  virtual std::vector<InsiIdentity::Former> formerIns(Reader& reader, std::string_view id) = 0;

  virtual std::vector<ProofKind> proofKinds() const = 0;

  /// Opens a task unless the same is open; its id. Refusal "identity.task.kind" (small letters and _), "identity.task.detail".
  virtual std::string openTask(UnitOfWork& work, const Caller& caller, const IdentityTask& task) = 0;
  virtual void closeTask(UnitOfWork& work, const Caller& caller, std::string_view taskId, std::string_view outcome, std::string_view note) = 0;
  virtual std::vector<IdentityTask> tasks(Reader& reader, const IdentityTaskFilter& filter) = 0;
  virtual std::vector<IdentityTaskCount> taskCounts(Reader& reader) = 0;

  /// Data bearing the patient's INS came from, or went to, a partner (RIS.INS.51). `direction`: "in" or "out".
  virtual void exchanged(UnitOfWork& work, std::string_view patientId, std::string_view partner, std::string_view direction) = 0;
  virtual std::vector<IdentityExchange> exchanges(Reader& reader, std::string_view patientId) = 0;
  virtual std::vector<ExchangePartner> partners(Reader& reader) = 0;  ///< all of them, in the order of their names
};

/// What a merge would do, for the person who decides.
struct MergePreview {
  Patient source;
  Patient target;
  std::vector<std::string> differingTraits;  ///< names of strict traits that differ
  std::int64_t orders = 0, exams = 0, reports = 0, documentsSent = 0;
  std::vector<std::string> obstacles;  ///< refusal codes that merging now would meet; empty: it can be done
};

struct PatientMerge {
  std::string id, sourceId, targetId, at, actor, reason, undoneAt, undoneBy, undoneReason;
};

/// Another patient that may be the same person, the likeliest first.
struct DuplicateCandidate {
  Patient patient;
  int score = 0;                     ///< 0 to 100
  std::vector<std::string> because;  ///< same_ins, birth_date, birth_name, first_name, used_name, sex, birth_place, swapped_names, one_digit …
};

/// Search before creation, duplicates, merge and unmerge. Nothing is ever deleted: a duplicate stays, points to his survivor, and gets back what was
/// his. Service id "merges/1". Thread-safe.
class PatientMerges {
public:
  virtual ~PatientMerges();
  /// RIS.INS.07 to 10: birth date, and up to the first letters of a name of birth or in use, or of any given name. Accents, case, hyphens,
  /// apostrophes do not matter. Active patients only.
  virtual std::vector<Patient> search(Reader& reader, std::string_view birthDate, std::string_view letters, std::string_view afterId, int limit) = 0;
  /// By INS, also a former one: the whole 15 characters with a right key (RIS.INS.08).
  virtual std::vector<Patient> searchIns(Reader& reader, const Ins& ins) = 0;
  virtual std::vector<DuplicateCandidate> candidates(Reader& reader, const Traits& traits, const std::optional<Ins>& ins,
                                                     std::string_view exceptId) = 0;

  virtual MergePreview preview(Reader& reader, std::string_view sourceId, std::string_view targetId) = 0;
  /// Orders, exams, documents and local ids follow the survivor; the source keeps his row. Refusal "patient.merge.…" for what preview() calls an
  /// obstacle.
  virtual PatientMerge merge(UnitOfWork& work, const Caller& caller, std::string_view sourceId, std::string_view targetId,
                             std::string_view reason) = 0;
  /// Gives back what followed and was not moved on since.
  virtual PatientMerge unmerge(UnitOfWork& work, const Caller& caller, std::string_view mergeId, std::string_view reason) = 0;
  virtual std::vector<PatientMerge> merges(Reader& reader, std::string_view patientId) = 0;
  /// The patient that this one is now: himself, or the survivor at the end of the chain.
  virtual Patient survivor(Reader& reader, std::string_view id) = 0;
  /// A local id of somebody unknown here that a partner merged into this patient (A40): it answers for him from now on.
  virtual void addAlias(UnitOfWork& work, const Caller& caller, std::string_view patientId, const LocalId& alias) = 0;
};

}  // namespace clairis
