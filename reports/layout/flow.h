// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "reports/pdf/tagged_document.h"

namespace clairis::reports {

/// How a paragraph is set.
struct Paragraph {
  Tag tag = Tag::p;
  TextStyle style;
  double leading = 12;  ///< points from baseline to baseline
  double indent = 0;    ///< of all lines, from the left edge of the text
  double hanging = 0;   ///< more indent from the second line on (lists)
  double width = 0;     ///< 0: up to the right edge
  bool bar = false;     ///< an accent bar in the left margin (conclusion)
};

/// Fills pages from top to bottom and starts new ones. A paragraph leaves at least two lines on each side of a page break.
/// `y` is the upper edge of what comes next.
class Flow {
public:
  /// `running` heads every page but the first.
  /// `gaps`: factor of all gaps.
  Flow(TaggedDocument& document, std::u32string running, double gaps);

  double y = 0;
  void newPage();
  void gap(double points);     ///< ignored at the top of a page
  void ensure(double height);  ///< a new page unless this much is left
  double room() const noexcept;
  bool atTop() const noexcept;
  void paragraph(const Paragraph& paragraph, std::u32string_view text);
  void rule();
  TaggedDocument& document() noexcept { return _document; }

private:
  void drawLines(const Paragraph& paragraph, const std::vector<std::u32string>& lines, std::size_t first, std::size_t count);
  TaggedDocument& _document;
  std::u32string _running;
  double _gaps;
};

}  // namespace clairis::reports
