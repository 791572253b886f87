meta:
  id: windows_summary_dump32
  title: Second header of a 32-bit kernel summary dump (SUMMARY_DUMP32)
  license: MIT
  ks-version: 0.11
  endian: le
doc: |
  Lies at 0x1000 of a type 2 dump. The bitmap follows it: bit n (least significant first) is set
  when page frame n is in the file. Pages start at `len_header` in ascending frame order.
doc-ref: https://github.com/S2E/s2e/blob/master/guest/windows/scripts/README.md
seq:
  - id: magic
    -orig-id: Signature
    size: 4
    doc: 'SDMP; tools that write dumps leave other bytes here, so only valid_dump is checked.'
  - id: valid_dump
    -orig-id: ValidDump
    contents: DUMP
  - id: dump_options
    -orig-id: DumpOptions
    type: u4
  - id: len_header
    -orig-id: HeaderSize
    type: u4
    doc: File offset of the first page.
  - id: num_bitmap_bits
    -orig-id: BitmapSize
    type: u4
    doc: Highest frame number plus one.
  - id: num_pages
    -orig-id: Pages
    type: u4
    doc: Bits set, pages in the file.
  - id: bitmap
    -orig-id: Bitmap
    type: rtl_bitmap
types:
  rtl_bitmap:
    -orig-id: RTL_BITMAP
    seq:
      - id: num_bits
        -orig-id: SizeOfBitMap
        type: u4
      - id: reserved
        -orig-id: Buffer
        type: u4
