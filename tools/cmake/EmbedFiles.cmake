# Writes a C++ file that holds other files, byte for byte.
#
# As a module it defines
#
#   odds_embed_files(OUTPUT FILE.cpp FILES file...)
#
# which writes FILE.cpp anew whenever one of the files has changed: the definition of
# odds::embedded_datasets(), declared in src/verify/embedded.hpp. As a script (cmake -P), with
# OUTPUT and FILES, it does the writing.

# Every byte becomes "\xHH", whatever it is, so that no content can break the literal.
function(odds_write_embedded output files)
  set(text "#include \"verify/embedded.hpp\"\n\n#include <iterator>\n\nnamespace odds {\nnamespace {\n\n")
  set(table "")
  set(number 0)
  foreach(file IN LISTS files)
    file(READ "${file}" bytes HEX)
    string(REGEX REPLACE "(..)" "\\\\x\\1" bytes "${bytes}")
    get_filename_component(name "${file}" NAME)
    string(APPEND text "constexpr char kFile${number}[] = \"${bytes}\";\n")
    # The literal ends with a NUL that is not part of the file.
    string(APPEND table "    {\"${name}\", {kFile${number}, std::size(kFile${number}) - 1}},\n")
    math(EXPR number "${number} + 1")
  endforeach()
  string(APPEND text "\nconstexpr EmbeddedFile kFiles[] = {\n${table}};\n\n}  // namespace\n\n"
    "std::span<const EmbeddedFile> embedded_datasets() { return kFiles; }\n\n}  // namespace odds\n")
  file(WRITE "${output}" "${text}")
endfunction()

if(CMAKE_SCRIPT_MODE_FILE)
  odds_write_embedded("${OUTPUT}" "${FILES}")
  return()
endif()

set(ODDS_EMBED_SCRIPT "${CMAKE_CURRENT_LIST_FILE}")

function(odds_embed_files)
  cmake_parse_arguments(PARSE_ARGV 0 embed "" "OUTPUT" "FILES")
  add_custom_command(OUTPUT "${embed_OUTPUT}"
    COMMAND "${CMAKE_COMMAND}" -D "OUTPUT=${embed_OUTPUT}" -D "FILES=${embed_FILES}"
            -P "${ODDS_EMBED_SCRIPT}"
    DEPENDS ${embed_FILES} "${ODDS_EMBED_SCRIPT}"
    COMMENT "Embedding the certified data sets"
    VERBATIM)
  # Literals longer than the 64 KiB that the standard asks of a compiler; both of ours take more.
  set_source_files_properties("${embed_OUTPUT}" PROPERTIES
    COMPILE_OPTIONS "-Wno-overlength-strings" SKIP_PRECOMPILE_HEADERS ON)
endfunction()
