// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <stop_token>
#include <vector>

#include "core/delivery/dispatcher.h"

namespace clairis {

/// What one worker does with the deliveries it leased together: prepare all, then one by one begin, send, finish. The end of one try and the
/// beginning of the next share a commit. Between the commit that begins a try and its result nothing else is written, so an interrupted
/// try is visible as one that began and has no end.
class Portion {
public:
  Portion(DispatcherContext& context, DeliveryChannel& channel, std::string token, std::stop_token stop);
  void send(std::vector<DeliveryRow> rows);

private:
  struct Item {
    DeliveryRow row;
    DeliveryTask task;
    std::optional<Outcome> outcome;  ///< known before sending when preparing failed, else after sending
    bool probing = false;
    bool admitted = true;  ///< by the breaker
    bool begun = false;
  };
  void prepare(Item& item);
  void sendOne(Item& item);
  Outcome call(const Item& item);
  void step(Item* ended, Item* next);
  void write(const std::function<void(UnitOfWork&)>& work);
  void finish(UnitOfWork& unit, const Item& item, Instant breakerOpen);
  void rememberPartner(UnitOfWork& unit, const Item& item);
  bool begin(UnitOfWork& unit, Item& item);
  void giveBack(Item* from, Item* to);
  Instant tellBreaker(const Item& item);
  void record(UnitOfWork& unit, const DeliveryRow& row);

  DispatcherContext& _context;
  DeliveryChannel& _channel;
  std::string _name;
  std::string _token;
  std::stop_token _stop;
};

}  // namespace clairis
