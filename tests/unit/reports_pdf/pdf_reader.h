// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <string>
#include <vector>

namespace clairis::tests {

/// A PDF object as read back. Names, numbers and operators keep their text; strings are decoded bytes.
struct PdfValue {
  enum class Kind { none, word, name, string, array, dict, reference };
  Kind kind = Kind::none;
  std::string text;                      ///< word, name (without slash), string bytes
  std::vector<PdfValue> items;           ///< array
  std::map<std::string, PdfValue> keys;  ///< dict
  std::string data;                      ///< decoded stream
  int number = 0;                        ///< object number of a reference, value of an integer
};

/// A small reader of its own for what the writer produced: classic cross-reference table, Flate streams. It shares no code with
/// the writer. Throws std::runtime_error on anything unexpected.
class PdfFile {
public:
  explicit PdfFile(const std::string& bytes);
  /// The object behind a reference, or the value itself.
  const PdfValue& get(const PdfValue& value) const;
  const PdfValue& get(const PdfValue& dict, const std::string& key) const;
  const PdfValue& catalog() const { return get(trailer, "Root"); }
  std::vector<const PdfValue*> pages() const;
  /// Object numbers of the pages, in order.
  std::vector<int> pageNumbers() const;

  PdfValue trailer;
  std::map<int, PdfValue> objects;

private:
  void readObject(std::size_t offset, int number);
  std::string _bytes;
};

/// One marked-content sequence of a page.
struct Marked {
  std::string tag;   ///< "P", "Figure", "Artifact" …
  int id = -1;       ///< MCID, -1 for artifacts
  std::string text;  ///< UTF-8 by the fonts' ToUnicode maps, lines put together, a newline where two lines are not joined by a space
  std::vector<std::vector<double>> rectangles;  ///< x y width height
};

/// The marked-content sequences of a page in drawing order. Throws when a text, path or image operator stands outside of
/// one, when sequences are nested, or when a character has no ToUnicode entry.
std::vector<Marked> markedContent(const PdfFile& file, const PdfValue& page);

/// All text of the document in structure order: text by element, one per line of the answer, artifacts left out.
std::string structureText(const PdfFile& file);
/// Structure elements in reading order as "depth tag".
struct Element {
  std::string tag;
  int depth = 0;
  const PdfValue* dict = nullptr;
  std::vector<std::pair<int, int>> marks;  ///< page object number, MCID
  std::string text;
};
std::vector<Element> structure(const PdfFile& file);

}  // namespace clairis::tests
