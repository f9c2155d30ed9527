// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "reports/pdf/haru.h"
#include "reports/pdf/tagged_document.h"

namespace clairis::reports {

const char* tagName(Tag tag) noexcept;

/// Writes a finished TaggedDocument as a PDF 1.4 file: pages, faces, structure tree, and what PDF/A-1 wants around them.
class DocumentFile {
public:
  DocumentFile(TaggedDocument& document, const DocumentInfo& info) : _document(document), _info(info) {}
  std::string bytes();

private:
  void writePages();
  void writeStructure();
  HPDF_Dict writeElement(std::size_t index);
  void writeMarks(HPDF_Dict element, std::size_t index);
  void writeAttributes(HPDF_Dict element, std::size_t index);
  void writeParentTree(HPDF_Dict root);
  void writeCatalog();
  void writeOutputIntent();
  void writeInformation();
  std::string contentHash() const;

  Haru _haru;
  TaggedDocument& _document;
  const DocumentInfo& _info;
  std::vector<HPDF_Page> _pages;
  std::vector<HPDF_Dict> _elements;
};

}  // namespace clairis::reports
