// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/descriptor.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <system_error>

namespace clairis::dicom {

void Descriptor::reset(int value) noexcept {
  if (_value >= 0) ::close(_value);
  _value = value;
}

StopSignal::StopSignal() : _event(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (_event.get() < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
}

void StopSignal::raise() noexcept {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(_event.get(), &one, sizeof one);
}

}  // namespace clairis::dicom
