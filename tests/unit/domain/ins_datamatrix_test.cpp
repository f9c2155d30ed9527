// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/domain/ins_datamatrix.h"

#include <doctest/doctest.h>

#include <random>

#include "core/domain/refusal.h"

using namespace clairis;

namespace {

const std::string kHeader = "IS01" + std::string(22, '0');
const std::string kGs = "\x1D";
const std::string kBody = "S1279035121518989S21.2.250.1.213.1.4.10S3DOMINIQUE MARIE-LOUISE" + kGs + "S4PAT-TROIS" + kGs + "S5FS628-03-1979S751215";
const std::string kWorked = kHeader + kBody;

std::string replaced(std::string text, const std::string& part, const std::string& by) {
  REQUIRE(text.find(part) != std::string::npos);
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + by.size())) text.replace(at, part.size(), by);
  return text;
}

ScannedIdentity read(const std::string& scan) { return readInsDatamatrix(scan, Environment::test); }

/// "code block" of the refusal, or "" when the scan is taken; its words never hold what was scanned.
std::string refused(const std::string& scan, Environment environment = Environment::test) {
  try {
    readInsDatamatrix(scan, environment);
  } catch (const Refusal& refusal) {
    for (const auto* secret : {"279035121518989", "PAT-TROIS", "DOMINIQUE", "LOUISE", "1979", "51215"})
      CHECK(refusal.detail().find(secret) == std::string::npos);
    CHECK(refusal.detail().size() > 20);
    auto code = refusal.code();
    if (code.rfind("identity.datamatrix.", 0) == 0) code = code.substr(20);
    return refusal.field().empty() ? code : code + " " + refusal.field();
  }
  return {};
}

void checkPatTrois(const ScannedIdentity& scanned) {
  CHECK(scanned.ins == Ins::parse("279035121518989", Ins::kNirTest));
  CHECK(scanned.traits == Traits{"PAT-TROIS", "", "DOMINIQUE MARIE-LOUISE", "", "", "1979-03-28", Sex::female, "51215"});
  CHECK_FALSE(scanned.keyDoubtful);
}

std::string productionScan(const std::string& matricule, std::string_view oid) {
  return kHeader + "S1" + matricule + "S2" + std::string(oid) + kGs + "S3MATRICULE" + kGs + "S4PROVISOIRE" + kGs + "S5MS601-07-2009S763220";
}

}  // namespace

TEST_CASE("the worked INS datamatrix is written and read, character by character [RIS.INS.54]") {
  CHECK(kWorked.size() == 124);
  checkPatTrois(read(kWorked));
  CHECK(read(kWorked).skippedBlocks.empty());
  Traits traits{"PAT-TROIS", "DOMINIQUE", "DOMINIQUE MARIE-LOUISE", "unused", "unused", "1979-03-28", Sex::female, "51215"};
  CHECK(insDatamatrixText(Ins::parse("279035121518989", Ins::kNirTest), traits) == kWorked);
  traits.birthPlaceCode.clear();
  CHECK(insDatamatrixText(Ins::parse("279035121518989", Ins::kNirTest), traits) == replaced(kWorked, "S751215", ""));
}

TEST_CASE("what scanners add, spell or lose, and that can be read in one way alone, is read [RIS.INS.54]") {
  for (const auto* spelling : {"<GS>", "{GS}", "[GS]", "^]", "\\x1D", "\\x1d", "\u241D", ""}) {
    CAPTURE(spelling);
    checkPatTrois(read(replaced(kWorked, kGs, spelling)));
  }
  for (const auto& scan : {"]d1" + kWorked, "]d2" + kWorked + "\r\n", "  " + kWorked + "\t", kWorked + "\n", kWorked + kGs})
    checkPatTrois(read(scan));
  checkPatTrois(read(replaced(kWorked, "S3D", kGs + "S3D")));  // a separator after the OID that fills its block
  checkPatTrois(read(replaced(kWorked, "S6", kGs + "S6")));    // and after the sex
  checkPatTrois(read(kHeader + "S751215S5FS4PAT-TROIS" + kGs + "S3DOMINIQUE MARIE-LOUISES21.2.250.1.213.1.4.10S1279035121518989S628-03-1979"));
}

