// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/dmp/signature/xml_signature.h"

#include <libxml/c14n.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <openssl/evp.h>
#include <xmlsec/xmldsig.h>
#include <xmlsec/xmltree.h>

#include <memory>

#include "core/domain/refusal.h"

namespace clairis::dmp {
namespace {

using Document = std::unique_ptr<xmlDoc, decltype(&xmlFreeDoc)>;
using Context = std::unique_ptr<xmlSecDSigCtx, decltype(&xmlSecDSigCtxDestroy)>;
using Buffer = std::unique_ptr<xmlBuffer, decltype(&xmlBufferFree)>;
using Hash = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

// libxml2 refuses text nodes above 10 MB without XML_PARSE_HUGE; a report with large images may hold one.
constexpr std::size_t kLargeDocument = 8'000'000;

Document parsed(std::string_view xml) {
  int flags = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;
  if (xml.size() > kLargeDocument) flags |= XML_PARSE_HUGE;
  return {xmlReadMemory(xml.data(), static_cast<int>(xml.size()), nullptr, nullptr, flags), xmlFreeDoc};
}

int updateHash(void* context, const char* bytes, int length) {
  return EVP_DigestUpdate(static_cast<EVP_MD_CTX*>(context), bytes, static_cast<std::size_t>(length)) == 1 ? length : -1;
}

std::string rootText(xmlDoc* document) {
  const Buffer buffer(xmlBufferCreate(), xmlBufferFree);
  if (!buffer || xmlNodeDump(buffer.get(), document, xmlDocGetRootElement(document), 0, 0) < 0) {
    throw Refusal("dmp.signature.failed", "the signed XML could not be written");
  }
  return {reinterpret_cast<const char*>(xmlBufferContent(buffer.get())), static_cast<std::size_t>(xmlBufferLength(buffer.get()))};
}

}  // namespace

std::string signXml(std::string_view xml, const char* idAttribute, const SigningKey& key) {
  const auto document = parsed(xml);
  if (!document) throw Refusal("dmp.signature.failed", "the XML to sign is not well-formed");
  auto* root = xmlDocGetRootElement(document.get());
  const xmlChar* ids[] = {reinterpret_cast<const xmlChar*>(idAttribute), nullptr};
  xmlSecAddIDs(document.get(), root, ids);
  auto* signature = xmlSecFindNode(root, xmlSecNodeSignature, xmlSecDSigNs);
  const Context context(xmlSecDSigCtxCreate(nullptr), xmlSecDSigCtxDestroy);
  if (signature == nullptr || !context) throw Refusal("dmp.signature.failed", "no ds:Signature to fill");
  context->flags |= XMLSEC_DSIG_FLAGS_IGNORE_MANIFESTS;
  context->signKey = key.duplicate();
  if (xmlSecDSigCtxSign(context.get(), signature) < 0) throw Refusal("dmp.signature.failed", "libxmlsec1 refused to sign");
  return rootText(document.get());
}

std::string canonicalDigest(std::string_view document, DigestAlgorithm algorithm) {
  const auto tree = parsed(document);
  if (!tree || tree->intSubset != nullptr) {
    throw Refusal("dmp.document.malformed", "the document to sign is not well-formed XML without document type");
  }
  const Hash hash(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  if (!hash || EVP_DigestInit_ex(hash.get(), algorithm == DigestAlgorithm::sha1 ? EVP_sha1() : EVP_sha256(), nullptr) != 1) {
    throw Refusal("dmp.signature.failed", "OpenSSL could not start a digest");
  }
  auto* output = xmlOutputBufferCreateIO(updateHash, nullptr, hash.get(), nullptr);
  const int written = xmlC14NExecute(tree.get(), nullptr, nullptr, XML_C14N_1_0, nullptr, 1, output);
  const int closed = xmlOutputBufferClose(output);
  unsigned char value[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  if (written < 0 || closed < 0 || EVP_DigestFinal_ex(hash.get(), value, &length) != 1) {
    throw Refusal("dmp.signature.failed", "the document could not be canonicalised");
  }
  return {reinterpret_cast<const char*>(value), length};
}

}  // namespace clairis::dmp
