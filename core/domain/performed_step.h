// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/exam.h"
#include "core/domain/patient.h"

namespace clairis {

/// Life of a Modality Performed Procedure Step (DICOM PS3.4 annex F.7). A final state is never left.
enum class StepState { inProgress, completed, discontinued };
enum class StepCommand { update, complete, discontinue };

/// The table of step states: the next state, or nothing when the step may no longer be updated.
std::optional<StepState> next(StepState state, StepCommand command) noexcept;
std::string_view toText(StepState state) noexcept;       ///< "IN PROGRESS", "COMPLETED", "DISCONTINUED": the words of (0040,0252)
std::optional<StepState> stepStateFrom(std::string_view text) noexcept;

/// Which scheduled step a console says it performed. Members may be empty.
struct ScheduledReference {
  std::string studyInstanceUid;
  std::string accessionNumber;
  std::string requestedProcedureId;
  std::string stepId;
  bool operator==(const ScheduledReference&) const = default;
};

/// The patient as the console has him.
struct SentPatient {
  std::string id;
  std::string issuer;
  std::string name;       ///< DICOM PN, UTF-8
  std::string birthDate;  ///< YYYY-MM-DD, empty when not sent
  std::string sex;
  bool operator==(const SentPatient&) const = default;
};

struct PerformedSeries {
  std::string seriesInstanceUid;
  std::string description;
  std::string protocol;
  std::string laterality;
  int images = 0;
  bool operator==(const PerformedSeries&) const = default;
};

struct ContrastGiven {
  std::string agent;
  std::string volume;  ///< as sent, ml
  std::string lot;
  bool operator==(const ContrastGiven&) const = default;
};

/// What a device did, as it said it by MPPS. Texts are UTF-8, times local digits of the device.
struct PerformedStep {
  std::string id;
  std::int64_t version = 0;
  std::string sopInstanceUid;
  StepState state = StepState::inProgress;
  std::string siteId;
  std::string callingAe;
  std::string stationAe;       ///< (0040,0241)
  std::string stationName;
  std::string modality;
  std::string performedStepId;
  std::string description;
  std::string startLocal;      ///< YYYYMMDDHHMMSS
  std::string endLocal;        ///< likewise, empty until the end
  std::string utcOffset;       ///< ±ZZZZ of (0008,0201), empty: the site's zone
  std::string startedAt;       ///< UTC ISO-8601, derived
  std::string endedAt;
  SentPatient patient;
  std::vector<ScheduledReference> references;
  std::vector<PerformedSeries> series;
  std::string dose;            ///< as it must read on the report
  ContrastGiven contrast;
  Code discontinuation;        ///< reason
  std::string dataSet;         ///< everything that was said, merged: DICOM explicit VR little endian
  std::vector<std::string> examIds;
};

/// Why a step waits for a person.
enum class ReconcileReason { unscheduled, wrongPatient, cancelledExam, fictitiousIdentity, laterality, orphan };
std::string_view toText(ReconcileReason reason) noexcept;  ///< "unscheduled", "wrong_patient" …
ReconcileReason reconcileReasonFrom(std::string_view text);

/// Whether what the console says of the patient contradicts the patient of the exam it names. Nothing said contradicts nothing. A
/// known id with the wrong name and the wrong birth date is a contradiction (ids are reused and mistyped); another id is none when both
/// name and birth date agree.
bool contradicts(const SentPatient& sent, const Patient& patient);

/// What the steps of one exam make of it together.
struct ExamFromSteps {
  ExamCommand command = ExamCommand::start;
  std::string startedAt;
  std::string endedAt;  ///< latest end; empty while a step is in progress
};
/// Nothing when there is no step. In progress as long as one is; completed when one is completed, else discontinued.
std::optional<ExamFromSteps> examFrom(const std::vector<PerformedStep>& steps);

}  // namespace clairis
