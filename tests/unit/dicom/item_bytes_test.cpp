// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/item_bytes.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcostrmb.h>
#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmnet/dimse.h>
#include <doctest/doctest.h>

#include <array>

#include "dicom/find_response.h"

using namespace clairis::dicom;

namespace {

/// As DCMTK sends it: sequences and items with their length.
std::string byDcmtk(DcmDataset& dataset, E_TransferSyntax syntax) {
  std::array<char, 65536> buffer{};
  DcmOutputBufferStream stream(buffer.data(), buffer.size());
  dataset.transferInit();
  REQUIRE(dataset.write(stream, syntax, EET_ExplicitLength, nullptr).good());
  dataset.transferEnd();
  void* written = nullptr;
  offile_off_t length = 0;
  stream.flushBuffer(written, length);
  return {static_cast<char*>(written), static_cast<std::size_t>(length)};
}

void putBoth(DcmItem& item, ItemBytes& bytes, const DcmTagKey& tag, DcmEVR vr, const std::string& value) {
  REQUIRE(item.putAndInsertString(DcmTag(tag, DcmVR(vr)), value.c_str()).good());
  bytes.put(static_cast<std::uint32_t>(tag.getGroup()) << 16 | tag.getElement(), vr, value);
}

}  // namespace

TEST_CASE("a data set is written as DCMTK writes it: every VR of an answer, odd lengths, sequences, elements in any order") {
  DcmDataset dataset;
  ItemBytes bytes;
  DcmItem *step = nullptr, *code = nullptr;
  dataset.findOrCreateSequenceItem(DCM_ScheduledProcedureStepSequence, step, 0);
  step->findOrCreateSequenceItem(DCM_ScheduledProtocolCodeSequence, code, 0);
  auto& stepBytes = ItemBytes::addItem(bytes.sequence(0x00400100));
  putBoth(*step, stepBytes, DCM_ScheduledStationAETitle, EVR_AE, "CT1");
  putBoth(*step, stepBytes, DCM_ScheduledProcedureStepStartDate, EVR_DA, "20261120");
  putBoth(*step, stepBytes, DCM_ScheduledProcedureStepStartTime, EVR_TM, "103000");
  auto& codeBytes = ItemBytes::addItem(stepBytes.sequence(0x00400008));
  putBoth(*code, codeBytes, DCM_CodeMeaning, EVR_LO, "Scanner du thorax");
  putBoth(dataset, bytes, DCM_StudyInstanceUID, EVR_UI, "2.25.101");
  putBoth(dataset, bytes, DCM_PatientName, EVR_PN, "PAT-NO\xCBL^\xC9lodie");
  putBoth(dataset, bytes, DCM_AccessionNumber, EVR_SH, "");
  putBoth(dataset, bytes, DCM_PatientWeight, EVR_DS, "72.5");
  putBoth(dataset, bytes, DCM_PatientComments, EVR_LT, std::string(9001, 'x'));
  putBoth(dataset, bytes, DCM_UniversalEntityID, EVR_UT, "2.25.4221");
  putBoth(dataset, bytes, DCM_LongCodeValue, EVR_UC, "a-code-of-more-than-16-letters");
  putBoth(dataset, bytes, DCM_PatientSex, EVR_CS, "F");
  REQUIRE(dataset.putAndInsertUint16(DCM_PregnancyStatus, 4).good());
  bytes.putNumber(0x001021C0, 4);
  REQUIRE(dataset.insertEmptyElement(DCM_RequestedProcedureCodeSequence).good());
  bytes.sequence(0x00321064);
  for (const bool explicitVr : {true, false}) {
    std::string written = "before";
    bytes.write(written, explicitVr);
    CHECK(written == "before" + byDcmtk(dataset, explicitVr ? EXS_LittleEndianExplicit : EXS_LittleEndianImplicit));
  }
}

TEST_CASE("a sequence that is named twice is one, and its items follow one another") {
  ItemBytes bytes;
  ItemBytes::addItem(bytes.sequence(0x00400100)).put(0x00400001, EVR_AE, "A");
  ItemBytes::addItem(bytes.sequence(0x00400100)).put(0x00400001, EVR_AE, "B ");
  std::string written;
  bytes.write(written, false);
  CHECK(written == std::string("\x40\0\0\1\x24\0\0\0"
                               "\xFE\xFF\0\xE0\x0A\0\0\0\x40\0\1\0\2\0\0\0A "
                               "\xFE\xFF\0\xE0\x0A\0\0\0\x40\0\1\0\2\0\0\0B ",
                               44));
}

TEST_CASE("a value longer than its VR can say is written whole, as UN, and keeps no list from being sent") {
  ItemBytes bytes;
  bytes.put(0x00104000, EVR_LT, std::string(70'000, 'x'));
  bytes.put(0x00100040, EVR_CS, "F");
  std::string written;
  bytes.write(written, true);
  const std::string head("\x10\0\x40\0CS\2\0F \x10\0\0\x40UN\0\0\x70\x11\1\0", 22);
  CHECK(written.substr(0, head.size()) == head);
  CHECK(written.substr(head.size()) == std::string(70'000, 'x'));
}

TEST_CASE("the command set of a pending answer has the elements of PS3.7 and says its length") {
  T_DIMSE_C_FindRQ request{};
  request.MessageID = 0x0107;
  OFStandard::strlcpy(request.AffectedSOPClassUID, UID_FINDModalityWorklistInformationModel, sizeof request.AffectedSOPClassUID);
  const auto command = findResponseCommand(request, 0xFF01);
  const std::string expected(
      "\0\0\0\0\4\0\0\0\x46\0\0\0"  // group length: 70
      "\0\0\2\0\x16\0\0\0"
      "1.2.840.10008.5.1.4.31\0"  // affected SOP class: 22 bytes
      ,
      12 + 8 + 22);
  CHECK(command.substr(0, expected.size()) == expected);
  CHECK(command.substr(expected.size()) == std::string("\0\0\0\1\2\0\0\0\x20\x80"
                                                       "\0\0\x20\1\2\0\0\0\7\1"
                                                       "\0\0\0\x08\2\0\0\0\1\0"
                                                       "\0\0\0\x09\2\0\0\0\1\xFF",
                                                       40));
}
