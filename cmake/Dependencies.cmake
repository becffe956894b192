# Every third-party library, as one imported target each:
#
#   RdKafka::rdkafka  libpqxx::pqxx  spdlog::spdlog  prometheus-cpp::core  yaml-cpp  simdjson::simdjson
#   nlohmann_json::nlohmann_json  CLI11::CLI11  microhttpd::microhttpd  PostgreSQL::PostgreSQL
#   PROJECTOR_CHART_JS (a file)
#   and for tests GTest::gtest  GTest::gmock  GTest::gtest_main  benchmark::benchmark
#
# Imported targets bring their headers in as SYSTEM includes. Which part may use which is in
# tests/tidy.

include(FindPkgConfig)

# librdkafka before 2.2 looks at a full queue only once a second, and before 2.3 it cannot be asked
# for end offsets without waiting; libpqxx before 7.7 loses the SQLSTATE of a deadlock. Each makes
# promises of this program false.
set(librdkafka_version_min 2.3.0)
set(libpqxx_version_min 7.7.0)

function(projector_refuse_older name version minimum)
  if(version VERSION_LESS minimum)
    message(FATAL_ERROR "${name} ${version} is too old, ${minimum} is the least. Run "
      "scripts/dependencies as root: it brings the tested version into ${PROJECTOR_PREFIX}")
  endif()
  message(STATUS "${name} ${version}")
endfunction()

# Imported target TARGET from a pkg-config module. Version: ${MODULE}_VERSION in the caller's scope.
function(projector_import_module target module)
  pkg_check_modules(${module} QUIET IMPORTED_TARGET GLOBAL ${module})
  if(NOT ${module}_FOUND)
    message(FATAL_ERROR "${module} was not found. Run scripts/dependencies as root")
  endif()
  add_library(${target} ALIAS PkgConfig::${module})
  set(${module}_VERSION ${${module}_VERSION} PARENT_SCOPE)
endfunction()

find_package(PostgreSQL REQUIRED)

# The private prefix holds static libraries, whose CMake files name what they link in turn. Without
# it (Debian 13) the packaged shared ones are found by pkg-config.
list(APPEND CMAKE_MODULE_PATH ${PROJECTOR_PREFIX}/lib/cmake/RdKafka)  # Its FindLZ4 lives there.
find_package(RdKafka CONFIG QUIET GLOBAL PATHS ${PROJECTOR_PREFIX} NO_DEFAULT_PATH)
if(NOT RdKafka_FOUND)
  projector_import_module(RdKafka::rdkafka rdkafka)
  set(RdKafka_VERSION ${rdkafka_VERSION})
endif()
projector_refuse_older(librdkafka "${RdKafka_VERSION}" ${librdkafka_version_min})

find_package(libpqxx CONFIG QUIET GLOBAL PATHS ${PROJECTOR_PREFIX} NO_DEFAULT_PATH)
if(NOT libpqxx_FOUND)
  projector_import_module(libpqxx::pqxx libpqxx)
endif()
projector_refuse_older(libpqxx "${libpqxx_VERSION}" ${libpqxx_version_min})

projector_import_module(microhttpd::microhttpd libmicrohttpd)

# Of the status page; embedded, and the same version in Debian 12 and 13.
find_file(PROJECTOR_CHART_JS chart.min.js PATHS /usr/share/javascript/chart.js NO_DEFAULT_PATH)
if(NOT PROJECTOR_CHART_JS)
  message(FATAL_ERROR "Chart.js (libjs-chart.js) was not found. Run scripts/dependencies as root")
endif()

find_package(spdlog REQUIRED)
find_package(prometheus-cpp REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(simdjson REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
if(NOT TARGET yaml-cpp)  # yaml-cpp 0.8 gave its target a namespace.
  add_library(yaml-cpp ALIAS yaml-cpp::yaml-cpp)
endif()

if(BUILD_TESTING)
  find_package(GTest REQUIRED)
  find_package(benchmark REQUIRED)
  include(GoogleTest)
endif()
