// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "core/time/zone.h"
#include "reports/cda/elements.h"
#include "reports/report_value.h"

namespace clairis::reports::cda {

/// What every part of the header is written from. Internal to the writer.
struct Rendering {
  const ReportValue& value;
  Zone zone;

  /// Local time with offset; the epoch is how an instant says that nobody set it.
  std::string time(Instant instant, const std::string& field) const;
};

void addRecordTarget(Node document, const Rendering& rendering);
void addAuthors(Node document, const Rendering& rendering);
void addCustodian(Node document, const Rendering& rendering);
void addRecipients(Node document, const Rendering& rendering);
void addLegalAuthenticator(Node document, const Rendering& rendering);
/// Who read it before the validator, when he has an RPPS.
void addAuthenticator(Node document, const Rendering& rendering);
void addParticipants(Node document, const Rendering& rendering);
void addOrders(Node document, const Rendering& rendering);
void addActs(Node document, const Rendering& rendering);
/// The mark of a screening, after every act: the first documentationOf is the principal act.
void addScreening(Node document, const Rendering& rendering);
void addReplacement(Node document, const Rendering& rendering);
void addEncounter(Node document, const Rendering& rendering);

/// LOINC act with its words.
Code procedureCode(const ActValue& act, const std::string& field);
/// performer/assignedEntity of an act.
void addPerformer(Node serviceEvent, const Rendering& rendering);

}  // namespace clairis::reports::cda
