// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <utility>

namespace clairis::dicom {

/// Owns a file descriptor.
class Descriptor {
public:
  explicit Descriptor(int value = -1) noexcept : _value(value) {}
  ~Descriptor() { reset(); }
  Descriptor(Descriptor&& other) noexcept : _value(other.release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    reset(other.release());
    return *this;
  }
  int get() const noexcept { return _value; }
  int release() noexcept { return std::exchange(_value, -1); }
  void reset(int value = -1) noexcept;

private:
  int _value;
};

/// Becomes readable once and stays so: ends every poll() that watches it. raise() is thread-safe.
class StopSignal {
public:
  StopSignal();
  int descriptor() const noexcept { return _event.get(); }
  void raise() noexcept;

private:
  Descriptor _event;
};

}  // namespace clairis::dicom
