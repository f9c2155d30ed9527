// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/identity/insi/soap/headers.h"

#include <string_view>

#include "core/webservice/xml/xml_text.h"

namespace clairis::identity::insi {
namespace {

using webservice::appendEscaped;

void element(std::string& out, std::string_view name, std::string_view text) {
  if (text.empty()) return;
  out.append("<").append(name).append(">");
  appendEscaped(out, text);
  out.append("</").append(name).append(">");
}

std::string numberAndKey(std::string_view number, std::string_view key) {
  std::string out;
  element(out, "ctxbam:Num", number);
  element(out, "ctxbam:Cle", key);
  return out;
}

std::string beneficiary(const Cover& cover) {
  std::string out;
  const auto number = numberAndKey(cover.beneficiaryNumber, cover.beneficiaryKey);
  if (!number.empty()) out += "<ctxbam:Nir>" + number + "</ctxbam:Nir>";
  element(out, "ctxbam:DateNai", cover.birthDate);
  element(out, "ctxbam:Rang", cover.birthRank);
  return out;
}

std::string identification(const char* prefix, const std::string& id, const Stamp& stamp) {
  const std::string name(prefix);
  std::string out;
  element(out, name + ":Id", id);
  element(out, name + ":Temps", toIso(stamp.at));
  element(out, name + ":Emetteur", stamp.emitter);
  return out;
}

}  // namespace

std::string lpsContext(const Software& software, const Stamp& stamp) {
  std::string out = R"(<ctxlps:ContexteLPS xmlns:ctxlps="urn:siram:lps:ctxlps" Nature="CTXLPS" Version=")";
  appendEscaped(out, software.lpsContextVersion);
  out += "\">" + identification("ctxlps", stamp.lpsId, stamp) + R"(<ctxlps:LPS><ctxlps:IDAM R="4">)";
  appendEscaped(out, software.authorisation);
  out += "</ctxlps:IDAM>";
  element(out, "ctxlps:Version", software.version);
  element(out, "ctxlps:Instance", software.instance);
  element(out, "ctxlps:Nom", "urn:lps:" + software.name + ":" + software.version);
  return out + "</ctxlps:LPS></ctxlps:ContexteLPS>";
}

std::string bamContext(const Software& software, const Stamp& stamp, const Cover& cover) {
  std::string out = R"(<ctxbam:ContexteBAM xmlns:ctxbam="urn:siram:bam:ctxbam" Nature="CTXBAM" Version=")";
  appendEscaped(out, software.bamContextVersion);
  out += "\">" + identification("ctxbam", stamp.bamId, stamp) + "<ctxbam:COUVERTURE>";
  element(out, "ctxbam:GrandRegime", cover.scheme);
  element(out, "ctxbam:Organisme", cover.fund);
  element(out, "ctxbam:CodeCentre", cover.centre);
  const auto insured = numberAndKey(cover.insuredNumber, cover.insuredKey);
  if (!insured.empty()) out += "<ctxbam:ASSURE><ctxbam:Id>" + insured + "</ctxbam:Id></ctxbam:ASSURE>";
  const auto person = beneficiary(cover);
  if (!person.empty()) out += "<ctxbam:BENEFICIAIRE>" + person + "</ctxbam:BENEFICIAIRE>";
  return out + "</ctxbam:COUVERTURE></ctxbam:ContexteBAM>";
}

}  // namespace clairis::identity::insi