TEST_CASE("a name that ends in S is whole although the separator was lost") {
  const auto scanned = read(replaced(replaced(kWorked, "PAT-TROIS" + kGs, "DUBOIS-SS"), "MARIE-LOUISE" + kGs, "LOUIS"));
  CHECK(scanned.traits.birthName == "DUBOIS-SS");
  CHECK(scanned.traits.birthNames == "DOMINIQUE LOUIS");
}

TEST_CASE("the birthplace may be missing, Corsican or abroad; nothing else may be missing") {
  CHECK(read(replaced(kWorked, "S751215", "")).traits.birthPlaceCode.empty());
  for (const auto* place : {"2A020", "2B020", "99352", "97411"}) CHECK(read(replaced(kWorked, "51215", place)).traits.birthPlaceCode == place);
  for (const auto* place : {"2C020", "A1215", "5121X", "51 15", "2a020", "1A020"})
    CHECK(refused(replaced(kWorked, "S751215", std::string("S7") + place)) == "value S7");
  CHECK(refused(replaced(kWorked, "S1279035121518989", "")) == "missing S1");
  CHECK(refused(replaced(kWorked, "S21.2.250.1.213.1.4.10", "")) == "missing S2");
  CHECK(refused(replaced(kWorked, "S3DOMINIQUE MARIE-LOUISE" + kGs, "")) == "missing S3");
  CHECK(refused(replaced(kWorked, "S4PAT-TROIS" + kGs, "")) == "missing S4");
  CHECK(refused(replaced(kWorked, "S5F", "")) == "missing S5");
  CHECK(refused(replaced(kWorked, "S628-03-1979", "")) == "missing S6");
}

TEST_CASE("no truncation of a scan is taken for a whole one, but the lost birthplace") {
  for (std::size_t length = 0; length < kWorked.size(); ++length) {
    CAPTURE(length);
    const auto code = refused(kWorked.substr(0, length));
    if (length == kWorked.size() - 7) {
      CHECK(code.empty());  // ends after the date: the birthplace is optional
    } else {
      CHECK_FALSE(code.empty());
    }
  }
  CHECK(refused(kHeader + "S1279035121518989S21.2.250.1.213.1.4.10S5FS628-03-1979S751215S3DOMINIQUE" + kGs + "S4PAT-TR") == "length S4");
  CHECK(refused(kHeader + "S1279035121518989S21.2.250.1.213.1.4.10S5FS628-03-1979S751215S3DOMINIQUE" + kGs + "S4PAT-TROIS" + kGs).empty());
}

TEST_CASE("the header is checked to its last zero, the version too") {
  CHECK(refused("") == "empty");
  CHECK(refused(" \r\n") == "empty");
  CHECK(refused("]d1") == "header");
  CHECK(refused("I") == "header");
  CHECK(refused("DC02FR000001") == "header");
  CHECK(refused("IS02" + kWorked.substr(4)) == "version");
  CHECK(refused("IS00" + kWorked.substr(4)) == "version");
  CHECK(refused("IS01" + std::string(21, '0') + kBody) == "header");
  CHECK(refused("IS01" + std::string(23, '0') + kBody) == "block");
  CHECK(refused("IS01" + std::string(21, '0') + "1" + kBody) == "header");
  CHECK(refused(kHeader) == "missing S1");
  CHECK(refused(std::string(1100, 'A')) == "length");
  CHECK(refused(kWorked + kWorked) == "block");
}

TEST_CASE("a scanner whose keyboard layout is not the computer's is told apart, never repaired") {
  const auto words = [](const std::string& scan) -> std::string {
    try {
      read(scan);
    } catch (const Refusal& refusal) {
      CHECK(refusal.code() == "identity.datamatrix.keyboard");
      return refusal.detail();
    }
    return {};
  };
  CHECK(words("ISà&àààààààààààààààààààààà").find("set the scanner to the French layout") != std::string::npos);
  CHECK(words("IS)!))))))))))))))))))))))").find("set the scanner to the American") != std::string::npos);
  CHECK(words("is01" + std::string(22, '0')).find("capitals lock") != std::string::npos);
  CHECK(words("isà&").find("capitals lock") != std::string::npos);
  CHECK(words("IS+ľ").find("same keyboard layout") != std::string::npos);
  CHECK(refused(replaced(kWorked, "PAT-TROIS", "pat-trois")) == "value S4");
  CHECK(refused(replaced(kWorked, "PAT-TROIS", "PQT)TROIS")) == "value S4");
}

