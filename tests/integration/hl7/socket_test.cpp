// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// The whole way: a partner's socket, the server, the receiver, the database.
#include <doctest/doctest.h>

#include "integration/hl7/house.h"
#include "unit/hl7/sample_messages.h"

using namespace clairis;
using namespace clairis::hl7;
using test::codeOf;
using test::House;
using test::Partner;
using test::SampleMessage;
using test::SampleOrder;

namespace {

struct ServedHouse : House {
  MllpServer server{listenTcp("127.0.0.1", 0),
                    {},
                    [this](const FrameReader::Frame& frame, const std::string& peer) { return receiver.receive(frame.bytes, frame.oversized, peer); },
                    nullptr};
};

}  // namespace

TEST_CASE("an order sent over a real socket is acknowledged and stored") {
  ServedHouse house;
  Partner partner(house.server.port());
  partner.send(framed(SampleOrder().text()));
  CHECK(codeOf(partner.answer()) == "AA");
  CHECK(house.count("imaging_order") == 1);
}

TEST_CASE("two messages in one packet are both carried out and answered in order") {
  ServedHouse house;
  Partner partner(house.server.port());
  partner.send(framed(SampleMessage().text()) + framed(SampleOrder().text()));
  CHECK(partner.answer().find("MSA|AA|MSG1001") != std::string::npos);
  CHECK(partner.answer().find("MSA|AA|MSG2001") != std::string::npos);
  CHECK(house.count("hl7_inbound") == 2);
}

TEST_CASE("a message that arrives byte by byte, after garbage, is carried out once") {
  ServedHouse house;
  Partner partner(house.server.port());
  for (const char byte : "\x0BMSH|^~\\&|never ended" + framed(SampleOrder().text())) partner.send({&byte, 1});
  CHECK(codeOf(partner.answer()) == "AA");
  CHECK(house.count("imaging_order") == 1);
}

TEST_CASE("a message over 8 MiB is refused by name, and the link goes on") {
  ServedHouse house;
  Partner partner(house.server.port());
  auto text = SampleMessage().text() + "NTE|1||";
  text.append(8388609 - text.size(), 'x');
  partner.send(framed(text));
  CHECK(partner.answer().find("MSA|AE|MSG1001") != std::string::npos);
  CHECK(house.count("patient") == 0);
  partner.send(framed(SampleMessage().text()));
  CHECK(codeOf(partner.answer()) == "AA");
}

TEST_CASE("a message of just 8 MiB is read and stored") {
  ServedHouse house;
  Partner partner(house.server.port());
  auto text = SampleMessage().text() + "NTE|1||";
  text.append(8388608 - text.size(), 'x');
  partner.send(framed(text));
  CHECK(codeOf(partner.answer()) == "AA");
  CHECK(house.count("hl7_raw") == 1);
}

TEST_CASE("a repeat on another link, after the first was lost, gets the same answer") {
  ServedHouse house;
  const auto text = SampleOrder().text();
  {
    Partner impatient(house.server.port());
    impatient.send(framed(text));
    house.store.log.waitFor("hl7.message");
  }
  Partner partner(house.server.port());
  partner.send(framed(text));
  CHECK(codeOf(partner.answer()) == "AA");
  CHECK(house.count("imaging_order") == 1);
}
