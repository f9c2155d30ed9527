// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <hpdf.h>
#include <hpdf_doc.h>
#include <hpdf_info.h>
#include <hpdf_objects.h>
#include <hpdf_pages.h>

#include <string>
#include <string_view>

namespace clairis::reports {

/// One libharu document, owned. Every return code is tested: a failed call throws Refusal "report.pdf.library" with libharu's
/// error number (libharu's own error handler stays passive, since no exception may cross C code). Objects are made inside
/// their container, so that nothing leaks when a later call fails. Not thread-safe; one per document.
class Haru {
public:
  Haru();
  ~Haru();
  Haru(const Haru&) = delete;
  Haru& operator=(const Haru&) = delete;

  enum class Packing { plain, deflate };

  HPDF_Dict object();                                         ///< an indirect dictionary
  HPDF_Array indirectArray();                                 ///< an indirect array
  HPDF_Dict stream(std::string_view bytes, Packing packing);  ///< an indirect stream
  HPDF_Dict deflatedStream(std::string_view zlibBytes);       ///< a stream whose bytes are zlib data already
  HPDF_Page page(std::string_view content, double width, double height);

  HPDF_Dict dict(HPDF_Dict parent, const char* key);
  HPDF_Dict dict(HPDF_Array parent);
  HPDF_Array array(HPDF_Dict parent, const char* key);
  HPDF_Array array(HPDF_Array parent);
  void name(HPDF_Dict parent, const char* key, const char* value);
  void number(HPDF_Dict parent, const char* key, long long value);
  void number(HPDF_Array parent, long long value);
  void real(HPDF_Array parent, double value);
  void boolean(HPDF_Dict parent, const char* key, bool value);
  void text(HPDF_Dict parent, const char* key, std::string_view utf8);    ///< as UTF-16BE with byte order mark
  void ascii(HPDF_Dict parent, const char* key, std::string_view value);  ///< as a literal string
  void binary(HPDF_Array parent, std::string_view bytes);
  void reference(HPDF_Dict parent, const char* key, void* object);  ///< object: indirect
  void reference(HPDF_Array parent, void* object);

  HPDF_Dict catalog() const { return _doc->catalog; }
  HPDF_Dict trailer() const { return _doc->trailer; }
  HPDF_Dict info() const { return _doc->info; }

  std::string save();

private:
  void check(HPDF_STATUS status) const;
  template <class T>
  T check(T pointer) const;
  HPDF_Doc _doc = nullptr;
};

}  // namespace clairis::reports
