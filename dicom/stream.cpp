// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/stream.h"

#include <sys/socket.h>

#include <cerrno>

namespace clairis::dicom {
namespace {

template <class Call>
Progress attempt(Progress whenBusy, std::size_t& count, const Call& call) noexcept {
  ssize_t done = -1;
  do {
    done = call();
  } while (done < 0 && errno == EINTR);
  count = done > 0 ? static_cast<std::size_t>(done) : 0;
  if (done > 0) return Progress::done;
  return done < 0 && (errno == EAGAIN || errno == EWOULDBLOCK) ? whenBusy : Progress::ended;
}

}  // namespace

Progress PlainStream::receive(char* buffer, std::size_t size, std::size_t& count) noexcept {
  return attempt(Progress::needsInput, count, [&] { return recv(_socket, buffer, size, MSG_DONTWAIT); });
}

Progress PlainStream::send(const char* bytes, std::size_t size, std::size_t& count) noexcept {
  return attempt(Progress::needsOutput, count, [&] { return ::send(_socket, bytes, size, MSG_NOSIGNAL | MSG_DONTWAIT); });
}

}  // namespace clairis::dicom
