// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "reports/pdf/haru.h"

#include <fmt/format.h>

#include "core/domain/refusal.h"
#include "reports/pdf/unicode.h"

namespace clairis::reports {

namespace {

void passive(HPDF_STATUS, HPDF_STATUS, void*) {}

[[noreturn]] void failed(HPDF_STATUS status) {
  throw Refusal("report.pdf.library",
                fmt::format("libharu refused to write the document (error 0x{:04X}). Nothing was produced; report this.", status));
}

/// libharu has no way to declare bytes that are compressed already: the filter is written with the dictionary.
HPDF_STATUS writeFlateFilter(HPDF_Dict, HPDF_Stream out) { return HPDF_Stream_WriteStr(out, "/Filter /FlateDecode\n"); }

}  // namespace

void Haru::check(HPDF_STATUS status) const {
  if (status != HPDF_OK) failed(status);
}

template <class T>
T Haru::check(T pointer) const {
  if (pointer == nullptr) failed(_doc == nullptr ? HPDF_STATUS{HPDF_FAILD_TO_ALLOC_MEM} : HPDF_GetError(_doc));
  return pointer;
}

Haru::Haru() : _doc(HPDF_New(passive, nullptr)) {
  check(_doc);
  _doc->pdf_version = HPDF_VER_14;
  try {
    check(HPDF_SetCompressionMode(_doc, HPDF_COMP_TEXT));
  } catch (...) {
    HPDF_Free(_doc);
    throw;
  }
}

Haru::~Haru() { HPDF_Free(_doc); }

HPDF_Dict Haru::object() {
  auto* made = check(HPDF_Dict_New(_doc->mmgr));
  check(HPDF_Xref_Add(_doc->xref, made));
  return made;
}

HPDF_Array Haru::indirectArray() {
  auto* made = check(HPDF_Array_New(_doc->mmgr));
  check(HPDF_Xref_Add(_doc->xref, made));
  return made;
}

HPDF_Dict Haru::stream(std::string_view bytes, Packing packing) {
  auto* made = check(HPDF_DictStream_New(_doc->mmgr, _doc->xref));
  made->filter = packing == Packing::deflate ? HPDF_STREAM_FILTER_FLATE_DECODE : HPDF_STREAM_FILTER_NONE;
  check(HPDF_Stream_Write(made->stream, reinterpret_cast<const HPDF_BYTE*>(bytes.data()), static_cast<HPDF_UINT>(bytes.size())));
  return made;
}

HPDF_Dict Haru::deflatedStream(std::string_view zlibBytes) {
  auto* made = stream(zlibBytes, Packing::plain);
  made->write_fn = writeFlateFilter;
  return made;
}

HPDF_Page Haru::page(std::string_view content, double width, double height) {
  auto* made = check(HPDF_AddPage(_doc));
  check(HPDF_Page_SetWidth(made, static_cast<HPDF_REAL>(width)));
  check(HPDF_Page_SetHeight(made, static_cast<HPDF_REAL>(height)));
  auto* attributes = static_cast<HPDF_PageAttr>(made->attr);
  check(HPDF_Stream_Write(attributes->stream, reinterpret_cast<const HPDF_BYTE*>(content.data()), static_cast<HPDF_UINT>(content.size())));
  return made;
}

HPDF_Dict Haru::dict(HPDF_Dict parent, const char* key) {
  auto* made = check(HPDF_Dict_New(_doc->mmgr));
  check(HPDF_Dict_Add(parent, key, made));
  return made;
}

HPDF_Dict Haru::dict(HPDF_Array parent) {
  auto* made = check(HPDF_Dict_New(_doc->mmgr));
  check(HPDF_Array_Add(parent, made));
  return made;
}

HPDF_Array Haru::array(HPDF_Dict parent, const char* key) {
  auto* made = check(HPDF_Array_New(_doc->mmgr));
  check(HPDF_Dict_Add(parent, key, made));
  return made;
}

HPDF_Array Haru::array(HPDF_Array parent) {
  auto* made = check(HPDF_Array_New(_doc->mmgr));
  check(HPDF_Array_Add(parent, made));
  return made;
}

void Haru::name(HPDF_Dict parent, const char* key, const char* value) { check(HPDF_Dict_AddName(parent, key, value)); }
void Haru::number(HPDF_Dict parent, const char* key, long long value) { check(HPDF_Dict_AddNumber(parent, key, static_cast<HPDF_INT32>(value))); }
void Haru::number(HPDF_Array parent, long long value) { check(HPDF_Array_AddNumber(parent, static_cast<HPDF_INT32>(value))); }
void Haru::real(HPDF_Array parent, double value) { check(HPDF_Array_AddReal(parent, static_cast<HPDF_REAL>(value))); }
void Haru::boolean(HPDF_Dict parent, const char* key, bool value) { check(HPDF_Dict_AddBoolean(parent, key, value ? HPDF_TRUE : HPDF_FALSE)); }
void Haru::reference(HPDF_Dict parent, const char* key, void* object) { check(HPDF_Dict_Add(parent, key, object)); }
void Haru::reference(HPDF_Array parent, void* object) { check(HPDF_Array_Add(parent, object)); }

void Haru::text(HPDF_Dict parent, const char* key, std::string_view utf8) {
  auto bytes = utf16WithMark(utf8);
  auto* made = HPDF_Binary_New(_doc->mmgr, reinterpret_cast<HPDF_BYTE*>(bytes.data()), static_cast<HPDF_UINT>(bytes.size()));
  check(HPDF_Dict_Add(parent, key, check(made)));
}

void Haru::ascii(HPDF_Dict parent, const char* key, std::string_view value) {
  auto* made = HPDF_String_New(_doc->mmgr, std::string(value).c_str(), nullptr);
  check(HPDF_Dict_Add(parent, key, check(made)));
}

void Haru::binary(HPDF_Array parent, std::string_view bytes) {
  std::string copy(bytes);
  auto* made = HPDF_Binary_New(_doc->mmgr, reinterpret_cast<HPDF_BYTE*>(copy.data()), static_cast<HPDF_UINT>(copy.size()));
  check(HPDF_Array_Add(parent, check(made)));
}

std::string Haru::save() {
  check(HPDF_SaveToStream(_doc));
  check(HPDF_GetError(_doc));
  std::string bytes(HPDF_GetStreamSize(_doc), '\0');
  auto size = static_cast<HPDF_UINT32>(bytes.size());
  check(HPDF_ResetStream(_doc));
  check(HPDF_ReadFromStream(_doc, reinterpret_cast<HPDF_BYTE*>(bytes.data()), &size));
  if (size != bytes.size()) failed(HPDF_FILE_IO_ERROR);
  return bytes;
}

}  // namespace clairis::reports
