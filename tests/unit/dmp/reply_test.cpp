// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/dmp/soap/reply.h"

#include <doctest/doctest.h>

#include <pugixml.hpp>

#include "core/domain/refusal.h"
#include "plugins/dmp/soap/envelope.h"
#include "plugins/dmp/soap/multipart.h"
#include "plugins/dmp/webservice.h"

using namespace clairis;
using namespace clairis::dmp;

namespace {

constexpr const char* kId = "urn:uuid:00000000-0000-4000-8000-000000000001";
constexpr const char* kXml = "application/soap+xml; charset=utf-8";

std::string envelope(const std::string& body, const std::string& relatesTo = kId) {
  const auto relation = relatesTo.empty() ? "" : "<wsa:RelatesTo>" + relatesTo + "</wsa:RelatesTo>";
  return "<?xml version=\"1.0\"?><soap:Envelope xmlns:soap=\"http://www.w3.org/2003/05/soap-envelope\" "
         "xmlns:wsa=\"http://www.w3.org/2005/08/addressing\"><soap:Header>" +
         relation + "</soap:Header><soap:Body>" + body + "</soap:Body></soap:Envelope>";
}

std::string refusalCode(const std::string& contentType, const std::string& body) {
  try {
    readSoapReply(contentType, body, kId);
  } catch (const Refusal& refusal) {
    return refusal.code();
  }
  return "read";
}

const std::string kFault =
    "<soap:Fault><soap:Code><soap:Value>soap:Sender</soap:Value><soap:Subcode><soap:Value>x:DMPInvalidCertificate</soap:Value></soap:Subcode>"
    "</soap:Code><soap:Reason><soap:Text xml:lang=\"fr\"> Not a valid\nsignature certificate </soap:Text></soap:Reason></soap:Fault>";

}  // namespace

TEST_CASE("[RIS.DMP.01] a request carries its addressing headers in the documented order and its assertion untouched") {
  const auto request = soapRequest({kId, "https://dmp/repository", "urn:x"}, "<A ID=\"1\"/>", "<B/>");
  std::size_t last = 0;
  for (const auto* part : {"<a:MessageID>urn:uuid:", "<a:To>https://dmp/repository<", "<a:ReplyTo s:mustUnderstand=\"true\">",
                           "<a:Action s:mustUnderstand=\"true\">urn:x<", "<o:Security", "<A ID=\"1\"/></o:Security>", "<s:Body><B/></s:Body>"}) {
    const auto at = request.find(part);
    CAPTURE(part);
    REQUIRE(at != std::string::npos);
    CHECK(at > last);
    last = at;
  }
  CHECK(localName(parseXml(request)->document_element()) == "Envelope");
}

TEST_CASE("an answer to our message is read, its payload and its proof kept") {
  const auto reply = readSoapReply(kXml, envelope("<x:Ok xmlns:x=\"urn:x\" status=\"1\"/>"), kId);
  CHECK_FALSE(reply.fault.has_value());
  CHECK(localName(reply.payload()) == "Ok");
  CHECK(reply.envelope == envelope("<x:Ok xmlns:x=\"urn:x\" status=\"1\"/>"));
}

TEST_CASE("[SR-30] an answer that relates to another message, or to none, is not taken for ours") {
  CHECK(refusalCode(kXml, envelope("<Ok/>", "urn:uuid:00000000-0000-4000-8000-000000000002")) == "dmp.reply.relates_to");
  CHECK(refusalCode(kXml, envelope("<Ok/>", "")) == "dmp.reply.relates_to");
  CHECK(refusalCode(kXml, envelope(kFault, "urn:uuid:00000000-0000-4000-8000-000000000002")) == "dmp.reply.relates_to");
}

TEST_CASE("a fault is read by its innermost subcode and its own words, even when it relates to nothing") {
  for (const auto& relatesTo : {std::string(kId), std::string()}) {
    const auto reply = readSoapReply(kXml, envelope(kFault, relatesTo), kId);
    REQUIRE(reply.fault.has_value());
    CHECK(reply.fault->code == "DMPInvalidCertificate");
    CHECK(reply.fault->text == "Not a valid\nsignature certificate");
    CHECK_FALSE(reply.fault->receiver);
  }
}

