// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/webservice/certificate/certificate.h"
#include "core/webservice/transport/curl_transport.h"
#include "core/webservice/xml/xml_text.h"
#include "core/webservice/xml/xml_tree.h"

namespace clairis::dmp {

// What all clients of national services share, under the names that this plugin uses.
using webservice::appendEscaped;
using webservice::CertificateFacts;
using webservice::checkEnvironment;
using webservice::checkValidity;
using webservice::child;
using webservice::children;
using webservice::CurlTransport;
using webservice::descendant;
using webservice::descendants;
using webservice::escaped;
using webservice::HttpAnswer;
using webservice::HttpPost;
using webservice::KeyPair;
using webservice::localName;
using webservice::parseXml;
using webservice::Passage;
using webservice::readCertificate;
using webservice::readKeyPair;
using webservice::Transport;
using webservice::TransportSettings;
using webservice::trimmedText;

}  // namespace clairis::dmp
