// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/dmp/credentials/structures.h"

namespace clairis::dmp {
namespace {

KeyPair checkedPair(const std::string& certificate, const std::string& key, CertificateUse use, const std::string& owner, Environment environment) {
  auto pair = readKeyPair(certificate, key);
  checkUse(pair.facts, use, owner);
  checkEnvironment(pair.facts, environment);
  return pair;
}

Structure load(const StructureFiles& files, Environment environment, const Structures::TransportFactory& transport) {
  const auto authentication = checkedPair(files.authCertificate, files.authKey, CertificateUse::authentication, files.certificateOwner, environment);
  const auto signing = checkedPair(files.signCertificate, files.signKey, CertificateUse::signature, files.certificateOwner, environment);
  return {files.structureId, authentication.facts, std::make_unique<SigningKey>(signing), transport(authentication)};
}

}  // namespace

Structures::Structures(const std::vector<StructureFiles>& files, Environment environment, const TransportFactory& transport) {
  for (const auto& item : files) {
    Entry entry;
    try {
      entry.structure = load(item, environment, transport);
    } catch (const Refusal& problem) {
      if (problem.code() == "environment.mixed") throw;
      entry.problem = problem;
    }
    _entries.emplace(item.structureId, std::move(entry));
  }
}

const Structure& Structures::require(const std::string& structureId, Instant now) const {
  const auto found = _entries.find(structureId);
  if (found == _entries.end()) {
    throw Refusal("dmp.structure.not_configured", "no certificates are configured for structure " + structureId + ": set dmp.structure." +
                                                      structureId + ".auth.cert and its companions");
  }
  const auto& entry = found->second;
  if (entry.problem) throw Refusal(*entry.problem);
  checkValidity(entry.structure->authentication, now);
  checkValidity(entry.structure->signing->certificate(), now);
  return *entry.structure;
}

std::vector<std::string> Structures::problems(Instant now) const {
  std::vector<std::string> out;
  for (const auto& [id, entry] : _entries) {
    try {
      require(id, now);
    } catch (const Refusal& problem) {
      out.push_back("structure " + id + ": " + problem.code() + ": " + problem.detail());
    }
  }
  return out;
}

}  // namespace clairis::dmp
