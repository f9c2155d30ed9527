// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/worklist/dicom_peer_routes.h"

#include <charconv>
#include <nlohmann/json.hpp>

#include "core/domain/refusal.h"

namespace clairis::worklist {
namespace {

using nlohmann::json;

constexpr const char* kPermission = "configuration.write";
constexpr std::size_t kMostItems = 50;
constexpr std::size_t kLongestItem = 500;

const char* const kPeerSchema =
    R"({"type":"object","properties":{"aeTitle":{"type":"string"},)"
    R"("addresses":{"type":"array","items":{"type":"string"},"description":"networks (10.0.3.0/24) or addresses; none: any"},)"
    R"("certificates":{"type":"array","items":{"type":"string"},"description":"SHA-256 fingerprints or subjects (RFC 2253); none: any"},)"
    R"("note":{"type":"string"},"version":{"type":"integer"}}})";
const char* const kPeersSchema = R"({"type":"object","properties":{"items":{"type":"array"},"next":{"type":["string","null"]}}})";

json toJson(const DicomPeer& peer) {
  return {{"aeTitle", peer.allowed.aeTitle},
          {"addresses", peer.allowed.addresses},
          {"certificates", peer.allowed.certificates},
          {"note", peer.note},
          {"version", peer.version}};
}

HttpResponse answer(const DicomPeer& peer) {
  HttpResponse response;
  response.body = toJson(peer).dump();
  response.headers["ETag"] = "\"" + std::to_string(peer.version) + "\"";
  return response;
}

std::optional<std::int64_t> versionRead(const HttpRequest& request) {
  const auto text = request.header("if-match");
  if (text.empty()) return std::nullopt;
  std::int64_t version = 0;
  const bool quoted = text.size() > 2 && text.front() == '"' && text.back() == '"';
  const auto* const last = text.data() + text.size() - 1;
  const auto [end, error] =
      quoted ? std::from_chars(text.data() + 1, last, version) : std::from_chars_result{text.data(), std::errc::invalid_argument};
  if (error != std::errc{} || end != last) throw Refusal("http.if_match.malformed", "expected the ETag of the entry as it was read", "If-Match");
  return version;
}

std::vector<std::string> textsOf(const json& body, const char* member) {
  std::vector<std::string> texts;
  const auto found = body.find(member);
  if (found == body.end() || found->is_null()) return texts;
  const std::string at = std::string("/") + member;
  if (!found->is_array() || found->size() > kMostItems) throw Refusal("json.array.expected", "expected at most 50 texts", at);
  for (const auto& item : *found) {
    if (!item.is_string() || item.get_ref<const std::string&>().empty() || item.get_ref<const std::string&>().size() > kLongestItem) {
      throw Refusal("json.text.expected", "expected a text of 1 to 500 bytes", at);
    }
    texts.push_back(item.get<std::string>());
  }
  return texts;
}

DicomPeer peerFrom(const HttpRequest& request) {
  const auto body = json::parse(request.body);
  for (const auto& [name, value] : body.items()) {
    if (name != "addresses" && name != "certificates" && name != "note" && name != "aeTitle" && name != "version") {
      throw Refusal("json.member.unknown", "no such member", "/" + name);
    }
  }
  DicomPeer peer{{request.parameter("ae"), textsOf(body, "addresses"), textsOf(body, "certificates")}, "", 0};
  if (const auto title = body.find("aeTitle"); title != body.end() && *title != peer.allowed.aeTitle) {
    throw Refusal("dicom.peer.ae_title", "expected the AE title of the path", "/aeTitle");
  }
  if (const auto note = body.find("note"); note != body.end() && note->is_string()) peer.note = note->get<std::string>().substr(0, kLongestItem);
  return peer;
}

}  // namespace

void addDicomPeerRoutes(Routes& routes, const std::shared_ptr<DicomPeers>& peers) {
  routes.add({"GET", "/api/v1/dicom-peers", "The allow-list of the DICOM listeners (dicom.allow_list).", kPermission, "", kPeersSchema, false,
              [peers](const HttpRequest&) {
                auto items = json::array();
                for (const auto& peer : peers->all()) items.push_back(toJson(peer));
                HttpResponse response;
                response.body = json{{"items", items}, {"next", nullptr}}.dump();
                return response;
              }});
  routes.add({"GET", "/api/v1/dicom-peers/{ae}", "One application entity of the allow-list.", kPermission, "", kPeerSchema, false,
              [peers](const HttpRequest& request) { return answer(peers->get(request.parameter("ae"))); }});
  routes.add({"PUT", "/api/v1/dicom-peers/{ae}",
              "Admits an application entity from these networks with these certificates; in force for the next association.", kPermission,
              kPeerSchema, kPeerSchema, false,
              [peers](const HttpRequest& request) { return answer(peers->put(peerFrom(request), versionRead(request), request.caller.principal)); }});
  routes.add({"DELETE", "/api/v1/dicom-peers/{ae}", "Takes an application entity off the allow-list.", kPermission, "", "", false,
              [peers](const HttpRequest& request) {
                peers->remove(request.parameter("ae"), versionRead(request), request.caller.principal);
                HttpResponse response;
                response.status = 204;
                return response;
              }});
}

}  // namespace clairis::worklist
