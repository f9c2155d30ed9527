// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/identity/insi/options/endpoint.h"

#include <Poco/Exception.h>
#include <Poco/URI.h>

#include <algorithm>
#include <cctype>

#include "core/domain/refusal.h"

namespace clairis::identity::insi {
namespace {

std::string host(const std::string& url, const std::string& option) {
  try {
    const Poco::URI uri(url);
    if (uri.getScheme() == "https" && !uri.getHost().empty() && uri.getUserInfo().empty()) {
      auto name = uri.getHost();
      std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
      while (!name.empty() && name.back() == '.') name.pop_back();
      return name;
    }
  } catch (const Poco::Exception&) {
    // Told below.
  }
  throw Refusal("insi.url.malformed", option + ": expected an https address like https://host/lps", option);
}

bool ends(std::string_view text, std::string_view with) { return text.size() >= with.size() && text.substr(text.size() - with.size()) == with; }
bool begins(std::string_view text, std::string_view with) { return text.substr(0, with.size()) == with; }

bool testPlatform(const std::string& name) {
  return begins(name, "qualiflps") || name == "localhost" || ends(name, ".localhost") || name == "::1" || name == "[::1]" || begins(name, "127.");
}

}  // namespace

void checkEndpoint(const std::string& url, Environment environment, const std::string& option) {
  const auto name = host(url, option);
  const bool real = begins(name, "services-ps") && ends(name, ".ameli.fr");
  if (environment == Environment::production && testPlatform(name)) {
    throw Refusal("environment.mixed", "environment = production but " + option + " names the test platform " + name, option);
  }
  if (environment == Environment::test && real) {
    throw Refusal("environment.mixed", "environment = test but " + option + " names the real INSi " + name, option);
  }
}

}  // namespace clairis::identity::insi
