# What a plain `cmake -S . -B DIR` gets where nothing else was asked for: an optimized build, found
# in the prefix of scripts/dependencies, with ccache where there is one.

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "Kind of build")
endif()

set(default_prefix /opt/manifest-projector)
if(DEFINED ENV{PROJECTOR_PREFIX})
  set(default_prefix $ENV{PROJECTOR_PREFIX})
endif()
set(PROJECTOR_PREFIX ${default_prefix} CACHE PATH "Where scripts/dependencies puts what it builds")
list(PREPEND CMAKE_PREFIX_PATH ${PROJECTOR_PREFIX})

find_program(PROJECTOR_CCACHE ccache)
if(PROJECTOR_CCACHE)
  foreach(language C CXX)
    if(NOT CMAKE_${language}_COMPILER_LAUNCHER)
      set(CMAKE_${language}_COMPILER_LAUNCHER ${PROJECTOR_CCACHE})
    endif()
  endforeach()
endif()

set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
option(BUILD_TESTING "Build the tests" ON)
