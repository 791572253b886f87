meta:
  id: cabinet
  title: Microsoft cabinet, as symbol stores use it for one compressed file
  file-extension: cab
  license: MIT
  ks-version: 0.11
  endian: le
doc: |
  Header, folders (a run of data blocks with one compression), files (a range of a folder's plain
  bytes). An MSZIP block is `CK` and a deflate stream that may refer back to the 32 KiB before it.
doc-ref:
  - https://learn.microsoft.com/en-us/openspecs/exchange_server_protocols/ms-cab/43b7f1ee-ebea-4e29-9b46-d1f5f1e5a3ae
  - https://learn.microsoft.com/en-us/openspecs/exchange_server_protocols/ms-mci/27f0a9cd-99c7-47ad-a2ff-46ae4a1b3b05
seq:
  - id: magic
    -orig-id: signature
    contents: MSCF
  - id: reserved1
    type: u4
  - id: len_cabinet
    -orig-id: cbCabinet
    type: u4
  - id: reserved2
    type: u4
  - id: ofs_files
    -orig-id: coffFiles
    type: u4
  - id: reserved3
    type: u4
  - id: version_minor
    type: u1
  - id: version_major
    type: u1
    valid: 1
  - id: num_folders
    -orig-id: cFolders
    type: u2
  - id: num_files
    -orig-id: cFiles
    type: u2
  - id: flags
    type: u2
    doc: 1 has a previous cabinet, 2 has a next cabinet, 4 has reserved areas.
  - id: set_id
    -orig-id: setID
    type: u2
  - id: index
    -orig-id: iCabinet
    type: u2
  - id: reserve
    type: reserve_sizes
    if: flags & 4 != 0
  - id: folders
    type: folder
    repeat: expr
    repeat-expr: num_folders
types:
  reserve_sizes:
    seq:
      - id: len_cabinet_reserve
        -orig-id: cbCFHeader
        type: u2
      - id: len_folder_reserve
        -orig-id: cbCFFolder
        type: u1
      - id: len_data_reserve
        -orig-id: cbCFData
        type: u1
      - id: cabinet_reserve
        size: len_cabinet_reserve
  folder:
    -orig-id: CFFOLDER
    seq:
      - id: ofs_data
        -orig-id: coffCabStart
        type: u4
      - id: num_data_blocks
        -orig-id: cCFData
        type: u2
      - id: compression
        -orig-id: typeCompress
        type: u2
        doc: Low four bits; 0 none, 1 MSZIP, 2 Quantum, 3 LZX.
      - id: reserve
        size: _root.reserve.len_folder_reserve
        if: _root.flags & 4 != 0
  file:
    -orig-id: CFFILE
    seq:
      - id: len_file
        -orig-id: cbFile
        type: u4
      - id: ofs_in_folder
        -orig-id: uoffFolderStart
        type: u4
      - id: folder
        -orig-id: iFolder
        type: u2
      - id: date
        type: u2
      - id: time
        type: u2
      - id: attributes
        -orig-id: attribs
        type: u2
      - id: name
        -orig-id: szName
        type: strz
        encoding: ASCII
  data_block:
    -orig-id: CFDATA
    doc: Followed by the per-block reserve, then `len_compressed` bytes.
    seq:
      - id: checksum
        -orig-id: csum
        type: u4
      - id: len_compressed
        -orig-id: cbData
        type: u2
      - id: len_plain
        -orig-id: cbUncomp
        type: u2
