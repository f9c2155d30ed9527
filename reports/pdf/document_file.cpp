// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "reports/pdf/document_file.h"

#include <openssl/evp.h>
#include <zlib.h>

#include <memory>

#include "core/domain/refusal.h"
#include "reports/pdf/embedded.h"
#include "reports/pdf/font_object.h"
#include "reports/pdf/xmp.h"

namespace clairis::reports {

namespace {

constexpr const char* kCreator = "Clairis";
constexpr const char* kProducer = "Clairis, libharu " HPDF_VERSION_TEXT;

/// The profile never changes: compressed once for the process.
const std::string& deflatedProfile() {
  static const std::string deflated = [] {
    const auto profile = embedded("sRGB.icc");
    auto size = compressBound(static_cast<uLong>(profile.size()));
    std::string out(size, '\0');
    const auto status = compress2(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(profile.data()),
                                  static_cast<uLong>(profile.size()), Z_BEST_COMPRESSION);
    if (status != Z_OK) throw Refusal("report.pdf.library", "zlib could not compress the colour profile.");
    out.resize(size);
    return out;
  }();
  return deflated;
}

}  // namespace

std::string DocumentFile::bytes() {
  writePages();
  writeStructure();
  writeCatalog();
  writeInformation();
  return _haru.save();
}

void DocumentFile::writePages() {
  auto* resources = _haru.object();
  auto* fonts = _haru.dict(resources, "Font");
  for (std::size_t i = 0; i < kFaceCount; ++i) {
    const auto& use = _document._faces[i];
    if (use.codes.size() < 2) continue;
    const std::string name = "F" + std::to_string(i);
    _haru.reference(fonts, name.c_str(), writeFont(_haru, FontFace::of(static_cast<Face>(i)), use.codes, use.glyphs));
  }
  for (std::size_t i = 0; i < _document._pages.size(); ++i) {
    auto* page = _haru.page(_document._pages[i]->operators, TaggedDocument::kWidth, TaggedDocument::kHeight);
    _haru.reference(page, "Resources", resources);
    _haru.number(page, "StructParents", static_cast<long long>(i));
    _pages.push_back(page);
  }
}

void DocumentFile::writeStructure() {
  auto* root = _haru.object();
  _haru.name(root, "Type", "StructTreeRoot");
  _elements.resize(_document._elements.size());
  for (auto& element : _elements) element = _haru.object();
  for (std::size_t i = 0; i < _elements.size(); ++i) {
    auto* element = writeElement(i);
    _haru.reference(element, "P", i == 0 ? root : _elements[_document._elements[i].parent]);
  }
  _haru.reference(root, "K", _elements.front());
  writeParentTree(root);
  _haru.reference(_haru.catalog(), "StructTreeRoot", root);
}

HPDF_Dict DocumentFile::writeElement(std::size_t index) {
  auto* element = _elements[index];
  const auto& source = _document._elements[index];
  _haru.name(element, "S", tagName(source.tag));
  if (!source.alternative.empty()) _haru.text(element, "Alt", source.alternative);
  writeAttributes(element, index);
  writeMarks(element, index);
  if (source.children.empty()) return element;
  auto* kids = _haru.array(element, "K");
  for (const auto child : source.children) _haru.reference(kids, _elements[child]);
  return element;
}

void DocumentFile::writeAttributes(HPDF_Dict element, std::size_t index) {
  const auto& source = _document._elements[index];
  if (source.tag == Tag::th) {
    auto* attributes = _haru.dict(element, "A");
    _haru.name(attributes, "O", "Table");
    _haru.name(attributes, "Scope", source.scope.c_str());
  } else if (source.tag == Tag::figure) {
    auto* attributes = _haru.dict(element, "A");
    _haru.name(attributes, "O", "Layout");
    _haru.name(attributes, "Placement", "Block");
    auto* box = _haru.array(attributes, "BBox");
    for (const auto value : {source.box.x, source.box.y, source.box.x + source.box.width, source.box.y + source.box.height}) _haru.real(box, value);
  }
}

/// Content of one page: its id and the element's page. Content of several: a marked-content reference each.
void DocumentFile::writeMarks(HPDF_Dict element, std::size_t index) {
  const auto& marks = _document._elements[index].marks;
  if (marks.empty()) return;
  _haru.reference(element, "Pg", _pages[marks.front().page]);
  if (marks.size() == 1) return _haru.number(element, "K", static_cast<long long>(marks.front().id));
  auto* kids = _haru.array(element, "K");
  for (const auto& mark : marks) {
    auto* reference = _haru.dict(kids);
    _haru.name(reference, "Type", "MCR");
    _haru.reference(reference, "Pg", _pages[mark.page]);
    _haru.number(reference, "MCID", static_cast<long long>(mark.id));
  }
}

void DocumentFile::writeParentTree(HPDF_Dict root) {
  auto* tree = _haru.object();
  auto* numbers = _haru.array(tree, "Nums");
  for (std::size_t i = 0; i < _pages.size(); ++i) {
    _haru.number(numbers, static_cast<long long>(i));
    auto* owners = _haru.indirectArray();
    for (const auto owner : _document._pages[i]->owners) _haru.reference(owners, _elements[owner]);
    _haru.reference(numbers, owners);
  }
  _haru.reference(root, "ParentTree", tree);
  _haru.number(root, "ParentTreeNextKey", static_cast<long long>(_pages.size()));
}

void DocumentFile::writeCatalog() {
  auto* catalog = _haru.catalog();
  _haru.ascii(catalog, "Lang", "fr-FR");
  _haru.boolean(_haru.dict(catalog, "MarkInfo"), "Marked", true);
  _haru.boolean(_haru.dict(catalog, "ViewerPreferences"), "DisplayDocTitle", true);
  writeOutputIntent();
  auto* metadata = _haru.stream(xmpPacket(_info, kCreator, kProducer), Haru::Packing::plain);
  _haru.name(metadata, "Type", "Metadata");
  _haru.name(metadata, "Subtype", "XML");
  _haru.reference(catalog, "Metadata", metadata);
}

void DocumentFile::writeOutputIntent() {
  auto* profile = _haru.deflatedStream(deflatedProfile());
  _haru.number(profile, "N", 3);
  auto* intent = _haru.dict(_haru.array(_haru.catalog(), "OutputIntents"));
  _haru.name(intent, "Type", "OutputIntent");
  _haru.name(intent, "S", "GTS_PDFA1");
  _haru.ascii(intent, "OutputConditionIdentifier", "sRGB IEC61966-2.1");
  _haru.ascii(intent, "Info", "sRGB IEC61966-2.1");
  _haru.reference(intent, "DestOutputProfile", profile);
}

void DocumentFile::writeInformation() {
  auto* information = _haru.info();
  _haru.text(information, "Title", _info.title);
  _haru.text(information, "Author", _info.author);
  _haru.text(information, "Subject", _info.subject);
  _haru.ascii(information, "Creator", kCreator);
  _haru.ascii(information, "Producer", kProducer);
  _haru.ascii(information, "CreationDate", informationDate(_info.createdAt));
  _haru.ascii(information, "ModDate", informationDate(_info.createdAt));
  const auto hash = contentHash();
  auto* identifiers = _haru.array(_haru.trailer(), "ID");
  _haru.binary(identifiers, hash);
  _haru.binary(identifiers, hash);
}

/// 16 bytes that two documents share only when they say the same: libharu's own identifier would follow the clock.
std::string DocumentFile::contentHash() const {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  unsigned char digest[EVP_MAX_MD_SIZE];
  bool good = context && EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) == 1;
  const auto add = [&](const void* data, std::size_t size) { good = good && EVP_DigestUpdate(context.get(), data, size) == 1; };
  const auto packet = xmpPacket(_info, kCreator, kProducer);
  add(packet.data(), packet.size());
  for (const auto& page : _document._pages) add(page->operators.data(), page->operators.size());
  for (const auto& use : _document._faces) add(use.codes.data(), use.codes.size() * sizeof(char32_t));
  if (!good || EVP_DigestFinal_ex(context.get(), digest, nullptr) != 1) throw Refusal("report.pdf.library", "OpenSSL could not hash the document.");
  return std::string(reinterpret_cast<const char*>(digest), 16);
}

}  // namespace clairis::reports
