// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/store/step_repository.h"

#include "core/domain/refusal.h"
#include "core/store/step_content.h"

namespace clairis::store {
namespace {

#define STEP_COLUMNS \
  "s.id, s.version, s.sop_instance_uid, s.state, s.site_id, s.calling_ae, s.station_ae, s.modality, s.started_at, s.ended_at, s.content, s.data_set"

PerformedStep stepFrom(Reader& reader, const Row& row) {
  PerformedStep step;
  step.id = row[0].text();
  step.version = row[1].integer();
  step.sopInstanceUid = row[2].text();
  step.state = stepStateFrom(row[3].text()).value_or(StepState::inProgress);
  step.siteId = row[4].text();
  step.callingAe = row[5].text();
  step.stationAe = row[6].text();
  step.modality = row[7].text();
  step.startedAt = row[8].text();
  step.endedAt = row[9].text();
  readContent(row[10].text(), step);
  step.dataSet = row[11].bytes();
  for (const auto& linked : reader.query("SELECT exam_id FROM performed_step_exam WHERE step_id = $1 ORDER BY exam_id", {step.id})) {
    step.examIds.push_back(linked[0].text());
  }
  return step;
}

std::optional<PerformedStep> oneStep(Reader& reader, const Row& row) {
  return row.empty() ? std::nullopt : std::optional(stepFrom(reader, row));
}

}  // namespace

std::optional<PerformedStep> findStep(Reader& reader, std::string_view sopInstanceUid) {
  return oneStep(reader, reader.first("SELECT " STEP_COLUMNS " FROM performed_step s WHERE s.sop_instance_uid = $1", {sopInstanceUid}));
}

std::optional<PerformedStep> findStepById(Reader& reader, std::string_view id) {
  return oneStep(reader, reader.first("SELECT " STEP_COLUMNS " FROM performed_step s WHERE s.id = $1", {id}));
}

std::vector<PerformedStep> stepsOfExam(Reader& reader, std::string_view examId) {
  std::vector<PerformedStep> steps;
  for (const auto& row : reader.query("SELECT " STEP_COLUMNS
                                      " FROM performed_step_exam x JOIN performed_step s ON s.id = x.step_id WHERE x.exam_id = $1 ORDER BY s.id",
                                      {examId})) {
    steps.push_back(stepFrom(reader, row));
  }
  return steps;
}

void insertStep(UnitOfWork& work, const PerformedStep& s) {
  work.execute(
      "INSERT INTO performed_step (id, version, sop_instance_uid, state, site_id, calling_ae, station_ae, modality, started_at, ended_at, content,"
      " data_set, created_at, changed_at) VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
      {s.id, s.sopInstanceUid, toText(s.state), s.siteId, s.callingAe, s.stationAe, s.modality, s.startedAt, s.endedAt, contentOf(s), Blob{s.dataSet},
       work.now(), work.now()});
}

void updateStep(UnitOfWork& work, const PerformedStep& s) {
  const auto changed = work.execute(
      "UPDATE performed_step SET version = version + 1, state = $1, site_id = $2, calling_ae = $3, station_ae = $4, modality = $5, started_at = $6,"
      " ended_at = $7, content = $8, data_set = $9, changed_at = $10 WHERE id = $11 AND version = $12",
      {toText(s.state), s.siteId, s.callingAe, s.stationAe, s.modality, s.startedAt, s.endedAt, contentOf(s), Blob{s.dataSet}, work.now(), s.id,
       s.version});
  if (changed != 1) throw Conflict("step.version", "the performed step was changed meanwhile: send it again");
}

void linkStep(UnitOfWork& work, std::string_view stepId, std::string_view examId) {
  work.execute("INSERT INTO performed_step_exam (step_id, exam_id) VALUES ($1, $2) ON CONFLICT (step_id, exam_id) DO NOTHING", {stepId, examId});
}

}  // namespace clairis::store
