// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "core/domain/identifiers.h"
#include "core/domain/people.h"
#include "core/plugin/delivery_channel.h"
#include "core/time/instant.h"
#include "plugins/dmp/signature/signing_key.h"

namespace clairis::dmp {

/// What is the same in every VIHF of this installation.
struct VihfSettings {
  std::string version = "3.0";                          ///< VIHF_Version (SR-33; one ANS table says 4.0)
  std::string modeAttribute = "Authentification_mode";  ///< or Authentification_Mode: both spellings are in use (SR-33)
  std::string softwareId;                               ///< LPS_ID, empty: left out
  std::string softwareName;                             ///< LPS_Nom
  std::string softwareVersion;                          ///< LPS_Version
  std::string homologation;                             ///< LPS_ID_HOMOLOGATION_DMP, empty: left out
};

/// Who speaks for the structure, about which patient (SR-33): the radiologist who validated, as he was signed in then.
struct VihfSubject {
  std::string nameId;  ///< 8 + RPPS
  std::string name;    ///< "NAME Given"
  Code profession;     ///< in G15, e.g. 10
  Code specialty;      ///< savoir-faire, e.g. SM44
  std::string structureId;
  std::string sector;  ///< SAxx
  Instant authenticatedAt{};
  std::string authentication;  ///< SAML class
  std::string patient;         ///< CX: "matricule^^^&OID&ISO^NH"
};

/// The subject of a document's VIHF. Throws Refusal "dmp.author.rpps", "dmp.author.name", "dmp.author.specialty", "dmp.sector.missing" or
/// "identity.not_qualified".
VihfSubject vihfSubject(const DocumentView& document);

/// One VIHF: SAML 2.0 assertion in mode INDIRECTE, signed (enveloped, exclusive c14n, RSA-SHA256) by the structure's SIGN key.
/// `id`: NCName, fresh for each try. XML without declaration. Throws Refusal "dmp.signature.failed".
std::string signedVihf(const VihfSettings& settings, const VihfSubject& subject, const std::string& id, Instant now, const SigningKey& key);

}  // namespace clairis::dmp
