# projector::build_identity: the header "build_identity.h" with PROJECTOR_VERSION and
# PROJECTOR_COMMIT. For src/app only: a new commit then compiles one file, not everything.

set(PROJECTOR_COMMIT "" CACHE STRING "Commit to name in `version` (empty: ask git at build time)")

add_custom_target(projector_build_identity_header
  COMMAND ${CMAKE_COMMAND}
    -DSOURCE_DIR=${PROJECT_SOURCE_DIR} -DVERSION=${PROJECT_VERSION} -DCOMMIT=${PROJECTOR_COMMIT}
    -DTEMPLATE=${PROJECT_SOURCE_DIR}/cmake/build_identity.h.in
    -DOUTPUT=${PROJECT_BINARY_DIR}/build_identity/build_identity.h
    -P ${PROJECT_SOURCE_DIR}/cmake/WriteBuildIdentity.cmake
  BYPRODUCTS ${PROJECT_BINARY_DIR}/build_identity/build_identity.h
  VERBATIM
)

add_library(projector_build_identity INTERFACE)
add_library(projector::build_identity ALIAS projector_build_identity)
target_include_directories(projector_build_identity INTERFACE
  ${PROJECT_BINARY_DIR}/build_identity)
add_dependencies(projector_build_identity projector_build_identity_header)
