// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/identity/insi/verify/answer.h"

#include <pugixml.hpp>
#include <string>

#include "core/domain/refusal.h"
#include "core/webservice/xml/xml_tree.h"

namespace clairis::identity::insi {

bool readVerdict(const pugi::xml_node& payload) {
  using webservice::child;
  using webservice::trimmedText;
  const auto report = child(payload, "CR");
  const auto code = trimmedText(child(report, "CodeCR"));
  const auto word = trimmedText(child(report, "LibelleCR"));
  const bool saysOk = word == "OK", saysKo = word == "KO";
  if (code == "00" && !saysKo) return true;
  if (code == "01" && !saysOk) return false;
  if (code.empty() && saysOk) return true;
  if (code.empty() && saysKo) return false;
  throw Refusal("insi.answer.malformed", "INSi's verification says neither OK nor KO");
}

}  // namespace clairis::identity::insi
