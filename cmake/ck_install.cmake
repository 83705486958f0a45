# Program, library (both kinds), header, pkg-config file, CMake package, man page, worlds and scenarios.

include(CMakePackageConfigHelpers)

install(TARGETS chokepoint_shared EXPORT chokepoint LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(TARGETS chokepoint_static EXPORT chokepoint-static ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(FILES ${ck_public_headers} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(TARGETS chokepoint RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/chokepoint.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(DIRECTORY worlds scenarios backtest DESTINATION ${CMAKE_INSTALL_DATADIR}/chokepoint)
install(DIRECTORY law DESTINATION ${CMAKE_INSTALL_DATADIR}/chokepoint OPTIONAL)

# Link names and no Requires.private: that would ask for everything that those libraries need when they are static
# themselves, which they are not.
list(TRANSFORM CK_HOST_LINK_NAMES PREPEND "-l" OUTPUT_VARIABLE CK_PC_LIBS_PRIVATE)
list(JOIN CK_PC_LIBS_PRIVATE " " CK_PC_LIBS_PRIVATE)
# Relative, so that `cmake --install --prefix` may choose the prefix.
file(RELATIVE_PATH ck_pc_to_prefix /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
string(REGEX REPLACE "/$" "" ck_pc_to_prefix ${ck_pc_to_prefix})
configure_file(cmake/chokepoint.pc.in chokepoint.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/chokepoint.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

set(ck_package ${CMAKE_INSTALL_LIBDIR}/cmake/chokepoint)
install(EXPORT chokepoint NAMESPACE chokepoint:: DESTINATION ${ck_package} FILE chokepoint-targets.cmake)
install(EXPORT chokepoint-static NAMESPACE chokepoint:: DESTINATION ${ck_package} FILE chokepoint-static-targets.cmake)
list(JOIN CK_HOST_PC_REQUIRES " " CK_HOST_PC_REQUIRES)
configure_package_config_file(cmake/chokepoint-config.cmake.in chokepoint-config.cmake INSTALL_DESTINATION ${ck_package})
write_basic_package_version_file(chokepoint-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/chokepoint-config.cmake ${CMAKE_CURRENT_BINARY_DIR}/chokepoint-config-version.cmake
        DESTINATION ${ck_package})