TEST_CASE("each value is of its block's length and characters") {
  CHECK(refused(replaced(kWorked, "S1279035121518989", "S127903512151898")) == "block");  // the next block's S is taken for the last digit
  CHECK(refused(replaced(kWorked, "S1279035121518989", "S127903512151898" + kGs)) == "length S1");
  CHECK(refused(replaced(kWorked, "S1279035121518989", "S12790351215189890")) == "block");
  CHECK(refused(replaced(kWorked, "279035121518989", "27903512151898A")) == "ins.malformed");
  CHECK(refused(replaced(kWorked, ".4.10", ".4.12")) == "ins.oid.unknown");
  CHECK(refused(replaced(kWorked, ".4.10", ".10")) == "length S2");
  CHECK(refused(replaced(kWorked, ".4.10", ".4.100")) == "length S2");
  CHECK(refused(replaced(kWorked, "S4PAT-TROIS", "S4")) == "length S4");
  CHECK(refused(replaced(kWorked, "S4PAT-TROIS", "S4" + kGs + "PAT")) == "length S4");
  for (const auto* name : {" PAT", "PAT ", "PAT.TROIS", "PÂT", "PAT_TROIS", "-", "' -", "PAT1", "PAT\tTROIS", "PAT  TROIS?"})
    CHECK(refused(replaced(kWorked, "PAT-TROIS", name)) != "");
  CHECK(read(replaced(kWorked, "PAT-TROIS", "D'ARTAGNAN DE L'HERAULT--X")).traits.birthName == "D'ARTAGNAN DE L'HERAULT--X");
  for (const auto* sex : {"U", "I", "f", "1"}) CHECK(refused(replaced(kWorked, "S5F", std::string("S5") + sex)) == "value S5");
  CHECK(refused(replaced(kWorked, "S5F", "S5")) == "block");  // the next S is taken for the sex
}

TEST_CASE("a name fills its block without a separator, and is refused when it is longer") {
  const std::string full(100, 'A');
  CHECK(read(replaced(kWorked, "PAT-TROIS" + kGs, full)).traits.birthName == full);
  CHECK(read(replaced(kWorked, "PAT-TROIS", full)).traits.birthName == full);  // a separator all the same
  CHECK(read(replaced(kWorked, "PAT-TROIS" + kGs, full + "T1X" + kGs)).skippedBlocks == std::vector<std::string>{"T1"});
  CHECK(refused(replaced(kWorked, "PAT-TROIS", full + "A")) == "length S4");
  CHECK(refused(replaced(kWorked, "PAT-TROIS" + kGs, full + "A")) == "length S4");
}

TEST_CASE("a birth date is a day of the calendar, written JJ-MM-AAAA; day or month 00 is refused [RIS.INS.15]") {
  for (const auto* date : {"00-03-1979", "28-00-1979", "31-04-1979", "29-02-1979", "29-02-1900", "32-01-1979", "01-13-1979", "28/03/1979",
                           "1979-03-28", "28-03-0079", "2a-03-1979", "28-03- 979", "--------—"})
    CHECK(refused(replaced(kWorked, "28-03-1979", std::string(date).substr(0, 10))) == "value S6");
  for (const auto* date : {"29-02-2000", "29-02-2024", "31-12-1979", "01-01-1900"})
    CHECK(read(replaced(kWorked, "28-03-1979", date)).traits.birthDate.substr(0, 4) == std::string(date).substr(6));
  CHECK(refused(replaced(kWorked, "28-03-1979S751215", "28-03-197")) == "length S6");
}

TEST_CASE("a block that comes twice, or something that is no block, is refused") {
  CHECK(refused(kWorked + "S5F") == "duplicate S5");
  CHECK(refused(kWorked + "S5M") == "duplicate S5");
  CHECK(refused(replaced(kWorked, "S5F", "S4PAT" + kGs + "S5F")) == "duplicate S4");
  CHECK(refused(kWorked + "X") == "block");
  CHECK(refused(kWorked + "garbage") == "block");
  CHECK(refused(kWorked + "51") == "block");
  CHECK(refused(kWorked + kGs + kGs + "T1") == "block");
  CHECK(refused(replaced(kWorked, kGs, kGs + kGs)) == "block");
}

