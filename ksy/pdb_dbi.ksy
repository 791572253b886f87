meta:
  id: pdb_dbi
  title: PDB debug information stream (stream 3)
  license: MIT
  ks-version: 0.11
  endian: le
doc: |
  The header is followed by its substreams in this order: modules, section contributions, section
  map, source files, type servers, edit-and-continue names, optional debug header. The age here is
  the one that the image's RSDS record and the symbol store use.
doc-ref: https://llvm.org/docs/PDB/DbiStream.html
seq:
  - id: signature
    -orig-id: VersionSignature
    type: s4
    valid: -1
  - id: version
    -orig-id: VersionHeader
    type: u4
  - id: age
    -orig-id: Age
    type: u4
  - id: global_stream
    -orig-id: GlobalStreamIndex
    type: u2
  - id: build_number
    -orig-id: BuildNumber
    type: u2
  - id: public_stream
    -orig-id: PublicStreamIndex
    type: u2
  - id: dll_version
    -orig-id: PdbDllVersion
    type: u2
  - id: symbol_record_stream
    -orig-id: SymRecordStream
    type: u2
  - id: dll_rebuild
    -orig-id: PdbDllRbld
    type: u2
  - id: len_modules
    -orig-id: ModInfoSize
    type: u4
  - id: len_section_contributions
    -orig-id: SectionContributionSize
    type: u4
  - id: len_section_map
    -orig-id: SectionMapSize
    type: u4
  - id: len_source_files
    -orig-id: SourceInfoSize
    type: u4
  - id: len_type_servers
    -orig-id: TypeServerMapSize
    type: u4
  - id: type_server
    -orig-id: MFCTypeServerIndex
    type: u4
  - id: len_debug_header
    -orig-id: OptionalDbgHeaderSize
    type: u4
  - id: len_edit_and_continue
    -orig-id: ECSubstreamSize
    type: u4
  - id: flags
    -orig-id: Flags
    type: u2
    doc: 1 incrementally linked, 2 private symbols stripped, 4 conflicting types.
  - id: machine
    -orig-id: Machine
    type: u2
  - id: reserved
    -orig-id: Padding
    type: u4
types:
  debug_header:
    -orig-id: DbgHdr
    doc: Stream numbers, 0xffff where there is none. Old files have a shorter list.
    seq:
      - id: fpo_stream
        type: u2
      - id: exception_stream
        type: u2
      - id: fixup_stream
        type: u2
      - id: omap_to_source_stream
        type: u2
      - id: omap_from_source_stream
        type: u2
      - id: section_header_stream
        type: u2
      - id: token_map_stream
        type: u2
      - id: xdata_stream
        type: u2
      - id: pdata_stream
        type: u2
      - id: frame_data_stream
        type: u2
      - id: original_section_header_stream
        type: u2
  module_info:
    -orig-id: ModInfo
    doc: Followed by two zero-terminated names (module, object file) and padding to 4 bytes.
    seq:
      - id: unused
        type: u4
      - id: section_contribution
        type: section_contribution
      - id: flags
        type: u2
      - id: symbol_stream
        -orig-id: ModuleSymStream
        type: u2
      - id: len_symbols
        -orig-id: SymByteSize
        type: u4
        doc: Includes the 4-byte signature in front of the records.
      - id: len_lines_c11
        -orig-id: C11ByteSize
        type: u4
      - id: len_lines_c13
        -orig-id: C13ByteSize
        type: u4
      - id: num_source_files
        -orig-id: SourceFileCount
        type: u2
      - id: padding
        type: u2
      - id: reserved
        type: u4
      - id: source_file_name
        type: u4
      - id: pdb_file_name
        type: u4
  section_contribution:
    -orig-id: SectionContribEntry
    seq:
      - id: section
        type: u2
      - id: padding1
        type: u2
      - id: ofs
        type: s4
      - id: len
        type: s4
      - id: characteristics
        type: u4
      - id: module_index
        type: u2
      - id: padding2
        type: u2
      - id: crc_data
        type: u4
      - id: crc_relocations
        type: u4
