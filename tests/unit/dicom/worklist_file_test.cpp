// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/worklist_file.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcostrmb.h>
#include <dcmtk/dcmdata/dctk.h>
#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/domain/refusal.h"
#include "dicom/worklist_record.h"

using namespace clairis;
using namespace clairis::dicom;

namespace {

// As the host does: what DCMTK thinks of damaged files is no news.
const bool kQuiet = [] { return OFLog::configure(OFLogger::OFF_LOG_LEVEL), true; }();

std::unique_ptr<DcmItem> step() {
  auto item = std::make_unique<DcmItem>();
  item->putAndInsertString(DCM_Modality, "CT");
  item->putAndInsertString(DCM_ScheduledStationAETitle, "CT1\\CT2");
  item->putAndInsertString(DCM_ScheduledProcedureStepStartDate, "20261120");
  item->putAndInsertString(DCM_ScheduledProcedureStepStartTime, "103000");
  item->putAndInsertString(DCM_ScheduledProcedureStepID, "SPS1");
  return item;
}

std::unique_ptr<DcmDataset> entry(const char* characterSet, const char* name) {
  auto dataset = std::make_unique<DcmDataset>();
  if (*characterSet != 0) dataset->putAndInsertString(DCM_SpecificCharacterSet, characterSet);
  dataset->putAndInsertString(DCM_PatientName, name);
  dataset->putAndInsertString(DCM_PatientID, "IPP0001");
  dataset->putAndInsertString(DCM_AccessionNumber, "A1");
  dataset->putAndInsertString(DCM_MedicalAlerts, "Pacemaker\\Anticoagulant");
  dataset->putAndInsertUint16(DCM_PregnancyStatus, 4);
  auto sequence = std::make_unique<DcmSequenceOfItems>(DCM_ScheduledProcedureStepSequence);
  sequence->append(step().release());
  dataset->insert(sequence.release());
  return dataset;
}

std::string bytesOf(DcmDataset& dataset, E_TransferSyntax syntax) {
  std::string bytes(65536, '\0');
  DcmOutputBufferStream stream(bytes.data(), static_cast<offile_off_t>(bytes.size()));
  dataset.transferInit();
  REQUIRE(dataset.write(stream, syntax, EET_UndefinedLength, nullptr).good());
  dataset.transferEnd();
  void* buffer = nullptr;
  offile_off_t length = 0;
  stream.flushBuffer(buffer, length);
  return {static_cast<char*>(buffer), static_cast<std::size_t>(length)};
}

std::string tagged(unsigned group, unsigned element, const char* vr, const std::string& value) {
  const auto two = [](std::size_t number) { return std::string{static_cast<char>(number & 0xFF), static_cast<char>(number >> 8 & 0xFF)}; };
  return two(group) + two(element) + vr + two(value.size()) + value;
}

std::string partTen(const std::string& transferSyntax, const std::string& dataset) {
  const auto padded = transferSyntax.size() % 2 == 0 ? transferSyntax : transferSyntax + std::string(1, '\0');
  return std::string(128, '\0') + "DICM" + tagged(0x0002, 0x0010, "UI", padded) + dataset;
}

std::string refusalOf(const std::string& bytes) {
  try {
    const auto dataset = readWorklistFile(bytes);
    readRecord(*dataset);
    return {};
  } catch (const Refusal& refusal) {
    return refusal.code();
  }
}

WorklistRecord recordOf(const std::string& bytes) { return readRecord(*readWorklistFile(bytes)); }

struct Folder {
  Folder() {
    char name[] = "/tmp/clairis-file-XXXXXX";
    path = ::mkdtemp(name);
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::filesystem::path path;
};

}  // namespace

TEST_CASE("a worklist file is read with and without meta information, with explicit and implicit VR") {
  auto dataset = entry("ISO_IR 100", "PAT-TROIS^DOMINIQUE");
  const auto explicitVr = bytesOf(*dataset, EXS_LittleEndianExplicit), implicitVr = bytesOf(*dataset, EXS_LittleEndianImplicit);
  for (const auto& bytes : {explicitVr, implicitVr, partTen(UID_LittleEndianExplicitTransferSyntax, explicitVr),
                            partTen(UID_LittleEndianImplicitTransferSyntax, implicitVr)}) {
    const auto record = recordOf(bytes);
    CHECK(record.patientName == "PAT-TROIS^DOMINIQUE");
    CHECK(record.patientId.value == "IPP0001");
    CHECK(record.medicalAlerts == "Pacemaker, Anticoagulant");
    CHECK(record.pregnancy == "4");
    CHECK(record.steps == 1);
    CHECK(record.stationAe == "CT1");
    CHECK(record.stepId == "SPS1");
  }
}

TEST_CASE("names are read in the character set of their data set, and the wrong bytes are refused, never guessed") {
  const auto nameIn = [](const char* characterSet, const char* bytes) {
    return recordOf(bytesOf(*entry(characterSet, bytes), EXS_LittleEndianExplicit)).patientName;
  };
  CHECK(nameIn("ISO_IR 100", "L\xE9VY^Zo\xEB") == "L\xC3\xA9VY^Zo\xC3\xAB");
  CHECK(nameIn("ISO_IR 192", "L\xC3\xA9VY^Zo\xC3\xAB") == "L\xC3\xA9VY^Zo\xC3\xAB");
  CHECK(nameIn("", "L\xE9VY^Zo\xEB") == "L\xC3\xA9VY^Zo\xC3\xAB");
  CHECK(nameIn("ISO_IR 144", "\xBB\xDE\xDC") == "\xD0\x9B\xD0\xBE\xD0\xBC");
  CHECK(refusalOf(bytesOf(*entry("ISO_IR 192", "L\xE9VY"), EXS_LittleEndianExplicit)) == "worklist.file.charset");
  CHECK(refusalOf(bytesOf(*entry("ISO_IR 999", "L\xE9VY"), EXS_LittleEndianExplicit)) == "worklist.file.charset");
}

TEST_CASE("what is no worklist file is refused by name") {
  auto dataset = entry("ISO_IR 100", "PAT-TROIS^DOMINIQUE");
  const auto bytes = bytesOf(*dataset, EXS_LittleEndianExplicit);
  CHECK(refusalOf("") == "worklist.file.empty");
  CHECK(refusalOf("x") == "worklist.file.malformed");
  CHECK(refusalOf(std::string(4000, 'x')) == "worklist.file.malformed");
  CHECK(refusalOf("(0008,0005) CS [ISO_IR 100]\n(0010,0010) PN [A^B]\n") == "worklist.file.malformed");
  CHECK(refusalOf(partTen(UID_BigEndianExplicitTransferSyntax, bytes)) == "worklist.file.transfer_syntax");
  CHECK(refusalOf(partTen(UID_JPEGProcess1TransferSyntax, bytes)) == "worklist.file.transfer_syntax");
  CHECK(refusalOf(partTen("", bytes)) == "worklist.file.transfer_syntax");
  CHECK(refusalOf(std::string(128, '\0') + "DICM") == "worklist.file.transfer_syntax");
  CHECK(refusalOf(bytes.substr(0, bytes.size() - 40)) == "worklist.file.malformed");
  std::string nested;
  for (int i = 0; i < 200; ++i) nested += std::string("\x40\x00\x00\x01SQ\x00\x00\xFF\xFF\xFF\xFF\xFE\xFF\x00\xE0\xFF\xFF\xFF\xFF", 20);
  CHECK(refusalOf(nested) == "worklist.file.malformed");
}

TEST_CASE("a file cut at any byte, or with any byte changed, is read or refused, never anything else") {
  auto dataset = entry("ISO_IR 100", "PAT-TROIS^DOMINIQUE");
  const auto bytes = partTen(UID_LittleEndianExplicitTransferSyntax, bytesOf(*dataset, EXS_LittleEndianExplicit));
  std::size_t refused = 0;
  for (std::size_t size = 0; size < bytes.size(); ++size) refused += refusalOf(bytes.substr(0, size)).empty() ? 0 : 1;
  CHECK(refused > bytes.size() * 9 / 10);
  for (std::size_t at = 128; at < bytes.size(); ++at) {
    for (const char value : {'\0', '\x7F', '\xFF'}) {
      auto damaged = bytes;
      damaged[at] = value;
      static_cast<void>(refusalOf(damaged));
    }
  }
}

TEST_CASE("an attribute of another value representation than the standard's is refused with its tag") {
  auto dataset = entry("ISO_IR 100", "PAT-TROIS^DOMINIQUE");
  const auto bytes = bytesOf(*dataset, EXS_LittleEndianExplicit);
  const auto spoiled = [&](const std::string& good, const std::string& wrong) {
    auto copy = bytes;
    const auto at = copy.find(good);
    REQUIRE(at != std::string::npos);
    copy.replace(at, good.size(), wrong);
    return refusalOf(copy);
  };
  CHECK(spoiled(std::string("\x10\x00\x10\x00PN", 6), std::string("\x10\x00\x10\x00US", 6)) == "worklist.file.vr");
  CHECK(spoiled(std::string("\x10\x00\xC0\x21US", 6), std::string("\x10\x00\xC0\x21SH", 6)) == "worklist.file.vr");
  CHECK(spoiled(std::string("\x40\x00\x00\x01SQ", 6), std::string("\x40\x00\x00\x01OB", 6)) != "");
}

TEST_CASE("a written file is its owner's alone, replaces no half of another, and reads back as it was") {
  Folder folder;
  const auto path = folder.path / "1.2.3.wl";
  auto dataset = entry("ISO_IR 100", "L\xE9VY^Zo\xEB");
  ::umask(0);
  writeWorklistFile(*dataset, path);
  ::umask(0022);
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  CHECK(std::distance(std::filesystem::directory_iterator(folder.path), {}) == 1);
  std::ifstream file(path, std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  CHECK(recordOf(bytes.str()).patientName == "L\xC3\xA9VY^Zo\xC3\xAB");
}

TEST_CASE("a file that cannot be written is refused and leaves nothing") {
  auto dataset = entry("ISO_IR 100", "A^B");
  CHECK_THROWS_AS(writeWorklistFile(*dataset, "/nonexistent/1.2.3.wl"), Refusal);
}

TEST_CASE("an entry of a JSON list is read by keywords and by the DICOM JSON model") {
  const auto byKeyword =
      nlohmann::json::parse(R"({"SpecificCharacterSet":"ISO_IR 100","PatientName":"LÉVY^Zoë","PatientID":"IPP0001","PregnancyStatus":4,
    "MedicalAlerts":["Pacemaker","Anticoagulant"],"AccessionNumber":null,
    "ScheduledProcedureStepSequence":[{"Modality":"CT","ScheduledStationAETitle":"CT1"}]})");
  const auto byModel =
      nlohmann::json::parse(R"({"00100010":{"vr":"PN","Value":[{"Alphabetic":"LÉVY^Zoë"}]},"00100020":{"vr":"LO","Value":["IPP0001"]},
    "001021C0":{"vr":"US","Value":[4]},"00102000":{"vr":"LO","Value":["Pacemaker","Anticoagulant"]},"00080050":{"vr":"SH"},
    "00400100":{"vr":"SQ","Value":[{"00080060":{"vr":"CS","Value":["CT"]},"00400001":{"vr":"AE","Value":["CT1"]}}]}})");
  for (const auto& entry : {byKeyword, byModel}) {
    const auto record = readRecord(*datasetFromJson(entry));
    CHECK(record.patientName == "LÉVY^Zoë");
    CHECK(record.patientId.value == "IPP0001");
    CHECK(record.pregnancy == "4");
    CHECK(record.medicalAlerts == "Pacemaker, Anticoagulant");
    CHECK(record.accessionNumber.empty());
    CHECK(record.modality == "CT");
    CHECK(record.stationAe == "CT1");
  }
}

