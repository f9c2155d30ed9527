// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/identity/insi/credentials/credentials.h"

#include <algorithm>
#include <cctype>

namespace clairis::identity::insi {
namespace {

using webservice::KeyPair;

constexpr std::size_t kRangLength = 15;  // type digit + RPPS of the holder (11) + order (2) + key (1)

/// Luhn over all digits, the last one being the key.
bool luhn(std::string_view digits) {
  int sum = 0;
  bool twice = false;
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit, twice = !twice) {
    const int value = (*digit - '0') * (twice ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 == 0;
}

std::string whose(const std::string& structure, Usage usage) { return "structure " + structure + ", " + std::string(commonName(usage)); }

}  // namespace

std::string_view commonName(Usage usage) noexcept { return usage == Usage::manual ? "INSI-MANU" : "INSI-AUTO"; }

void checkStructureId(const std::string& structure, Environment environment) {
  StructureId::parse(structure);
  if (structure.front() != '4') return;
  const auto digits = std::string_view(structure).substr(1);
  const bool form =
      structure.size() == kRangLength && std::all_of(digits.begin(), digits.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
  if (!form) throw Refusal("structure_id.malformed", "a structure of type 4 is an RPPS-rang: 4, then 14 digits", structure);
  if (environment == Environment::production && !luhn(digits)) {
    throw Refusal("structure_id.malformed", "the key of the RPPS-rang does not fit its digits", structure);
  }
}

void checkInsiCertificate(const webservice::CertificateFacts& facts, Usage usage, const std::string& owner) {
  if (facts.commonName != commonName(usage)) {
    throw Refusal("certificate.insi_name",
                  "the certificate's CN is \"" + facts.commonName + "\", INSi wants exactly \"" + std::string(commonName(usage)) + "\"");
  }
  if (facts.structure != owner) {
    throw Refusal("certificate.structure", "the certificate's OU is \"" + facts.structure + "\", expected \"" + owner + "\"");
  }
  if (!facts.clientAuthentication || !facts.digitalSignature) {
    throw Refusal("certificate.usage", "expected key usage digitalSignature and extended key usage clientAuth (ORG AUTH_CLI)");
  }
}

Credentials::Credentials(const std::vector<StructureFiles>& files, Environment environment, const TransportFactory& transport) {
  const auto load = [&](const StructureFiles& item, Usage usage, const std::string& certificate, const std::string& key) {
    Entry entry;
    try {
      const auto pair = webservice::readKeyPair(certificate, key);
      entry.facts = pair.facts;
      webservice::checkEnvironment(pair.facts, environment);
      checkInsiCertificate(pair.facts, usage, item.owner.empty() ? item.structure : item.owner);
      entry.transport = transport(pair);
    } catch (const Refusal& problem) {
      if (problem.code() == "environment.mixed") throw;
      entry.problem = problem;
    }
    _entries.emplace(Key(item.structure, usage), std::move(entry));
  };
  for (const auto& item : files) {
    checkStructureId(item.structure, environment);
    load(item, Usage::manual, item.manualCertificate, item.manualKey);
    if (!item.automaticCertificate.empty()) load(item, Usage::automatic, item.automaticCertificate, item.automaticKey);
  }
}

bool Credentials::holds(const std::string& structure) const { return _entries.contains({structure, Usage::manual}); }

webservice::Transport& Credentials::require(const std::string& structure, Usage usage, Instant now) const {
  const auto found = _entries.find({structure, usage});
  if (found == _entries.end()) {
    throw Refusal("insi.structure.unknown", "no " + std::string(commonName(usage)) + " certificate is configured for structure " + structure +
                                                ": set identity.insi.structure." + structure + "." + (usage == Usage::manual ? "manu" : "auto") +
                                                ".cert and .key");
  }
  const auto& entry = found->second;
  if (entry.problem) throw Refusal(*entry.problem);
  webservice::checkValidity(entry.facts, now);
  return *entry.transport;
}

std::vector<Credentials::Notice> Credentials::notices(Instant now) const {
  std::vector<Notice> out;
  for (const auto& [key, entry] : _entries) {
    try {
      require(key.first, key.second, now);
    } catch (const Refusal& problem) {
      out.push_back({whose(key.first, key.second) + ": " + problem.code() + ": " + problem.detail(), true});
      continue;
    }
    const auto left = std::chrono::floor<std::chrono::days>(entry.facts.notAfter - now).count();
    for (const int days : {7, 30, 60}) {
      if (left > days) continue;
      out.push_back({whose(key.first, key.second) + ": its certificate expires in less than " + std::to_string(days) + " days, on " +
                         toIso(entry.facts.notAfter),
                     days == 7});
      break;
    }
  }
  return out;
}

}  // namespace clairis::identity::insi
