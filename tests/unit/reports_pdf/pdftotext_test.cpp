// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "reports/pdf/report_pdf.h"
#include "unit/reports_pdf/report_fixture.h"

using namespace clairis;
using namespace clairis::reports;

namespace {

/// What poppler, which shares no code with us, reads.
std::string extracted(const std::string& bytes, const std::string& mode) {
  std::string folder = (std::filesystem::temp_directory_path() / "clairis-pdf-XXXXXX").string();
  REQUIRE(mkdtemp(folder.data()) != nullptr);
  const auto path = folder + "/report.pdf";
  std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  std::string out;
  auto* pipe = popen(("pdftotext " + mode + " -enc UTF-8 " + path + " -").c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::array<char, 4096> buffer{};
  for (std::size_t count = 0; (count = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) out.append(buffer.data(), count);
  CHECK(pclose(pipe) == 0);
  std::filesystem::remove_all(folder);
  return out;
}

std::string squeezed(const std::string& text) {
  std::string out;
  for (const char c : text)
    if (c != ' ' && c != '\n' && c != '\f') out.push_back(c);
  return out;
}

}  // namespace

TEST_CASE("an independent reader copies the text as it was typed [RIS.DOC.01]") {
  auto value = fixture::chestReport();
  value.text.results = value.text.results.substr(value.text.results.find("- Débit"));
  const auto bytes = renderPdf(value).bytes;
  for (const auto* mode : {"-raw", "-layout"}) {
    CAPTURE(mode);
    const auto text = squeezed(extracted(bytes, mode));
    for (const auto& part : {value.text.justification, value.text.results, value.text.technique, std::string("ŞAHIN-ŁUKASZEWICZ"),
                             std::string("Pr Ștefan ȚÎRLEA"), std::string("INS : 2 79 03 51 215 189 89 (NIR)")})
      CHECK(text.find(squeezed(part)) != std::string::npos);
  }
}
