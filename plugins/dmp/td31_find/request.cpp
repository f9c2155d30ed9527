// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/dmp/td31_find/request.h"

#include "plugins/dmp/webservice.h"

namespace clairis::dmp {

std::string findRequest(std::string_view documentUniqueId) {
  std::string out =
      R"(<q:AdhocQueryRequest xmlns:q="urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0" xmlns="urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0">)"
      R"(<q:ResponseOption returnComposedObjects="true" returnType="ObjectRef"/>)"
      R"(<AdhocQuery id="urn:uuid:5c4f972b-d56b-40ac-a5fc-c8ca9b40b9d4"><Slot name="$XDSDocumentEntryUniqueId"><ValueList><Value>(')";
  appendEscaped(out, documentUniqueId);
  return out + "')</Value></ValueList></Slot></AdhocQuery></q:AdhocQueryRequest>";
}

}  // namespace clairis::dmp
