// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/domain/exam.h"
#include "core/domain/people.h"
#include "core/domain/report.h"
#include "core/time/instant.h"

namespace clairis::reports {

/// One order that the report answers (CDA inFulfillmentOf).
struct OrderValue {
  std::string placerNumber;            ///< assigned here when the requester gave none (DB/RIS.03)
  std::string placerAuthorityOid;
  std::string accessionNumber;
  std::string accessionAuthorityOid;
  Instant requestedAt;
};

/// One documented act (CDA documentationOf; the first is the principal one).
struct ActValue {
  std::string studyInstanceUid;
  Code procedure;                      ///< LOINC
  Code ccam;                           ///< may be empty
  Code modality;                       ///< DCM, with the French words
  Code region;                         ///< SNOMED CT, with the French words
  Instant startedAt;
  Instant endedAt;
  std::string equipment;               ///< may be empty for non-irradiating techniques
  std::string dose;                    ///< may be empty for non-irradiating techniques
};

/// The version that this one replaces, as it is named on paper ("annule et remplace").
struct ReplacedValue {
  Instant validatedAt;
  Practitioner validator;
  std::string reason;
};

/// Something added to a validated report, with who answers for it.
struct AddendumValue {
  std::string text;
  Instant at;
  Practitioner practitioner;
};

/// Everything a rendition is made from, resolved and fixed: rendering reads no database, no clock and no random source,
/// so the same value always gives the same bytes. Texts are UTF-8.
struct ReportValue {
  Environment environment = Environment::test;
  Patient patient;                     ///< traits and local ids; its `ins` is not read
  std::optional<Ins> ins;              ///< what insForOutlet() let through
  Site site;
  std::vector<OrderValue> orders;
  std::vector<ActValue> acts;
  bool screening = false;              ///< made within a screening programme (CIM-10 Z13.9)
  ReportText text;
  bool addendum = false;               ///< this version adds to the one before and does not replace its words
  std::optional<ReplacedValue> replaced;   ///< the version before; not set for a first one
  std::vector<AddendumValue> addenda;  ///< oldest first
  Practitioner author;
  AuthorStructure authorStructure;     ///< where the author works, when that is not the site (teleradiology); id empty: the site
  Practitioner firstReader;            ///< made it provisional before the validator; familyName empty: nobody
  Instant firstReadAt;
  Practitioner validator;              ///< legal authenticator
  Practitioner requester;              ///< familyName empty: unknown
  std::vector<Practitioner> recipients;
  std::optional<Practitioner> treatingPhysician;
  std::string patientClass;            ///< HL7 PV1-2
  std::string documentOid;             ///< CDA id, at most 64 characters
  std::string setId;
  int versionNumber = 1;
  std::string replacesOid;             ///< CDA relatedDocument RPLC, empty for a first version
  Instant validatedAt;                 ///< medical validation: stays when a rendition is made again (SR-01)
  Instant createdAt;                   ///< this rendition
};

}  // namespace clairis::reports
