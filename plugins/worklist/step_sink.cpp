// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/worklist/step_sink.h"

#include "core/domain/refusal.h"

namespace clairis::worklist {
namespace {

Caller console(const PerformedStep& said) {
  Caller caller;
  caller.principal = "dicom:" + said.callingAe;
  caller.allSites = true;
  caller.serviceToken = true;
  return caller;
}

}  // namespace

void StoreStepSink::begin(PerformedStep said) {
  const auto caller = console(said);
  _store.write(Lane::interactive, [&](UnitOfWork& work) { _steps->begin(work, caller, said); });
}

void StoreStepSink::change(const std::string& uid, const std::function<PerformedStep(const PerformedStep&)>& merge) {
  _store.write(Lane::interactive, [&](UnitOfWork& work) {
    const auto before = _steps->find(work, uid);
    if (!before) throw NotFound("step.unknown", "no performed step has this SOP Instance UID");
    _steps->change(work, console(*before), merge(*before));
  });
}

void StoreStepSink::keepOrphan(PerformedStep said) {
  const auto caller = console(said);
  _store.write(Lane::interactive, [&](UnitOfWork& work) { _steps->keepOrphan(work, caller, said); });
}

std::optional<PerformedStep> StoreStepSink::find(const std::string& uid) {
  return _store.reading([&](Reader& reader) { return _steps->find(reader, uid); });
}

std::string StoreStepSink::newUid() { return oidFromUuid(_oidRoot, "6", _store.newId()).text(); }

}  // namespace clairis::worklist
