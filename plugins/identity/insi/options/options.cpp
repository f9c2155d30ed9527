// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/identity/insi/options/options.h"

#include <algorithm>

#include "plugins/identity/insi/options/endpoint.h"

namespace clairis::identity::insi {
namespace {

using T = OptionType;

const std::string kPrefix = "identity.insi.";

void require(const std::string& value, const std::string& name, const std::string& expected) {
  if (value.empty()) throw Refusal("insi.option.missing", kPrefix + name + " is not set: expected " + expected, kPrefix + name);
}

std::int64_t inRange(const Options& options, const std::string& name, std::int64_t least, std::int64_t most) {
  const auto value = options.integer(kPrefix + name);
  if (value >= least && value <= most) return value;
  throw Refusal("insi.option.range", kPrefix + name + ": expected " + std::to_string(least) + " to " + std::to_string(most), kPrefix + name);
}

StructureFiles structureFiles(const Options& options, const std::string& id) {
  const auto base = kPrefix + "structure." + id + ".";
  for (const auto& name : options.children(base)) {
    if (name != "manu" && name != "auto" && name != "owner") {
      throw Refusal("option.undeclared", base + name + " is unknown: expected manu.cert, manu.key, auto.cert, auto.key or owner", base + name);
    }
  }
  const auto member = [&](const std::string& name) { return options.text(base + name); };
  return {id, member("owner"), member("manu.cert"), member("manu.key"), member("auto.cert"), member("auto.key")};
}

void readPool(const Options& options, InsiOptions& out) {
  for (const auto& site : options.children(kPrefix + "pool.")) {
    for (const auto& rpps : options.children(kPrefix + "pool." + site + ".")) {
      const auto name = kPrefix + "pool." + site + "." + rpps;
      const auto structure = options.text(name);
      Rpps::parse(rpps);
      const bool known = std::any_of(out.structures.begin(), out.structures.end(), [&](const auto& s) { return s.structure == structure; });
      if (!known)
        throw Refusal("insi.pool.structure", name + ": structure " + structure + " has no certificates under identity.insi.structure", name);
      out.pool.add(site, Rpps::parse(rpps).digits(), structure);
    }
  }
}

void readAddresses(const Options& options, InsiOptions& out) {
  out.url = options.text(kPrefix + "url.mtls");
  out.cardUrl = options.text(kPrefix + "url.cpx");
  if (!out.url.empty()) checkEndpoint(out.url, out.environment, kPrefix + "url.mtls");
  if (!out.cardUrl.empty()) checkEndpoint(out.cardUrl, out.environment, kPrefix + "url.cpx");
  if (!out.configured()) return;
  out.transport.caFile = options.text(kPrefix + "ca_file");
  require(out.transport.caFile, "ca_file", "a PEM file of the authorities that issued INSi's server certificate");
  out.transport.proxy = options.text(kPrefix + "proxy");
  out.transport.connectTimeout = options.duration(kPrefix + "timeout");
  out.transport.answerLimit = static_cast<std::size_t>(inRange(options, "answer_limit", 4096, 64 * 1024 * 1024));
}

void readSoftware(const Options& options, InsiOptions& out) {
  out.software.authorisation = options.text(kPrefix + "lps.idam");
  out.software.name = options.text(kPrefix + "lps.name");
  out.software.version = options.text(kPrefix + "lps.version");
  out.software.instance = options.text(kPrefix + "lps.instance");
  out.software.lpsContextVersion = options.text(kPrefix + "context.lps_version");
  out.software.bamContextVersion = options.text(kPrefix + "context.bam_version");
  out.verify = {options.text(kPrefix + "verify.operation"), options.text(kPrefix + "verify.element"), options.text(kPrefix + "verify.namespace")};
  if (out.configured()) require(out.software.authorisation, "lps.idam", "the authorisation number that the CNDA gave for this software");
}

}  // namespace

std::vector<OptionSpec> insiOptionSpecs() {
  return {
      {kPrefix + "url.mtls", T::text, "", "", "Address of INSi for certificates of structures (mutual TLS); empty: INSi is not called.", false, {}},
      {kPrefix + "url.cpx", T::text, "", "", "Address of INSi for CPx cards; empty: that mode is not offered.", false, {}},
      {kPrefix + "ca_file", T::file, "", "", "PEM file of the authorities trusted for INSi's server certificate.", false, {}},
      {kPrefix + "proxy", T::text, "", "", "HTTP proxy towards INSi; empty: none, whatever the process environment says.", false, {}},
      {kPrefix + "timeout", T::duration, "20s", "", "Longest wait for one answer of INSi, connection included.", false, {}},
      {kPrefix + "answer_limit", T::integer, "1048576", "bytes", "Largest answer that is read.", false, {}},
      {kPrefix + "most_calls", T::integer, "10", "", "Most calls that one search by traits may take.", false, {}},
      {kPrefix + "test_oid",
       T::boolean,
       "false",
       "",
       "In a test instance whose INSi speaks of production OIDs, as the national test platform does: its NIR is kept under the test OID.",
       false,
       {}},
      {kPrefix + "lps.idam", T::text, "", "", "Authorisation number (IDAM) that the CNDA gave for this software.", false, {}},
      {kPrefix + "lps.name", T::text, "Clairis", "", "Name under which the software is authorised.", false, {}},
      {kPrefix + "lps.version", T::text, "0.1.0", "", "Version under which the software is authorised.", false, {}},
      {kPrefix + "lps.instance", T::text, "", "", "UUID of this installation; empty: made at the first start and kept.", false, {}},
      {kPrefix + "context.lps_version", T::text, "01_00", "", "Version of ContexteLPS; the national kit shows two forms.", false, {}},
      {kPrefix + "context.bam_version", T::text, "01_02", "", "Version of ContexteBAM.", false, {}},
      {kPrefix + "verify.operation",
       T::text,
       VerifyNames{}.operation,
       "",
       "Operation of the unit verification, last part of its SOAP action.",
       false,
       {}},
      {kPrefix + "verify.element", T::text, VerifyNames{}.element, "", "Request element of the unit verification.", false, {}},
      {kPrefix + "verify.namespace", T::text, VerifyNames{}.nameSpace, "", "XML namespace of the unit verification's request.", false, {}},
      {kPrefix + "structure.*",
       T::text,
       "",
       "",
       "Per structure id: manu.cert, manu.key (INSI-MANU), auto.cert, auto.key (INSI-AUTO), PEM files; owner: OU expected in the certificates "
       "when they belong to the legal entity.",
       false,
       {}},
      {kPrefix + "pool.*",
       T::text,
       "",
       "",
       "In an SCM, per site code and RPPS of a radiologist (pool.<site>.<rpps>): the structure he calls under, 4 + RPPS-rang.",
       false,
       {}},
      {kPrefix + "auto_structure", T::text, "", "", "Structure for calls that nobody triggers; empty: that of the default site.", false, {}},
      {kPrefix + "campaign.every",
       T::duration,
       "0s",
       "",
       "Every INS is verified again when its last check is older; 0s: no campaign by itself.",
       false,
       {}},
      {kPrefix + "campaign.rate", T::integer, "30", "calls per minute", "Most verifications of the campaign in a minute.", false, {}},
      {kPrefix + "retention", T::duration, "26280h", "", "How long calls and answers of INSi stay in the trace (three years).", false, {}},
  };
}

InsiOptions readInsiOptions(const Options& options, Environment environment) {
  InsiOptions out;
  out.environment = environment;
  readAddresses(options, out);
  readSoftware(options, out);
  out.timeout = options.duration(kPrefix + "timeout");
  out.mostCalls = static_cast<std::size_t>(inRange(options, "most_calls", 1, 100));
  out.testOid = environment == Environment::test && options.boolean(kPrefix + "test_oid");
  out.automaticStructure = options.text(kPrefix + "auto_structure");
  out.campaignEvery = options.duration(kPrefix + "campaign.every");
  out.campaignRate = static_cast<int>(inRange(options, "campaign.rate", 1, 6000));
  out.retention = options.duration(kPrefix + "retention");
  if (out.url.empty()) return out;
  for (const auto& id : options.children(kPrefix + "structure.")) out.structures.push_back(structureFiles(options, id));
  readPool(options, out);
  return out;
}

}  // namespace clairis::identity::insi
