# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0

# The faces of printed reports, cut down at build time and carried inside the library: no font is looked up at run time.
# Liberation Sans sets the text; DejaVu Sans lends the characters that it lacks (subscripts, Vietnamese, more mathematics).
find_program(CLAIRIS_HB_SUBSET hb-subset REQUIRED)
set(font_folders /usr/share/fonts/truetype/liberation /usr/share/fonts/truetype/liberation2 /usr/share/fonts/truetype/dejavu)
set(report_unicodes "20-7E,A0-17F,192,1FA-1FF,218-21B,2C6-2DD,37E-3CE,400-45F,490-491,1E80-1E85,1EF2-1EF3,2010-203E,2044,207F,20A3-20AC,2105-212E,215B-215E,2190-21A8,2202-2265,2302,2310,2500-25E6,263A-266C,FB01-FB02")
set(extra_unicodes "180-24F,250-2AF,300-36F,370-3FF,460-52F,1E00-1EFF,1F00-1FFF,2010-205E,2070-209C,20A0-20BF,2100-214F,2150-218F,2190-21FF,2200-22FF,2300-23CF,2460-2473,25A0-25FF,2600-2610,2611-2612,2640,2642,26A0,2713-2718,2776-2793,27F5-27FF,FB00-FB06,FFFD")

function(clairis_font output source unicodes)
  find_file(font_file_${output} "${source}" PATHS ${font_folders} NO_DEFAULT_PATH REQUIRED)
  set(target_file "${CMAKE_CURRENT_BINARY_DIR}/${output}.ttf")
  add_custom_command(OUTPUT "${target_file}"
    COMMAND "${CLAIRIS_HB_SUBSET}" "${font_file_${output}}" "--unicodes=${unicodes}" --no-hinting
            --layout-features= --name-IDs= "--drop-tables+=GSUB,GPOS,GDEF,kern,gasp,FFTM,DSIG,name,post" "--output-file=${target_file}"
    DEPENDS "${font_file_${output}}" "${CMAKE_CURRENT_SOURCE_DIR}/fonts/fonts.cmake" VERBATIM)
endfunction()

clairis_font(regular LiberationSans-Regular.ttf "${report_unicodes}")
clairis_font(bold LiberationSans-Bold.ttf "${report_unicodes}")
clairis_font(supplement DejaVuSans.ttf "${extra_unicodes}")
find_file(CLAIRIS_SRGB sRGB.icc PATHS /usr/share/color/icc NO_DEFAULT_PATH REQUIRED)
clairis_embed(clairis_reports clairis_report_files "${CMAKE_CURRENT_BINARY_DIR}/regular.ttf" "${CMAKE_CURRENT_BINARY_DIR}/bold.ttf"
  "${CMAKE_CURRENT_BINARY_DIR}/supplement.ttf" "${CLAIRIS_SRGB}")
