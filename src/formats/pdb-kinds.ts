/** CodeView record kinds by their official names; `ksy/pdb_tpi.ksy` and `ksy/pdb_symbols.ksy` list the same. */

/** Kinds of type records. */
export const Leaf = {
  LF_MODIFIER: 0x1001,
  LF_POINTER: 0x1002,
  LF_ARRAY_ST: 0x1003,
  LF_CLASS_ST: 0x1004,
  LF_STRUCTURE_ST: 0x1005,
  LF_UNION_ST: 0x1006,
  LF_ENUM_ST: 0x1007,
  LF_PROCEDURE: 0x1008,
  LF_MFUNCTION: 0x1009,
  LF_FIELDLIST: 0x1203,
  LF_BITFIELD: 0x1205,
  LF_ARRAY: 0x1503,
  LF_CLASS: 0x1504,
  LF_STRUCTURE: 0x1505,
  LF_UNION: 0x1506,
  LF_ENUM: 0x1507,
  LF_INTERFACE: 0x1519,
} as const;

/** Kinds of entries in a field list. */
export const Member = {
  LF_ENUMERATE_ST: 0x0403,
  LF_BCLASS: 0x1400,
  LF_VBCLASS: 0x1401,
  LF_IVBCLASS: 0x1402,
  LF_INDEX: 0x1404,
  LF_MEMBER_ST: 0x1405,
  LF_STMEMBER_ST: 0x1406,
  LF_METHOD_ST: 0x1407,
  LF_NESTTYPE_ST: 0x1408,
  LF_VFUNCTAB: 0x1409,
  LF_ONEMETHOD_ST: 0x140b,
  LF_VFUNCOFF: 0x140c,
  LF_ENUMERATE: 0x1502,
  LF_MEMBER: 0x150d,
  LF_STMEMBER: 0x150e,
  LF_METHOD: 0x150f,
  LF_NESTTYPE: 0x1510,
  LF_ONEMETHOD: 0x1511,
  LF_NESTTYPEEX: 0x1512,
  LF_BINTERFACE: 0x151a,
} as const;

/** Kinds of numbers that do not fit 15 bits. */
export const Numeric = {
  LF_CHAR: 0x8000,
  LF_SHORT: 0x8001,
  LF_USHORT: 0x8002,
  LF_LONG: 0x8003,
  LF_ULONG: 0x8004,
  LF_QUADWORD: 0x8009,
  LF_UQUADWORD: 0x800a,
} as const;

/** Kinds of symbol records that name an address. */
export const SymbolKind = {
  S_LDATA32_ST: 0x1007,
  S_GDATA32_ST: 0x1008,
  S_PUB32_ST: 0x1009,
  S_LPROC32_ST: 0x100a,
  S_GPROC32_ST: 0x100b,
  S_LDATA32: 0x110c,
  S_GDATA32: 0x110d,
  S_PUB32: 0x110e,
  S_LPROC32: 0x110f,
  S_GPROC32: 0x1110,
  S_LPROC32_ID: 0x1146,
  S_GPROC32_ID: 0x1147,
} as const;
