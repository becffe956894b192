# Runs at each build (`cmake -P`); touches its output only when version or commit changed.

if(NOT COMMIT)
  execute_process(
    COMMAND git -C ${SOURCE_DIR} describe --always --dirty --abbrev=12 --exclude=*
    OUTPUT_VARIABLE COMMIT OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET
  )
endif()
if(NOT COMMIT)
  set(COMMIT unknown)  # A source archive: the packager passes PROJECTOR_COMMIT.
endif()

configure_file(${TEMPLATE} ${OUTPUT} @ONLY)