TEST_CASE("truncated answers are refused at each length, never read as something else") {
  const auto whole = envelope("<Ok/>");
  for (std::size_t length = 0; length < whole.size(); ++length) {
    CAPTURE(length);
    CHECK(refusalCode(kXml, whole.substr(0, length)) == "dmp.reply.malformed");
  }
}

TEST_CASE("document types are refused, so no entity can grow or fetch anything") {
  CHECK(refusalCode(kXml, "<!DOCTYPE x [<!ENTITY a \"b\">]>" + envelope("<Ok>&a;</Ok>").substr(21)) == "dmp.reply.malformed");
  std::string bomb = "<!DOCTYPE lolz [<!ENTITY l0 \"lol\">";
  for (int i = 1; i < 10; ++i) bomb += "<!ENTITY l" + std::to_string(i) + " \"&l" + std::to_string(i - 1) + ";&l" + std::to_string(i - 1) + ";\">";
  CHECK(refusalCode(kXml, bomb + "]>" + envelope("&l9;").substr(21)) == "dmp.reply.malformed");
  CHECK(refusalCode(kXml, "<!DOCTYPE x SYSTEM \"file:///etc/passwd\"><x/>") == "dmp.reply.malformed");
}

TEST_CASE("an answer nested a hundred thousand levels deep is walked without exhausting the stack") {
  std::string deep;
  constexpr int kLevels = 100'000;
  for (int i = 0; i < kLevels; ++i) deep += "<a>";
  deep += "<b/>";
  for (int i = 0; i < kLevels; ++i) deep += "</a>";
  const auto reply = readSoapReply(kXml, envelope(deep), kId);
  CHECK(descendant(reply.payload(), "b"));
  CHECK_FALSE(descendant(reply.payload(), "c"));
}

TEST_CASE("what is no SOAP 1.2 envelope is refused") {
  CHECK(refusalCode(kXml, "<html/>") == "dmp.reply.malformed");
  CHECK(refusalCode(kXml, "<Envelope xmlns=\"http://schemas.xmlsoap.org/soap/envelope/\"><Body><x/></Body></Envelope>") == "dmp.reply.malformed");
  CHECK(refusalCode(kXml, envelope("")) == "dmp.reply.malformed");
  CHECK(refusalCode(kXml, envelope("words only")) == "dmp.reply.malformed");
}

TEST_CASE("the root part of a multipart answer is found by its start parameter, else it is the first") {
  const std::string body = "preamble\r\n--B\r\nContent-ID: <other>\r\n\r\n<other/>\r\n--B\r\nContent-Id:  <root> \r\n\r\n<root/>\r\n--B--\r\n";
  CHECK(rootPart("multipart/related; boundary=B; start=\"<root>\"", body) == "<root/>");
  CHECK(rootPart("Multipart/Related; BOUNDARY=\"B\"", body) == "<other/>");
  const std::string soap = "--u;1\r\nContent-Type: application/xop+xml\r\n\r\n" + envelope("<Ok/>") + "\r\n--u;1--";
  CHECK(refusalCode("multipart/related; type=\"application/xop+xml\"; boundary=\"u;1\"", soap) == "read");
}

TEST_CASE("broken multipart answers are refused") {
  const std::string part = "--B\r\nContent-ID: <a>\r\n\r\n<a/>\r\n";
  CHECK(refusalCode("multipart/related", part + "--B--") == "dmp.reply.multipart");
  CHECK(refusalCode("multipart/related; boundary=C", part + "--B--") == "dmp.reply.multipart");
  CHECK(refusalCode("multipart/related; boundary=B", part) == "dmp.reply.multipart");
  CHECK(refusalCode("multipart/related; boundary=B", "--B\r\nContent-ID: <a>\r\n--B--") == "dmp.reply.multipart");
  CHECK(refusalCode("multipart/related; boundary=B", "--B--") == "dmp.reply.multipart");
  CHECK(refusalCode("multipart/related; boundary=B", "") == "dmp.reply.multipart");
}

TEST_CASE("text from outside cannot leave its element or attribute") {
  CHECK(escaped("a<b>&\"c\"") == "a&lt;b&gt;&amp;&quot;c&quot;");
  CHECK(escaped(std::string("a\0b\x01\tc\r\n", 8)) == "ab&#9;c&#13;&#10;");
  CHECK(escaped("Stéphane") == "Stéphane");
  CHECK(escaped("") == "");
}
