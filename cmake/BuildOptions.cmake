# projector::build_options: what every target of this repository is compiled with. Third-party
# headers come in as SYSTEM includes (imported targets), so the warnings are about our code only.

set(PROJECTOR_SANITIZERS "" CACHE STRING "Sanitizers, as -fsanitize takes them (address,undefined)")
option(PROJECTOR_THREAD_SAFETY "Check the thread-safety annotations (clang only)" OFF)
option(PROJECTOR_FUZZING "Build the targets of libFuzzer (clang only)" OFF)
option(PROJECTOR_HARDENING "Hardening flags of the released daemon" OFF)
option(PROJECTOR_LTO "Link-time optimization" OFF)

add_library(projector_build_options INTERFACE)
add_library(projector::build_options ALIAS projector_build_options)

target_compile_features(projector_build_options INTERFACE cxx_std_20)
set(CMAKE_CXX_EXTENSIONS OFF)
target_compile_options(projector_build_options INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror
)

find_package(Threads REQUIRED)
target_link_libraries(projector_build_options INTERFACE Threads::Threads)

if(PROJECTOR_SANITIZERS)
  # The first finding ends the test; frame pointers make its stack readable.
  set(sanitizer_flags -fsanitize=${PROJECTOR_SANITIZERS} -fno-omit-frame-pointer)
  target_compile_options(projector_build_options INTERFACE
    ${sanitizer_flags} -fno-sanitize-recover=all)
  target_link_options(projector_build_options INTERFACE ${sanitizer_flags})
endif()

if(PROJECTOR_THREAD_SAFETY)
  if(NOT CMAKE_CXX_COMPILER_ID MATCHES Clang)
    message(FATAL_ERROR "PROJECTOR_THREAD_SAFETY needs clang: use the preset tidy")
  endif()
  target_compile_options(projector_build_options INTERFACE
    -Wthread-safety -Werror=thread-safety)
endif()

if(PROJECTOR_HARDENING)
  target_compile_options(projector_build_options INTERFACE
    -fstack-protector-strong -fstack-clash-protection -fcf-protection
    $<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE>
    $<$<NOT:$<CONFIG:Debug>>:-D_FORTIFY_SOURCE=2>
    -D_GLIBCXX_ASSERTIONS
  )
  target_link_options(projector_build_options INTERFACE
    -pie -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack)
endif()

if(PROJECTOR_LTO)
  include(CheckIPOSupported)
  check_ipo_supported(LANGUAGES CXX)
  set(CMAKE_INTERPROCEDURAL_OPTIMIZATION ON)
endif()
