// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/dmp/soap/envelope.h"

#include "plugins/dmp/webservice.h"

namespace clairis::dmp {

std::string soapRequest(const Addressing& addressing, std::string_view assertion, std::string_view body) {
  std::string out;
  out.reserve(assertion.size() + body.size() + 1024);
  out += R"(<?xml version="1.0" encoding="UTF-8"?>)"
         R"(<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://www.w3.org/2005/08/addressing"><s:Header><a:MessageID>)";
  appendEscaped(out, addressing.messageId);
  out += "</a:MessageID><a:To>";
  appendEscaped(out, addressing.to);
  out += R"(</a:To><a:ReplyTo s:mustUnderstand="true"><a:Address>http://www.w3.org/2005/08/addressing/anonymous</a:Address></a:ReplyTo>)"
         R"(<a:Action s:mustUnderstand="true">)";
  appendEscaped(out, addressing.action);
  out += R"(</a:Action><o:Security xmlns:o="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd">)";
  out += assertion;
  out += "</o:Security></s:Header><s:Body>";
  out += body;
  out += "</s:Body></s:Envelope>";
  return out;
}

std::string soapContentType(std::string_view action) { return "application/soap+xml; charset=utf-8; action=\"" + std::string(action) + "\""; }

}  // namespace clairis::dmp