TEST_CASE("blocks of a later edition are skipped where their end is certain, and named") {
  CHECK(read(kWorked + "S8NEW").skippedBlocks == std::vector<std::string>{"S8"});
  const auto between = read(replaced(kWorked, "S5F", "S9later" + kGs + "T1" + kGs + "S5F"));
  CHECK(between.skippedBlocks == std::vector<std::string>{"S9", "T1"});
  checkPatTrois(between);
  CHECK(refused(replaced(kWorked, "S5F", "S9laterS5F")) == "block S9");  // its value may be "later", or may hold S5
  CHECK(refused(replaced(kWorked, "S5F", "S9wordS7x" + kGs + "S5F")) == "block S9");
}

TEST_CASE("numbers of test and production never mix, and a wrong key is refused in production alone [SR-07]") {
  const auto nia = productionScan("109076322088835", Ins::kNia);
  CHECK(readInsDatamatrix(nia, Environment::production).ins.nature() == "NIA");
  CHECK(refused(nia, Environment::test) == "patient.ins.environment S2");
  CHECK(refused(kWorked, Environment::production) == "patient.ins.environment S2");
  CHECK(refused(productionScan("181036322045660", Ins::kNir), Environment::production) == "ins.key.wrong");
  const auto doubtful = read(replaced(kWorked, "279035121518989", "276037510669380"));
  CHECK(doubtful.keyDoubtful);
  CHECK(doubtful.ins.matricule() == "276037510669380");
  CHECK_FALSE(read(replaced(kWorked, "279035121518989", "180032B02040123")).keyDoubtful);
}

TEST_CASE("what is written is read back, whoever the patient is and whatever separator the scanner gives [RIS.INS.54]") {
  std::mt19937 random(26);
  const auto below = [&](std::size_t limit) { return static_cast<std::size_t>(random() % limit); };
  const auto name = [&] {
    constexpr std::string_view kInside = "ABCDEFGHIJKLMNOPQRSTUVWXYZSSSS-' ";
    std::string text;
    const auto length = below(8) == 0 ? 100 : 1 + below(100);
    while (text.size() < length) text.push_back(kInside[below(text.empty() || text.size() + 1 == length ? 26 : kInside.size())]);
    return text;
  };
  const char* const spellings[] = {"\x1D", "<GS>", "^]", ""};
  constexpr std::string_view kOids[] = {Ins::kNirTest, Ins::kNirDemo, Ins::kNir, Ins::kNia};
  for (int i = 0; i < 2000; ++i) {
    const auto two = [](std::size_t number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    Traits traits{name(),
                  "",
                  name(),
                  "",
                  "",
                  std::to_string(1900 + below(126)) + "-" + two(1 + below(12)) + "-" + two(1 + below(28)),
                  below(2) == 0 ? Sex::female : Sex::male,
                  below(3) == 0 ? "" : "63220"};
    const auto ins = Ins::parse("279035121518989", kOids[below(4)]);
    const auto environment = ins.test() ? Environment::test : Environment::production;
    const auto text = replaced(insDatamatrixText(ins, traits) + kGs, kGs, spellings[below(4)]);
    const auto scanned = readInsDatamatrix(text, environment);
    CHECK(scanned.ins == ins);
    CHECK(scanned.traits == traits);
  }
}

TEST_CASE("one damaged character is refused, or changes nothing else than what it stands in") {
  for (std::size_t at = 0; at < kWorked.size(); ++at) {
    for (const char wrong : {'0', 'X', 'S', ' ', '\x1D', '\xFF'}) {
      auto scan = kWorked;
      if (scan[at] == wrong) continue;
      scan[at] = wrong;
      try {
        const auto scanned = read(scan);
        const Traits whole{"PAT-TROIS", "", "DOMINIQUE MARIE-LOUISE", "", "", "1979-03-28", Sex::female, "51215"};
        const int differences = (scanned.ins.matricule() != "279035121518989") + (scanned.traits.birthName != whole.birthName) +
                                (scanned.traits.birthNames != whole.birthNames) + (scanned.traits.birthDate != whole.birthDate) +
                                (scanned.traits.birthPlaceCode != whole.birthPlaceCode);
        CAPTURE(at);
        CHECK(differences <= 1);
        CHECK(scanned.traits.sex == Sex::female);
      } catch (const Refusal& refusal) {
        CHECK_FALSE(refusal.code().empty());
      }
    }
  }
}
