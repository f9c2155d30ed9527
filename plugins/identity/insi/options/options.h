// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <string>
#include <vector>

#include "core/plugin/options.h"
#include "plugins/identity/insi/credentials/credentials.h"
#include "plugins/identity/insi/credentials/structure_pool.h"
#include "plugins/identity/insi/soap/headers.h"
#include "plugins/identity/insi/verify/request.h"
#include "core/webservice/transport/curl_transport.h"

namespace clairis::identity::insi {

/// identity.insi.*, read once.
struct InsiOptions {
  Environment environment = Environment::test;
  std::string url;      ///< mutual TLS; empty: INSi is not called
  std::string cardUrl;  ///< CPx mode; empty: not offered
  webservice::TransportSettings transport;
  std::chrono::milliseconds timeout{};
  Software software;  ///< instance empty: made at first start and kept
  VerifyNames verify;
  std::size_t mostCalls = 10;
  bool testOid = false;  ///< INSi says .8 where this test instance keeps .10
  std::vector<StructureFiles> structures;
  StructurePool pool;
  std::string automaticStructure;  ///< empty: that of the default site
  std::chrono::milliseconds campaignEvery{};
  int campaignRate = 30;
  std::chrono::milliseconds retention{};

  bool configured() const { return !url.empty() || !cardUrl.empty(); }
};

std::vector<OptionSpec> insiOptionSpecs();

/// Without an address nothing else is read. Throws Refusal "environment.mixed", "insi.url.malformed", "insi.option.missing",
/// "structure_id.malformed", "rpps.malformed", "insi.pool.structure", "insi.option.range", "option.undeclared".
InsiOptions readInsiOptions(const Options& options, Environment environment);

}  // namespace clairis::identity::insi
