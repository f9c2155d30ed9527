// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "reports/cda/storage.h"

#include "core/domain/refusal.h"
#include "reports/cda/base64.h"
#include "reports/cda/digest.h"

namespace clairis::reports {
namespace {

constexpr std::string_view kBodyEnd = "</text>";

[[noreturn]] void noBody(const char* expected) { throw Refusal("cda.storage.body", std::string("expected ") + expected); }

// Where the last text element of the document ends: nothing but closing tags comes after a level 1 body.
std::size_t bodyEnd(std::string_view cda) {
  const auto end = cda.rfind(kBodyEnd);
  if (end == std::string_view::npos) noBody("a nonXMLBody with a text element");
  return end;
}

}  // namespace

StoredCda split(std::string_view cda) {
  const auto end = bodyEnd(cda);
  const auto begin = cda.rfind('>', end) + 1;
  const auto body = cda.substr(begin, end - begin);
  constexpr std::string_view lineBreaks = " \t\r\n";
  if (body.empty() || body.find_first_of(lineBreaks) != std::string_view::npos) noBody("a body of one line of base64");
  fromBase64(body);  // refuses what would not come back the same
  return {std::string(cda.substr(0, begin)).append(cda.substr(end)), sha256Hex(cda)};
}

std::string recompose(const StoredCda& stored, std::string_view pdf) {
  const auto end = bodyEnd(stored.skeleton);
  if (end == 0 || stored.skeleton[end - 1] != '>') noBody("a skeleton with an empty body");
  std::string cda;
  cda.reserve(stored.skeleton.size() + (pdf.size() + 2) / 3 * 4 + 1);
  cda.append(stored.skeleton, 0, end);
  appendBase64(cda, pdf);
  cda.append(stored.skeleton, end, std::string::npos);
  if (sha256Hex(cda) != stored.sha256) throw Refusal("cda.storage.hash", "the recomposed CDA is not the one that was stored: header or PDF changed");
  return cda;
}

}  // namespace clairis::reports
