// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Value representations (PS3.5 §6.2), each as the two characters that stand in the file.

#pragma once

#include <cstdint>

namespace dcmstream {

// The code of two characters as they are loaded little endian; in an explicit header the VR is read so in either byte order.
[[nodiscard]] constexpr std::uint16_t vr_code(char first, char second) noexcept {
  return static_cast<std::uint16_t>(static_cast<unsigned char>(first) | static_cast<unsigned char>(second) << 8);
}

// An enumerator's value is its vr_code, so a value read from a file is cast first and checked by is_known() after.
enum class vr : std::uint16_t {
  none = 0,
  AE = vr_code('A', 'E'),
  AS = vr_code('A', 'S'),
  AT = vr_code('A', 'T'),
  CS = vr_code('C', 'S'),
  DA = vr_code('D', 'A'),
  DS = vr_code('D', 'S'),
  DT = vr_code('D', 'T'),
  FD = vr_code('F', 'D'),
  FL = vr_code('F', 'L'),
  IS = vr_code('I', 'S'),
  LO = vr_code('L', 'O'),
  LT = vr_code('L', 'T'),
  OB = vr_code('O', 'B'),
  OD = vr_code('O', 'D'),
  OF = vr_code('O', 'F'),
  OL = vr_code('O', 'L'),
  OV = vr_code('O', 'V'),
  OW = vr_code('O', 'W'),
  PN = vr_code('P', 'N'),
  SH = vr_code('S', 'H'),
  SL = vr_code('S', 'L'),
  SQ = vr_code('S', 'Q'),
  SS = vr_code('S', 'S'),
  ST = vr_code('S', 'T'),
  SV = vr_code('S', 'V'),
  TM = vr_code('T', 'M'),
  UC = vr_code('U', 'C'),
  UI = vr_code('U', 'I'),
  UL = vr_code('U', 'L'),
  UN = vr_code('U', 'N'),
  UR = vr_code('U', 'R'),
  US = vr_code('U', 'S'),
  UT = vr_code('U', 'T'),
  UV = vr_code('U', 'V'),
};

// Whether the explicit header has two reserved bytes and a 32-bit length. PS3.5 §7.1.2
[[nodiscard]] constexpr bool has_long_header(vr value) noexcept {
  switch (value) {
  case vr::OB:
  case vr::OD:
  case vr::OF:
  case vr::OL:
  case vr::OV:
  case vr::OW:
  case vr::SQ:
  case vr::SV:
  case vr::UC:
  case vr::UN:
  case vr::UR:
  case vr::UT:
  case vr::UV: return true;
  default: return false;
  }
}

// Whether the value is one of the 34 of PS3.5 Table 6.2-1.
[[nodiscard]] constexpr bool is_known(vr value) noexcept {
  switch (value) {
  case vr::AE:
  case vr::AS:
  case vr::AT:
  case vr::CS:
  case vr::DA:
  case vr::DS:
  case vr::DT:
  case vr::FD:
  case vr::FL:
  case vr::IS:
  case vr::LO:
  case vr::LT:
  case vr::PN:
  case vr::SH:
  case vr::SL:
  case vr::SS:
  case vr::ST:
  case vr::TM:
  case vr::UI:
  case vr::UL:
  case vr::US: return true;
  default: return has_long_header(value);
  }
}

// The bytes that are swapped together when the byte order changes; 1 where nothing is. PS3.5 §7.3
// AT is two 16-bit numbers, not one of 32 bits.
[[nodiscard]] constexpr unsigned unit_size(vr value) noexcept {
  switch (value) {
  case vr::AT:
  case vr::OW:
  case vr::SS:
  case vr::US: return 2;
  case vr::FL:
  case vr::OF:
  case vr::OL:
  case vr::SL:
  case vr::UL: return 4;
  case vr::FD:
  case vr::OD:
  case vr::OV:
  case vr::SV:
  case vr::UV: return 8;
  default: return 1;
  }
}

} // namespace dcmstream
