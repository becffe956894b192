# Runs at build time (`cmake -P`): FILES into embedded_files.h and .cpp of FOLDER.

set(header "#pragma once\n\n#include <string_view>\n\nnamespace projector::embedded {\n\n")
set(source "#include \"embedded_files.h\"\n\nnamespace projector::embedded {\n\n")
foreach(file IN LISTS FILES)
  get_filename_component(file_name ${file} NAME)
  string(REGEX REPLACE "[^A-Za-z0-9]" ";" words ${file_name})
  set(name k)
  foreach(word IN LISTS words)
    string(SUBSTRING ${word} 0 1 first)
    string(TOUPPER ${first} first)
    string(SUBSTRING ${word} 1 -1 rest)
    string(APPEND name ${first}${rest})
  endforeach()
  file(READ ${file} bytes HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
  string(APPEND header "extern const std::string_view ${name};  // ${file_name}\n")
  string(APPEND source
    "static const unsigned char ${name}Bytes[] = {${bytes}};\n"
    "const std::string_view ${name}(reinterpret_cast<const char*>(${name}Bytes),\n"
    "                               sizeof(${name}Bytes));\n\n")
endforeach()
file(WRITE ${FOLDER}/embedded_files.h "${header}\n}  // namespace projector::embedded\n")
file(WRITE ${FOLDER}/embedded_files.cpp "${source}}  // namespace projector::embedded\n")
