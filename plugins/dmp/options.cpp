// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/dmp/options.h"

#include "plugins/dmp/environment.h"

namespace clairis::dmp {
namespace {

using T = OptionType;

void require(const std::string& value, const std::string& name, const std::string& expected) {
  if (value.empty()) throw Refusal(name + ".missing", name + " is not set: expected " + expected, name);
}

StructureFiles structureFiles(const Options& options, const std::string& id) {
  StructureId::parse(id);
  for (const auto& name : options.children("dmp.structure." + id + ".")) {
    if (name != "auth" && name != "sign" && name != "owner") {
      throw Refusal("option.undeclared",
                    "dmp.structure." + id + "." + name + " is unknown: expected auth.cert, auth.key, sign.cert, sign.key or owner");
    }
  }
  const auto member = [&](const std::string& name) { return options.text("dmp.structure." + id + "." + name); };
  StructureFiles files{id, member("owner"), member("auth.cert"), member("auth.key"), member("sign.cert"), member("sign.key")};
  if (files.certificateOwner.empty()) files.certificateOwner = id;
  return files;
}

ExistenceTest existenceTest(const std::string& word) {
  if (word == "never") return ExistenceTest::never;
  return word == "cached" ? ExistenceTest::cached : ExistenceTest::always;
}

void readAddress(const Options& options, DmpOptions& out) {
  out.url = options.text("dmp.url");
  if (out.url.empty()) return;
  if (out.url.back() != '/') out.url += '/';
  checkEndpoint(out.url, out.environment);
  out.transport.caFile = options.text("dmp.ca_file");
  require(out.transport.caFile, "dmp.ca_file", "a PEM file of the authorities that issued the DMP's server certificate");
  out.transport.proxy = options.text("dmp.proxy");
  out.transport.connectTimeout = options.duration("dmp.connect_timeout");
  out.transport.answerLimit = static_cast<std::size_t>(options.integer("dmp.answer_limit"));
}

void readIdentity(const Options& options, const Oid& oidRoot, DmpOptions& out) {
  const auto softwareOid = options.text("dmp.lps.oid");
  out.oidRoot = oidRoot;
  out.softwareOid = softwareOid.empty() ? oidRoot : Oid::parse(softwareOid);
  out.sourceId = options.text("dmp.source_id");
  if (!out.sourceId.empty()) Oid::parse(out.sourceId);
  out.vihf.version = options.text("dmp.vihf.version");
  out.vihf.modeAttribute = options.text("dmp.vihf.mode_attribute");
  out.vihf.softwareId = options.text("dmp.lps.id");
  out.vihf.softwareName = options.text("dmp.lps.name");
  out.vihf.softwareVersion = options.text("dmp.lps.version");
  out.vihf.homologation = options.text("dmp.lps.homologation");
}

void readDocumentRules(const Options& options, DmpOptions& out) {
  out.signatureDigest = options.text("dmp.signature_digest") == "sha256" ? DigestAlgorithm::sha256 : DigestAlgorithm::sha1;
  out.metadata.classCode = options.text("dmp.class_code");
  out.metadata.eventCodeScheme =
      options.text("dmp.event_code_scheme") == "value-set" ? reports::EventCodeScheme::valueSet : reports::EventCodeScheme::codeSystem;
  out.majorityAge = static_cast<int>(options.integer("dmp.majority_age"));
  out.documentLimit = static_cast<std::size_t>(options.integer("dmp.document_limit"));
}

}  // namespace

std::vector<OptionSpec> dmpOptionSpecs() {
  return {
      {"dmp.url", T::text, "", "", "Address under which the DMP's services are; the environment decides which are accepted.", false, {}},
      {"dmp.ca_file", T::file, "", "", "PEM file of the authorities trusted for the DMP's server certificate.", false, {}},
      {"dmp.proxy", T::text, "", "", "HTTP proxy towards the DMP; empty: none, whatever the process environment says.", false, {}},
      {"dmp.connect_timeout", T::duration, "10s", "", "Longest wait for a connection and its TLS handshake.", false, {}},
      {"dmp.answer_limit", T::integer, "4194304", "bytes", "Largest answer that is read.", false, {}},
      {"dmp.document_limit", T::integer, "20971520", "bytes", "Largest CDA that is sent; larger ones wait for a person.", false, {}},
      {"dmp.workers", T::integer, "4", "", "Documents sent at the same time.", false, {}},
      {"dmp.existence_test", T::choice, "always", "", "When the existence test (TD0.2) precedes a feed.", false, {"always", "never", "cached"}},
      {"dmp.existence_cache", T::duration, "10min", "", "With dmp.existence_test = cached: how long a positive answer is believed.", false, {}},
      {"dmp.vihf.version", T::choice, "3.0", "", "VIHF_Version of the assertion.", false, {"3.0", "4.0"}},
      {"dmp.vihf.mode_attribute",
       T::choice,
       "Authentification_mode",
       "",
       "Spelling of the attribute that carries the authentication mode.",
       false,
       {"Authentification_mode", "Authentification_Mode"}},
      {"dmp.lps.id", T::text, "", "", "LPS_ID: instance or licence number of this software, optional.", false, {}},
      {"dmp.lps.name", T::text, "Clairis", "", "LPS_Nom: name under which the software is approved.", false, {}},
      {"dmp.lps.version", T::text, "0.1.0", "", "LPS_Version: version under which the software is approved.", false, {}},
      {"dmp.lps.homologation", T::text, "", "", "LPS_ID_HOMOLOGATION_DMP: approval number given by the CNDA.", false, {}},
      {"dmp.lps.oid", T::text, "", "", "OID of the software as HL7 v3 sender; empty: oid.root.", false, {}},
      {"dmp.source_id", T::text, "", "", "sourceId of submission sets; empty: 1.2.250.1.71.4.2.2.<structure id>.", false, {}},
      {"dmp.signature_digest",
       T::choice,
       "sha1",
       "",
       "Hash of the submission set's signature; the VIHF always has SHA-256.",
       false,
       {"sha1", "sha256"}},
      {"dmp.class_code", T::choice, "31", "", "classCode of reports.", false, {"31", "10"}},
      {"dmp.event_code_scheme",
       T::choice,
       "code-system",
       "",
       "Coding scheme of modality and region: OID of the code system or of the value set.",
       false,
       {"code-system", "value-set"}},
      {"dmp.majority_age", T::integer, "18", "years", "Under this age an announcement also hides the report from legal representatives.", false, {}},
      {"dmp.structure.*",
       T::text,
       "",
       "",
       "Per structure id: auth.cert, auth.key (AUTH_CLI, for TLS), sign.cert, sign.key (SIGN, for signatures), PEM files; owner: OU expected in "
       "the certificates when they belong to the legal entity.",
       false,
       {}},
  };
}

DmpOptions readDmpOptions(const Options& options, Environment environment, const Oid& oidRoot) {
  DmpOptions out;
  out.environment = environment;
  readAddress(options, out);
  readIdentity(options, oidRoot, out);
  readDocumentRules(options, out);
  out.workers = static_cast<int>(options.integer("dmp.workers"));
  out.existenceTest = existenceTest(options.text("dmp.existence_test"));
  out.existenceCache = options.duration("dmp.existence_cache");
  if (out.url.empty()) return out;
  for (const auto& id : options.children("dmp.structure.")) out.structures.push_back(structureFiles(options, id));
  return out;
}

}  // namespace clairis::dmp
