# projector_embed_files(TARGET FILE...): compiles the files into the target, each as a
# std::string_view of the header "embedded_files.h" (page.js: projector::embedded::kPageJs).

function(projector_embed_files target)
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/embedded)
  add_custom_command(
    OUTPUT ${folder}/embedded_files.cpp ${folder}/embedded_files.h
    COMMAND ${CMAKE_COMMAND} "-DFILES=${ARGN}" -DFOLDER=${folder}
      -P ${PROJECT_SOURCE_DIR}/cmake/WriteEmbeddedFiles.cmake
    DEPENDS ${ARGN} ${PROJECT_SOURCE_DIR}/cmake/WriteEmbeddedFiles.cmake
    VERBATIM
  )
  target_sources(${target} PRIVATE ${folder}/embedded_files.cpp ${folder}/embedded_files.h)
  target_include_directories(${target} PRIVATE ${folder})
endfunction()
