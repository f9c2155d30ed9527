// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "core/delivery/dispatcher.h"

namespace clairis {

/// The worker threads of one channel.
class ChannelWorkers {
public:
  ChannelWorkers(DispatcherContext& context, std::shared_ptr<DeliveryChannel> channel);
  ~ChannelWorkers();

  void start();
  void requestStop() noexcept;
  void wake();
  const std::shared_ptr<DeliveryChannel>& channel() const noexcept { return _channel; }

private:
  void run(const std::stop_token& stop);
  bool work(const std::stop_token& stop);
  std::vector<DeliveryRow> lease(const std::string& token, std::size_t most);
  void waitForWork(std::uint64_t seen, const std::stop_token& stop);
  std::uint64_t generation();

  DispatcherContext& _context;
  std::shared_ptr<DeliveryChannel> _channel;
  std::string _name;
  std::mutex _mutex;
  std::condition_variable_any _wake;
  std::uint64_t _generation = 0;
  std::vector<std::jthread> _threads;
};

}  // namespace clairis
