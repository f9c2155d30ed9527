// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "reports/pdf/font_face.h"

namespace clairis::reports {

/// Structure types of ISO 32000-1 §14.8.4 that reports use.
enum class Tag : std::uint8_t { document, h1, h2, p, table, tr, th, td, figure };

struct Color {
  std::uint8_t red = 0, green = 0, blue = 0;
  bool operator==(const Color&) const = default;
};

struct TextStyle {
  Face face = Face::regular;
  double size = 10;  ///< points
  Color color{};
};

/// Width × height at (x, y), points, origin at the page's lower left corner.
struct Box {
  double x = 0, y = 0, width = 0, height = 0;
};

/// What the document says about itself: PDF information and XMP are both made from it and agree word for word.
struct DocumentInfo {
  std::string title, author, subject;  ///< UTF-8, cleaned
  std::string createdAt;               ///< "YYYYMMDDhhmmss±hhmm"
};

/// One page under construction.
struct PageContent {
  std::string operators;
  std::vector<std::size_t> owners;  ///< element of each marked-content id
  bool open = false;                ///< a marked-content sequence is open
  Face face = Face::regular;
  double size = 0;
  Color color{};
};

class TaggedDocument;

/// A marked-content sequence on a page: the only thing that draws, hence nothing is drawn untagged. Ends with its life.
class Ink {
public:
  Ink(const Ink&) = delete;
  Ink& operator=(const Ink&) = delete;
  ~Ink();

  /// Baseline starts at (x, y). `text` must have passed TextCleaner: a character of no face throws std::logic_error.
  void text(const TextStyle& style, double x, double y, std::u32string_view text);
  void fill(const Box& box, Color color);
  /// Many small boxes in one path, in units of `scale` points from (x, y) upwards.
  struct Cell {
    int x, y, width, height;
  };
  void fillCells(double x, double y, double scale, const std::vector<Cell>& cells, Color color);

private:
  friend class TaggedDocument;
  Ink(TaggedDocument& document, PageContent& page, const std::string& opening);
  void showRun(Face face, double size, std::u32string_view run);
  TaggedDocument& _document;
  PageContent& _page;
};

/// An A4 document that becomes PDF/A-1: every mark on a page belongs to a structure element or is an artifact.
/// Use: open elements, add pages, draw through Ink, then finish(). Not thread-safe; one per document.
class TaggedDocument {
public:
  static constexpr double kWidth = 595.276, kHeight = 841.89;  ///< A4, points

  TaggedDocument();

  /// An element stays open, and is the parent of those opened inside, as long as its Scope lives.
  class Scope {
  public:
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;
    ~Scope() { _document._open.pop_back(); }

  private:
    friend class TaggedDocument;
    explicit Scope(TaggedDocument& document) : _document(document) {}
    TaggedDocument& _document;
  };
  [[nodiscard]] Scope open(Tag tag) { return openElement(Element{tag, "", {}, {}, {}, {}}); }
  [[nodiscard]] Scope openFigure(std::string alternative, const Box& box) {
    return openElement(Element{Tag::figure, std::move(alternative), box, {}, {}, {}});
  }
  /// A header cell; `scope` is Row or Column.
  [[nodiscard]] Scope openHeaderCell(const char* scope) { return openElement(Element{Tag::th, "", {}, scope, {}, {}}); }

  void newPage();
  std::size_t pageCount() const noexcept { return _pages.size(); }

  [[nodiscard]] Ink content();                    ///< on the last page, of the innermost open element
  [[nodiscard]] Ink artifact();                   ///< on the last page: rules, backgrounds
  [[nodiscard]] Ink furniture(std::size_t page);  ///< page header or footer of any page

  /// Points. Characters of no face count as 0.
  static double width(Face face, double size, std::u32string_view text) noexcept;
  /// The face that draws this character when `wanted` is asked for, or nothing in `found`.
  static bool faceFor(char32_t code, Face wanted, Face& found) noexcept;

  /// The file. Throws Refusal "report.pdf.library". The document must not be used afterwards.
  std::string finish(const DocumentInfo& info);

private:
  friend class Ink;
  friend class DocumentFile;
  struct Mark {
    std::size_t page;
    std::size_t id;
  };
  struct Element {
    Tag tag;
    std::string alternative;
    Box box;
    std::string scope;
    std::vector<std::size_t> children;  ///< elements; empty for those with content
    std::vector<Mark> marks;
    std::size_t parent = 0;
  };
  [[nodiscard]] Scope openElement(Element element);
  std::uint16_t cidOf(Face face, char32_t code);

  struct FaceUse {
    static constexpr std::size_t kDirect = 0x500;
    std::array<std::uint16_t, kDirect> direct{};  ///< CID of the common characters, 0 = none yet
    std::unordered_map<char32_t, std::uint16_t> others;
    std::vector<char32_t> codes{0};  ///< character of each CID; CID 0 is .notdef
    std::vector<GlyphUse> glyphs{{}};
  };
  std::vector<std::unique_ptr<PageContent>> _pages;  ///< stable addresses: Ink refers to them
  std::vector<Element> _elements;
  std::vector<std::size_t> _open;
  FaceUse _faces[kFaceCount];
};

}  // namespace clairis::reports
