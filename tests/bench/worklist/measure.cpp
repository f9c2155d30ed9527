// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// The measuring side of ./dev bench worklist: one client for every server, the floor, the data.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "bench/worklist/client.h"
#include "bench/worklist/filling.h"
#include "bench/worklist/floor.h"
#include "bench/worklist/question.h"

namespace clairis::bench {
namespace {

void ask(DcmItem& item, std::initializer_list<DcmTagKey> tags) {
  for (const auto& tag : tags) item.insertEmptyElement(DcmTag(tag));
}

}  // namespace

std::unique_ptr<DcmDataset> question(const std::string& name) {
  auto identifier = std::make_unique<DcmDataset>();
  ask(*identifier, {DCM_AccessionNumber, DCM_ReferringPhysicianName, DCM_PatientName, DCM_PatientID, DCM_PatientBirthDate, DCM_PatientSex,
                    DCM_StudyInstanceUID, DCM_RequestedProcedureDescription, DCM_RequestedProcedureID});
  DcmItem* step = nullptr;
  identifier->findOrCreateSequenceItem(DCM_ScheduledProcedureStepSequence, step, 0);
  ask(*step, {DCM_ScheduledStationAETitle, DCM_ScheduledProcedureStepStartDate, DCM_ScheduledProcedureStepStartTime, DCM_Modality,
              DCM_ScheduledPerformingPhysicianName, DCM_ScheduledProcedureStepDescription, DCM_ScheduledProcedureStepID});
  const auto put = [](DcmItem& item, const DcmTagKey& tag, const char* value) { item.putAndInsertString(DcmTag(tag), value); };
  if (name == "one") {
    put(*identifier, DCM_AccessionNumber, "A77");
  } else if (name == "forty" || name == "station") {
    put(*step, DCM_ScheduledStationAETitle, "ST0");
    put(*step, DCM_ScheduledProcedureStepStartDate, "20260101");
  } else if (name == "name") {
    put(*identifier, DCM_PatientName, "ZELL*");
  } else if (name == "names") {
    put(*identifier, DCM_PatientName, "NOM1*");
  } else if (name == "everything") {
    ask(*identifier, {DCM_RequestedProcedurePriority});
  } else {
    return nullptr;
  }
  return identifier;
}

}  // namespace clairis::bench

int main(int argc, char** argv) {
  using namespace clairis::bench;
  CLI::App app("Measures modality worklist servers.");
  app.require_subcommand(1);
  Load load;
  auto* ask = app.add_subcommand("ask", "asks one question over and over");
  ask->add_option("--port", load.port)->required();
  ask->add_option("--called", load.called);
  ask->add_option("--question", load.question)->required();
  ask->add_option("--expected", load.expected)->required();
  ask->add_option("--clients", load.clients);
  ask->add_flag("!--each", load.keep, "one association for each query");
  ask->add_option("--seconds", load.seconds);
  ask->add_option("--least", load.least);
  ask->add_option("--pace", load.pace);
  auto* floor = app.add_subcommand("floor", "serves ready-made answers");
  std::string url, manner = "spread", folder;
  int exams = 0;
  auto* filling = app.add_subcommand("fill", "puts exams on the worklist of an instance");
  filling->add_option("url", url)->required();
  filling->add_option("exams", exams)->required();
  filling->add_option("manner", manner);
  auto* saving = app.add_subcommand("save", "saves the whole worklist as files");
  saving->add_option("--port", load.port)->required();
  saving->add_option("folder", folder)->required();
  CLI11_PARSE(app, argc, argv);
  try {
    if (*ask) return question(load.question) && measure(load) ? 0 : 1;
    if (*saving) return save(load.port, folder) ? 0 : 1;
    if (*floor) serveFloor();
    if (*filling) fill(url, exams, manner);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
