# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
# The libraries Clairis stands on, all from Debian 12.
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(PostgreSQL REQUIRED)
# Debian's Poco package names the client library by a target that FindPostgreSQL does not make.
if(NOT TARGET PostgreSQL::client)
  add_library(PostgreSQL::client ALIAS PostgreSQL::PostgreSQL)
endif()
find_package(Poco REQUIRED COMPONENTS Foundation Util Net NetSSL Crypto Data DataSQLite DataPostgreSQL)
find_package(DCMTK REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(pugixml REQUIRED)
find_package(CURL REQUIRED)
find_package(fmt REQUIRED)
find_package(date REQUIRED)
find_package(CLI11 REQUIRED)
pkg_check_modules(argon2 REQUIRED IMPORTED_TARGET libargon2)
pkg_check_modules(oath REQUIRED IMPORTED_TARGET liboath)
# Its CMake package would ask for the parts we do not use (civetweb, curl push).
pkg_check_modules(prometheus REQUIRED IMPORTED_TARGET prometheus-cpp-core)
pkg_check_modules(xmlsec REQUIRED IMPORTED_TARGET xmlsec1-openssl)

