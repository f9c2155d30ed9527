// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/dmp/options.h"

#include <doctest/doctest.h>

#include <map>
#include <set>

#include "plugins/dmp/environment.h"
#include "plugins/dmp/fresh_ids.h"

using namespace clairis;
using namespace clairis::dmp;

namespace {

/// Values as written over the declared defaults.
class WrittenOptions final : public Options {
public:
  explicit WrittenOptions(std::map<std::string, std::string> written) : _written(std::move(written)) {}
  std::string text(std::string_view name) const override {
    if (const auto found = _written.find(std::string(name)); found != _written.end()) return found->second;
    for (const auto& spec : dmpOptionSpecs()) {
      const bool family = spec.name.back() == '*' && name.substr(0, spec.name.size() - 1) == spec.name.substr(0, spec.name.size() - 1);
      if (spec.name == name || family) return spec.defaultValue;
    }
    throw Refusal("option.undeclared", std::string(name));
  }
  std::int64_t integer(std::string_view name) const override { return std::stoll(text(name)); }
  bool boolean(std::string_view name) const override { return text(name) == "true"; }
  std::chrono::milliseconds duration(std::string_view name) const override {
    const auto value = text(name);
    const auto number = std::stoll(value);
    return value.find("min") != std::string::npos ? std::chrono::minutes(number) : std::chrono::milliseconds(std::chrono::seconds(number));
  }
  std::vector<std::string> list(std::string_view) const override { return {}; }
  std::vector<std::string> children(std::string_view prefix) const override {
    std::set<std::string> names;
    for (const auto& [name, value] : _written) {
      if (name.compare(0, prefix.size(), prefix) == 0) names.insert(name.substr(prefix.size(), name.find('.', prefix.size()) - prefix.size()));
    }
    return {names.begin(), names.end()};
  }

private:
  std::map<std::string, std::string> _written;
};

DmpOptions read(std::map<std::string, std::string> written, Environment environment = Environment::test) {
  return readDmpOptions(WrittenOptions(std::move(written)), environment, Oid::parse("1.2.250.1.999.1"));
}

std::string refusal(std::map<std::string, std::string> written, Environment environment = Environment::test) {
  try {
    read(std::move(written), environment);
  } catch (const Refusal& problem) {
    return problem.code();
  }
  return "read";
}

const std::map<std::string, std::string> kMinimal{{"dmp.url", "https://dev1.lps2.dmp.gouv.fr/si-dmp-server/v2/services"}, {"dmp.ca_file", "/ca.pem"}};

std::map<std::string, std::string> with(const std::string& name, const std::string& value) {
  auto written = kMinimal;
  written[name] = value;
  return written;
}

std::string endpoint(const char* url, Environment environment) {
  try {
    checkEndpoint(url, environment);
  } catch (const Refusal& problem) {
    return problem.code();
  }
  return "fits";
}

}  // namespace

TEST_CASE("[SR-33][SR-37] the defaults are those the safety rules name") {
  const auto options = read(kMinimal);
  CHECK(options.url == "https://dev1.lps2.dmp.gouv.fr/si-dmp-server/v2/services/");
  CHECK(options.vihf.version == "3.0");
  CHECK(options.vihf.modeAttribute == "Authentification_mode");
  CHECK(options.metadata.classCode == "31");
  CHECK(options.metadata.eventCodeScheme == reports::EventCodeScheme::codeSystem);
  CHECK(options.signatureDigest == DigestAlgorithm::sha1);
  CHECK(options.existenceTest == ExistenceTest::always);
  CHECK(options.softwareOid.text() == "1.2.250.1.999.1");
  CHECK(options.majorityAge == 18);
}

TEST_CASE("[SR-32] the certificates of each structure are read, misspelt members refused") {
  auto written = with("dmp.structure.1750803447.auth.cert", "/a.crt");
  written["dmp.structure.1750803447.sign.key"] = "/s.key";
  written["dmp.structure.1750000001.owner"] = "1750803447";
  const auto options = read(written);
  REQUIRE(options.structures.size() == 2);
  CHECK(options.structures[0].certificateOwner == "1750803447");
  CHECK(options.structures[1].structureId == "1750803447");
  CHECK(options.structures[1].authCertificate == "/a.crt");
  CHECK(options.structures[1].signKey == "/s.key");
  CHECK(options.structures[1].signCertificate.empty());
  CHECK(refusal(with("dmp.structure.1750803447.seal.cert", "/a")) == "option.undeclared");
  CHECK(refusal(with("dmp.structure.abc.auth.cert", "/a")) == "structure_id.malformed");
}

TEST_CASE("[SR-07] the address must be of the instance's environment") {
  const auto P = Environment::production;
  const auto T = Environment::test;
  CHECK(endpoint("https://lps2.dmp.gouv.fr/si-dmp-server/v2/services/", P) == "fits");
  CHECK(endpoint("https://LPS2.dmp.gouv.fr/si-dmp-server/v2/services/", T) == "environment.mixed");
  for (const auto* url : {"https://dev1.lps2.dmp.gouv.fr/x/", "https://lps.dev9.dmp.gouv.fr/x/", "https://dev3.lps-igc-sante.dmp.gouv.fr/x/",
                          "https://formation2.lps2.dmp.gouv.fr/x/", "https://localhost:8443/x/", "https://127.0.0.1/x/"}) {
    CAPTURE(url);
    CHECK(endpoint(url, T) == "fits");
    CHECK(endpoint(url, P) == "environment.mixed");
  }
  CHECK(refusal(kMinimal, P) == "environment.mixed");
}

TEST_CASE("an address that is not https is refused") {
  for (const auto* url : {"http://lps2.dmp.gouv.fr/x/", "lps2.dmp.gouv.fr", "https://", "file:///etc/passwd", "https://host/?a=b", "https://[::"}) {
    CAPTURE(url);
    CHECK(endpoint(url, Environment::test) == "dmp.url.malformed");
  }
}

TEST_CASE("without an address nothing else is asked for; with one the trusted authorities are") {
  CHECK(read({}).structures.empty());
  CHECK(read({{"dmp.structure.1750803447.auth.cert", "/a"}}).structures.empty());
  CHECK(refusal({{"dmp.url", "https://localhost/x/"}}) == "dmp.ca_file.missing");
  CHECK(refusal(with("dmp.lps.oid", "not an oid")) == "oid.malformed");
  CHECK(refusal(with("dmp.source_id", "1..2")) == "oid.malformed");
}

TEST_CASE("fresh identifiers are version 4 UUIDs and do not repeat") {
  RandomIds ids;
  std::set<std::string> seen;
  constexpr std::size_t kMany = 1000;
  for (std::size_t i = 0; i < kMany; ++i) {
    const auto id = ids.uuid();
    CHECK(id.size() == 36);
    CHECK(id[14] == '4');
    CHECK(std::string("89ab").find(id[19]) != std::string::npos);
    seen.insert(id);
  }
  CHECK(seen.size() == kMany);
}
