// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/client/prepared.h"

#include <nlohmann/json.hpp>

#include "core/domain/refusal.h"

namespace clairis::hl7 {

std::string toBytes(const Prepared& p) {
  // The head is one line of JSON; the messages follow as they are, since their set is the receiver's.
  auto withdrawn = nlohmann::json::array();
  for (const auto& ins : p.withdrawn) withdrawn.push_back({ins.matricule(), ins.oid()});
  const nlohmann::json head{{"form", 1},
                            {"production", p.environment == Environment::production},
                            {"control_id", p.controlId},
                            {"patient", p.patientId},
                            {"matricule", p.ins ? p.ins->matricule() : ""},
                            {"oid", p.ins ? p.ins->oid() : ""},
                            {"withdrawn", withdrawn},
                            {"plain", p.plain.size()}};
  return head.dump() + "\n" + p.plain + p.withIns;
}

Prepared preparedFrom(std::string_view bytes) {
  try {
    const auto end = bytes.find('\n');
    if (end == std::string_view::npos) throw Refusal("hl7.prepared", "no head");
    const auto head = nlohmann::json::parse(bytes.substr(0, end));
    const auto rest = bytes.substr(end + 1);
    const auto plain = head.at("plain").get<std::size_t>();
    if (head.at("form") != 1 || plain > rest.size()) throw Refusal("hl7.prepared", "unknown form");
    Prepared p;
    p.environment = head.at("production").get<bool>() ? Environment::production : Environment::test;
    p.controlId = head.at("control_id").get<std::string>();
    p.patientId = head.at("patient").get<std::string>();
    if (const auto matricule = head.at("matricule").get<std::string>(); !matricule.empty())
      p.ins = Ins::parse(matricule, head.at("oid").get<std::string>());
    for (const auto& ins : head.value("withdrawn", nlohmann::json::array())) {
      p.withdrawn.push_back(Ins::parse(ins.at(0).get<std::string>(), ins.at(1).get<std::string>()));
    }
    p.plain = rest.substr(0, plain);
    p.withIns = rest.substr(plain);
    return p;
  } catch (const nlohmann::json::exception&) {
    throw Refusal("hl7.prepared", "what was prepared for this message cannot be read");
  }
}

}  // namespace clairis::hl7
