// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "reports/pdf/xmp.h"

#include <fmt/format.h>

namespace clairis::reports {

namespace {

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out.push_back(c);
    }
  return out;
}

std::string xmpDate(const std::string& d) {
  return fmt::format("{}-{}-{}T{}:{}:{}{}:{}", d.substr(0, 4), d.substr(4, 2), d.substr(6, 2), d.substr(8, 2), d.substr(10, 2), d.substr(12, 2),
                     d.substr(14, 3), d.substr(17, 2));
}

std::string languageAlternative(const char* property, const std::string& text) {
  return fmt::format("<{0}><rdf:Alt><rdf:li xml:lang=\"x-default\">{1}</rdf:li></rdf:Alt></{0}>\n", property, escaped(text));
}

}  // namespace

std::string informationDate(const std::string& d) { return fmt::format("D:{}{}'{}'", d.substr(0, 14), d.substr(14, 3), d.substr(17, 2)); }

std::string xmpPacket(const DocumentInfo& info, const std::string& creator, const std::string& producer) {
  const auto date = xmpDate(info.createdAt);
  std::string packet =
      "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
      "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
      "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n<dc:format>application/pdf</dc:format>\n";
  packet += languageAlternative("dc:title", info.title);
  packet += fmt::format("<dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator>\n", escaped(info.author));
  packet += languageAlternative("dc:description", info.subject);
  packet += "</rdf:Description>\n<rdf:Description rdf:about=\"\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\">\n";
  packet += fmt::format("<xmp:CreatorTool>{}</xmp:CreatorTool><xmp:CreateDate>{}</xmp:CreateDate><xmp:ModifyDate>{}</xmp:ModifyDate>\n",
                        escaped(creator), date, date);
  packet += "</rdf:Description>\n<rdf:Description rdf:about=\"\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\">";
  packet += fmt::format("<pdf:Producer>{}</pdf:Producer></rdf:Description>\n", escaped(producer));
  packet +=
      "<rdf:Description rdf:about=\"\" xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\">"
      "<pdfaid:part>1</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance></rdf:Description>\n"
      "</rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>";
  return packet;
}

}  // namespace clairis::reports
