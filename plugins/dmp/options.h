// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "core/plugin/options.h"
#include "plugins/dmp/credentials/structures.h"
#include "plugins/dmp/signature/digest.h"
#include "plugins/dmp/vihf/assertion.h"
#include "plugins/dmp/webservice.h"
#include "reports/xds/metadata.h"

namespace clairis::dmp {

/// When TD0.2 precedes a feed.
enum class ExistenceTest { always, never, cached };

/// The plugin's configuration, read once.
struct DmpOptions {
  Environment environment = Environment::test;
  std::string url;  ///< ends with "/"; the service's name follows
  TransportSettings transport;
  int workers = 4;
  ExistenceTest existenceTest = ExistenceTest::always;
  std::chrono::milliseconds existenceCache{};  ///< how long a positive answer is believed with `cached`
  VihfSettings vihf;
  Oid softwareOid = Oid::parse("2.25");  ///< HL7 v3 sender
  Oid oidRoot = Oid::parse("2.25");      ///< submission sets and signatures
  std::string sourceId;                  ///< empty: 1.2.250.1.71.4.2.2.<structure>
  DigestAlgorithm signatureDigest = DigestAlgorithm::sha1;
  reports::MetadataOptions metadata;  ///< classCode and eventCodeScheme; visibility comes from each report
  int majorityAge = 18;
  std::size_t documentLimit = 0;  ///< bytes of a CDA
  std::vector<StructureFiles> structures;
};

std::vector<OptionSpec> dmpOptionSpecs();

/// Without dmp.url no structure is read: deliveries wait, paused, until it is set. Throws Refusal "dmp.ca_file.missing", "dmp.url.malformed",
/// "environment.mixed", "oid.malformed", "structure_id.malformed" or "option.undeclared".
DmpOptions readDmpOptions(const Options& options, Environment environment, const Oid& oidRoot);

}  // namespace clairis::dmp
