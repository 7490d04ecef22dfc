# What `cmake --install` puts where: headers, library, command, and how others find them.
include(CMakePackageConfigHelpers)

set(odds_package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/odds")

install(DIRECTORY include/odds DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
  FILES_MATCHING PATTERN "*.hpp" PATTERN mpi.hpp EXCLUDE)
install(TARGETS odds EXPORT oddsTargets)
install(EXPORT oddsTargets NAMESPACE odds:: DESTINATION "${odds_package_dir}")
if(ODDS_BUILD_CLI)
  install(TARGETS odds-cli)
endif()
# The component "mpi" of the package.
if(ODDS_MPI)
  install(FILES include/odds/mpi.hpp DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/odds")
  install(TARGETS odds-with-mpi EXPORT oddsMpiTargets)
  install(EXPORT oddsMpiTargets NAMESPACE odds:: DESTINATION "${odds_package_dir}")
  if(ODDS_BUILD_CLI)
    install(TARGETS odds-mpi)
  endif()
endif()

get_target_property(ODDS_LIBRARY_TYPE odds TYPE)
configure_package_config_file(tools/cmake/oddsConfig.cmake.in oddsConfig.cmake
  INSTALL_DESTINATION "${odds_package_dir}")
write_basic_package_version_file(oddsConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/oddsConfig.cmake" "${PROJECT_BINARY_DIR}/oddsConfigVersion.cmake"
  DESTINATION "${odds_package_dir}")

# A static library needs its own libraries at every link, a shared one brings them along.
set(ODDS_REQUIRES "")
if(ODDS_LIBRARY_TYPE STREQUAL "STATIC_LIBRARY")
  set(ODDS_REQUIRES "fmt >= 9, libcrypto >= 3.0, zlib >= 1.2, libzstd >= 1.5")
endif()
# Relative, so that an installed tree can be moved.
cmake_path(RELATIVE_PATH CMAKE_INSTALL_PREFIX
  BASE_DIRECTORY "${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig" OUTPUT_VARIABLE ODDS_PC_PREFIX)
configure_file(tools/cmake/odds.pc.in odds.pc @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/odds.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