TEST_CASE("a JSON entry with an unknown keyword or a value of another shape is refused with its key") {
  const auto refused = [](const char* text) {
    try {
      datasetFromJson(nlohmann::json::parse(text));
      return std::string();
    } catch (const Refusal& refusal) {
      return refusal.code() + " " + refusal.field();
    }
  };
  CHECK(refused(R"({"AcessionNumber":"A1"})") == "worklist.json.keyword AcessionNumber");
  CHECK(refused(R"({"99990001":{"vr":"LO"}})") == "worklist.json.keyword 99990001");
  CHECK(refused(R"({"PatientName":{"a":1}})") == "worklist.json.value PatientName");
  CHECK(refused(R"({"PatientName":true})") == "worklist.json.value PatientName");
  CHECK(refused(R"({"ScheduledProcedureStepSequence":"x"})") == "worklist.json.value ScheduledProcedureStepSequence");
  CHECK(refused(R"({"PregnancyStatus":"perhaps"})") == "worklist.json.value PregnancyStatus");
  CHECK(refused(R"([])") == "worklist.json.value ");
  std::string deep = "null";
  for (int i = 0; i < 20; ++i) deep = R"([{"ScheduledProcedureStepSequence":)" + deep + "}]";
  CHECK(refused((R"({"ScheduledProcedureStepSequence":)" + deep + "}").c_str()) == "worklist.json.value ScheduledProcedureStepSequence");
}

TEST_CASE("a data set written as JSON reads back the same") {
  auto dataset = entry("ISO_IR 100", "L\xE9VY^Zo\xEB");
  const auto json = jsonFromDataset(*dataset);
  CHECK(json["PatientName"] == "L\xC3\xA9VY^Zo\xC3\xAB");
  CHECK(json["PregnancyStatus"] == 4);
  CHECK(jsonFromDataset(*datasetFromJson(json)) == json);
}
