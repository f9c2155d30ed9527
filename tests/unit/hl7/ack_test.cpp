// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/client/ack.h"

#include <doctest/doctest.h>

#include "unit/hl7/scripted_receiver.h"

using namespace clairis;
using namespace clairis::hl7;
using Kind = Outcome::Kind;

namespace {

Outcome of(const std::string& frame, int rejections = 0) { return judged(readAck(frame, Charset::latin9).value(), frame, rejections); }
std::string ack(const std::string& code, const std::string& more = "") { return hl7::test::ackFor("M1", code, more); }

}  // namespace

TEST_CASE("[SR-34] the table of answers: accepted, to fix, to repeat three times, unknown") {
  const std::string plainError = "ERR||PID^1^3|101^Required field missing^HL70357|E\r";
  const std::string application = "ERR||PID^1^3|207^Application error^HL70357|E|902^Patient inconnu^TLR\r";
  struct Case {
    std::string code, more;
    int rejections;
    Kind kind;
    std::string outcome;
  };
  const std::vector<Case> table{
      {"AA", "", 0, Kind::accepted, ""},
      {"CA", "", 0, Kind::accepted, ""},
      {"AE", plainError, 0, Kind::fix, "hl7.ack.error"},
      {"CE", "", 0, Kind::fix, "hl7.ack.error"},
      {"AE", application, 0, Kind::fix, "hl7.ack.error"},
      {"AR", application, 0, Kind::fix, "hl7.ack.rejected"},
      {"CR", application, 2, Kind::fix, "hl7.ack.rejected"},
      {"AR", "", 0, Kind::retry, "hl7.ack.rejected"},
      {"AR", plainError, 1, Kind::retry, "hl7.ack.rejected"},
      {"CR", "", 2, Kind::retry, "hl7.ack.rejected"},
      {"AR", "", 3, Kind::fix, "hl7.ack.rejected"},
      {"", "", 0, Kind::unknown, "hl7.ack.code"},
      {"OK", "", 0, Kind::unknown, "hl7.ack.code"},
      {"aa", "", 0, Kind::unknown, "hl7.ack.code"},
  };
  for (const auto& row : table) {
    CAPTURE(row.code);
    CAPTURE(row.more);
    CAPTURE(row.rejections);
    const auto frame = ack(row.code, row.more);
    const auto outcome = of(frame, row.rejections);
    CHECK(outcome.kind == row.kind);
    CHECK(outcome.code == row.outcome);
    CHECK(outcome.proof == (row.kind == Kind::accepted ? frame : ""));
  }
}

TEST_CASE("the receiver's own words are shown unchanged, the most human first, each once") {
  CHECK(of(ack("AE", "ERR||PID^1^3|207^Application error^HL70357|E|902^Patient inconnu^TLR||diag 12|Le patient n'existe pas ici\r")).message ==
        "Le patient n'existe pas ici\ndiag 12\nPatient inconnu\nApplication error");
  CHECK(of("MSH|^~\\&|HIS|CH|CLAIRIS|MAIN|20261120111700||ACK|R1|T|2.3\rMSA|AR|M1|Base arr\\S\\t\\S\\e\r").message == "Base arr^t^e");
  CHECK(of("MSH|^~\\&|HIS|CH|CLAIRIS|MAIN|20261120111700||ACK|R1|T|2.3\rMSA|AE|M1\rERR|PID^1^5^102&Data type error\r").message == "Data type error");
}

TEST_CASE("an answer in another set is read: named, unnamed, or misnamed") {
  const auto words = [](const std::string& msh18, const std::string& text) {
    const auto frame = "MSH|^~\\&|HIS|CH|C|M|20261120||ACK|R1|T|2.5||||||" + msh18 + "\rMSA|AE|M1|" + text + "\r";
    return readAck(frame, Charset::latin9).value().words;
  };
  CHECK(words("UNICODE UTF-8", "refusé") == "refusé");
  CHECK(words("8859/1", "refus\xE9") == "refusé");
  CHECK(words("", "refus\xE9") == "refusé");
  CHECK(words("", "\xBDuvre") == "œuvre");
  CHECK(words("ASCII", "refusé") == "refusé");
  CHECK(words("UNICODE UTF-8", "refus\xE9") == "refusé");
  CHECK(words("UTF-16", "refus\xE9") == "refusé");
}

TEST_CASE("other delimiters and line ends are read; what holds no MSA is no answer") {
  const auto other = readAck("MSH#*~\\&#HIS#CH#C#M#20261120##ACK#R1#T#2.5\nMSA#AA#M1\n", Charset::latin9);
  REQUIRE(other);
  CHECK(other->code == "AA");
  CHECK(other->controlId == "M1");
  for (const std::string bad : {"", "MSH", "MSH|", "MSH|^~\\&|A\rPID|1\r", "PID|1\rMSA|AA|M1\r", "\xFF\xFE", "GET / HTTP/1.1\r\n"}) {
    CAPTURE(bad);
    CHECK_FALSE(readAck(bad, Charset::latin9));
  }
  CHECK(readAck("MSH|^~\\&|A\rMSA\r", Charset::latin9)->controlId.empty());
}
