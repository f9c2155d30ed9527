// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/dmp/environment.h"

#include <Poco/Exception.h>
#include <Poco/URI.h>

#include <algorithm>
#include <cctype>
#include <string>

#include "core/domain/refusal.h"

namespace clairis::dmp {
namespace {

constexpr std::string_view kProductionHost = "lps2.dmp.gouv.fr";

std::string host(std::string_view url) {
  try {
    const Poco::URI uri{std::string(url)};
    if (uri.getScheme() == "https" && !uri.getHost().empty() && uri.getQuery().empty()) {
      auto name = uri.getHost();
      std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
      return name;
    }
  } catch (const Poco::Exception&) {
    // Told below.
  }
  throw Refusal("dmp.url.malformed", "dmp.url: expected an https address like https://host/si-dmp-server/v2/services/", "dmp.url");
}

bool startsWithNumbered(std::string_view label, std::string_view word) {
  return label.substr(0, word.size()) == word && label.size() > word.size() && std::isdigit(static_cast<unsigned char>(label[word.size()])) != 0;
}

/// devN and formationN are the labels of the national test and training platforms.
bool testPlatform(std::string_view name) {
  if (name == "localhost" || name == "::1" || name.substr(0, 4) == "127.") return true;
  while (!name.empty()) {
    const auto dot = std::min(name.find('.'), name.size());
    const auto label = name.substr(0, dot);
    if (startsWithNumbered(label, "dev") || startsWithNumbered(label, "formation")) return true;
    name.remove_prefix(std::min(name.size(), dot + 1));
  }
  return false;
}

}  // namespace

void checkEndpoint(std::string_view url, Environment environment) {
  const auto name = host(url);
  if (environment == Environment::production && testPlatform(name)) {
    throw Refusal("environment.mixed", "environment = production but dmp.url names the test platform " + name, "dmp.url");
  }
  if (environment == Environment::test && name == kProductionHost) {
    throw Refusal("environment.mixed", "environment = test but dmp.url names the real DMP " + name, "dmp.url");
  }
}

}  // namespace clairis::dmp
