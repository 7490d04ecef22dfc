# Sources of one directory are compiled a few at a time, as one translation unit (CMake's unity build):
# what they all include and instantiate, Eigen above all, is most of the work, and is done once for each
# unit. So names in the anonymous namespaces of a directory must differ (tools/check_unity.py).
#
# group_sources(TARGET MOST [EXCEPT SOURCE...]): units of up to MOST sources of TARGET; EXCEPT are
# compiled by themselves. With CMAKE_UNITY_BUILD=OFF all are.
function(group_sources target most)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "" "EXCEPT")
  get_target_property(sources ${target} SOURCES)
  foreach(source IN LISTS sources)
    cmake_path(GET source PARENT_PATH directory)
    if(source IN_LIST arg_EXCEPT OR directory STREQUAL "" OR IS_ABSOLUTE "${source}")
      set_source_files_properties("${source}" PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
      continue()
    endif()
    string(REPLACE "/" "_" directory "${directory}")
    list(APPEND grouped_${directory} "${source}")
    list(LENGTH grouped_${directory} count)
    math(EXPR unit "(${count} - 1) / ${most}")
    set_source_files_properties("${source}" PROPERTIES UNITY_GROUP "${directory}_${unit}")
  endforeach()
  set_target_properties(${target} PROPERTIES UNITY_BUILD_MODE GROUP)
endfunction()
