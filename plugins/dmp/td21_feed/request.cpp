// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/dmp/td21_feed/request.h"

#include "plugins/dmp/td21_feed/metadata.h"

namespace clairis::dmp {
namespace {

void appendDocument(std::string& out, std::string_view id, std::string_view contentId) {
  out.append("<x:Document id=\"").append(id).append("\"><xop:Include href=\"cid:").append(contentId).append("\"/></x:Document>");
}

void appendPart(std::string& out, const PartNames& names, std::string_view contentType, std::string_view contentId, std::string_view bytes) {
  out.append("--").append(names.boundary).append("\r\nContent-Type: ").append(contentType);
  out.append("\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <").append(contentId).append(">\r\n\r\n");
  out.append(bytes).append("\r\n");
}

}  // namespace

PartNames partNames(const std::string& uuid) {
  return {"clairis-" + uuid, "envelope-" + uuid + "@clairis", "document-" + uuid + "@clairis", "signature-" + uuid + "@clairis"};
}

std::string feedRequest(std::string_view registryObjects, std::string_view replacement, const PartNames& names) {
  std::string out;
  out.reserve(registryObjects.size() + replacement.size() + 1024);
  out += R"(<x:ProvideAndRegisterDocumentSetRequest xmlns:x="urn:ihe:iti:xds-b:2007" xmlns:lcm="urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0")"
         R"( xmlns:r="urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0" xmlns:xop="http://www.w3.org/2004/08/xop/include">)"
         R"(<lcm:SubmitObjectsRequest><r:RegistryObjectList>)";
  out.append(registryObjects).append(replacement);
  out += "</r:RegistryObjectList></lcm:SubmitObjectsRequest>";
  appendDocument(out, kDocumentId, names.document);
  appendDocument(out, kSignatureId, names.signature);
  return out + "</x:ProvideAndRegisterDocumentSetRequest>";
}

MtomPackage packMtom(const PartNames& names, std::string_view envelope, std::string_view document, std::string_view signature) {
  MtomPackage package;
  package.contentType = "multipart/related; type=\"application/xop+xml\"; boundary=\"" + names.boundary + "\"; start=\"<" + names.root +
                        ">\"; start-info=\"application/soap+xml\"; action=\"" + kFeedAction + "\"";
  package.body.reserve(envelope.size() + document.size() + signature.size() + 1024);
  appendPart(package.body, names, "application/xop+xml; charset=UTF-8; type=\"application/soap+xml\"", names.root, envelope);
  appendPart(package.body, names, "text/xml", names.document, document);
  appendPart(package.body, names, "text/xml", names.signature, signature);
  package.body.append("--").append(names.boundary).append("--\r\n");
  return package;
}

}  // namespace clairis::dmp
