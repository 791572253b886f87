meta:
  id: kddebugger_data64
  title: Kernel debugger data block (KDDEBUGGER_DATA64)
  license: MIT
  ks-version: 0.11
  endian: le
doc: |
  The table of kernel variables that the dump writer leaves for debuggers. Fields are eight bytes
  wide on 32-bit Windows too; the low word counts. Most are addresses of variables. The block grew:
  0x290 bytes on XP, 0x318 on Server 2003, 0x330 on Vista, 0x340 on Windows 7.
doc-ref:
  - https://learn.microsoft.com/en-us/windows-hardware/drivers/debugger/
  - https://github.com/reactos/reactos/blob/master/sdk/include/psdk/wdbgexts.h
seq:
  - id: list
    -orig-id: List
    type: u8_halves
    doc: On x86 a 32-bit LIST_ENTRY in the first eight bytes.
  - id: list_rest
    type: u8_halves
  - id: magic
    -orig-id: OwnerTag
    contents: KDBG
  - id: len_block
    -orig-id: Size
    type: u4
    doc: Size of this block in bytes; 0x340 on Windows 7.
  - id: kern_base
    -orig-id: KernBase
    type: u8_halves
  - id: breakpoint_with_status
    -orig-id: BreakpointWithStatus
    type: u8_halves
  - id: saved_context
    -orig-id: SavedContext
    type: u8_halves
  - id: th_callback_stack
    -orig-id: ThCallbackStack
    type: u2
  - id: next_callback
    -orig-id: NextCallback
    type: u2
  - id: frame_pointer
    -orig-id: FramePointer
    type: u2
  - id: pae_enabled
    -orig-id: PaeEnabled
    type: u2
  - id: ki_call_user_mode
    -orig-id: KiCallUserMode
    type: u8_halves
  - id: ke_user_callback_dispatcher
    -orig-id: KeUserCallbackDispatcher
    type: u8_halves
  - id: ps_loaded_module_list
    -orig-id: PsLoadedModuleList
    type: u8_halves
  - id: ps_active_process_head
    -orig-id: PsActiveProcessHead
    type: u8_halves
  - id: psp_cid_table
    -orig-id: PspCidTable
    type: u8_halves
  - id: exp_system_resources_list
    -orig-id: ExpSystemResourcesList
    type: u8_halves
  - id: exp_paged_pool_descriptor
    -orig-id: ExpPagedPoolDescriptor
    type: u8_halves
  - id: exp_number_of_paged_pools
    -orig-id: ExpNumberOfPagedPools
    type: u8_halves
  - id: ke_time_increment
    -orig-id: KeTimeIncrement
    type: u8_halves
  - id: ke_bug_check_callback_list_head
    -orig-id: KeBugCheckCallbackListHead
    type: u8_halves
  - id: ki_bugcheck_data
    -orig-id: KiBugcheckData
    type: u8_halves
  - id: iop_error_log_list_head
    -orig-id: IopErrorLogListHead
    type: u8_halves
  - id: obp_root_directory_object
    -orig-id: ObpRootDirectoryObject
    type: u8_halves
  - id: obp_type_object_type
    -orig-id: ObpTypeObjectType
    type: u8_halves
  - id: mm_system_cache_start
    -orig-id: MmSystemCacheStart
    type: u8_halves
  - id: mm_system_cache_end
    -orig-id: MmSystemCacheEnd
    type: u8_halves
  - id: mm_system_cache_ws
    -orig-id: MmSystemCacheWs
    type: u8_halves
  - id: mm_pfn_database
    -orig-id: MmPfnDatabase
    type: u8_halves
  - id: mm_system_ptes_start
    -orig-id: MmSystemPtesStart
    type: u8_halves
  - id: mm_system_ptes_end
    -orig-id: MmSystemPtesEnd
    type: u8_halves
  - id: mm_subsection_base
    -orig-id: MmSubsectionBase
    type: u8_halves
  - id: mm_number_of_paging_files
    -orig-id: MmNumberOfPagingFiles
    type: u8_halves
  - id: mm_lowest_physical_page
    -orig-id: MmLowestPhysicalPage
    type: u8_halves
  - id: mm_highest_physical_page
    -orig-id: MmHighestPhysicalPage
    type: u8_halves
  - id: mm_number_of_physical_pages
    -orig-id: MmNumberOfPhysicalPages
    type: u8_halves
  - id: mm_maximum_non_paged_pool_in_bytes
    -orig-id: MmMaximumNonPagedPoolInBytes
    type: u8_halves
  - id: mm_non_paged_system_start
    -orig-id: MmNonPagedSystemStart
    type: u8_halves
  - id: mm_non_paged_pool_start
    -orig-id: MmNonPagedPoolStart
    type: u8_halves
  - id: mm_non_paged_pool_end
    -orig-id: MmNonPagedPoolEnd
    type: u8_halves
  - id: mm_paged_pool_start
    -orig-id: MmPagedPoolStart
    type: u8_halves
  - id: mm_paged_pool_end
    -orig-id: MmPagedPoolEnd
    type: u8_halves
  - id: mm_paged_pool_information
    -orig-id: MmPagedPoolInformation
    type: u8_halves
  - id: mm_page_size
    -orig-id: MmPageSize
    type: u8_halves
  - id: mm_size_of_paged_pool_in_bytes
    -orig-id: MmSizeOfPagedPoolInBytes
    type: u8_halves
  - id: mm_total_commit_limit
    -orig-id: MmTotalCommitLimit
    type: u8_halves
  - id: mm_total_committed_pages
    -orig-id: MmTotalCommittedPages
    type: u8_halves
  - id: mm_shared_commit
    -orig-id: MmSharedCommit
    type: u8_halves
  - id: mm_driver_commit
    -orig-id: MmDriverCommit
    type: u8_halves
  - id: mm_process_commit
    -orig-id: MmProcessCommit
    type: u8_halves
  - id: mm_paged_pool_commit
    -orig-id: MmPagedPoolCommit
    type: u8_halves
  - id: mm_extended_commit
    -orig-id: MmExtendedCommit
    type: u8_halves
  - id: mm_zeroed_page_list_head
    -orig-id: MmZeroedPageListHead
    type: u8_halves
  - id: mm_free_page_list_head
    -orig-id: MmFreePageListHead
    type: u8_halves
  - id: mm_standby_page_list_head
    -orig-id: MmStandbyPageListHead
    type: u8_halves
  - id: mm_modified_page_list_head
    -orig-id: MmModifiedPageListHead
    type: u8_halves
  - id: mm_modified_no_write_page_list_head
    -orig-id: MmModifiedNoWritePageListHead
    type: u8_halves
  - id: mm_available_pages
    -orig-id: MmAvailablePages
    type: u8_halves
  - id: mm_resident_available_pages
    -orig-id: MmResidentAvailablePages
    type: u8_halves
  - id: pool_track_table
    -orig-id: PoolTrackTable
    type: u8_halves
  - id: non_paged_pool_descriptor
    -orig-id: NonPagedPoolDescriptor
    type: u8_halves
  - id: mm_highest_user_address
    -orig-id: MmHighestUserAddress
    type: u8_halves
  - id: mm_system_range_start
    -orig-id: MmSystemRangeStart
    type: u8_halves
  - id: mm_user_probe_address
    -orig-id: MmUserProbeAddress
    type: u8_halves
  - id: kd_print_circular_buffer
    -orig-id: KdPrintCircularBuffer
    type: u8_halves
  - id: kd_print_circular_buffer_end
    -orig-id: KdPrintCircularBufferEnd
    type: u8_halves
  - id: kd_print_write_pointer
    -orig-id: KdPrintWritePointer
    type: u8_halves
  - id: kd_print_rollover_count
    -orig-id: KdPrintRolloverCount
    type: u8_halves
  - id: mm_loaded_user_image_list
    -orig-id: MmLoadedUserImageList
    type: u8_halves
  - id: nt_build_lab
    -orig-id: NtBuildLab
    type: u8_halves
  - id: ki_normal_system_call
    -orig-id: KiNormalSystemCall
    type: u8_halves
  - id: ki_processor_block
    -orig-id: KiProcessorBlock
    type: u8_halves
  - id: mm_unloaded_drivers
    -orig-id: MmUnloadedDrivers
    type: u8_halves
  - id: mm_last_unloaded_driver
    -orig-id: MmLastUnloadedDriver
    type: u8_halves
  - id: mm_triage_action_taken
    -orig-id: MmTriageActionTaken
    type: u8_halves
  - id: mm_special_pool_tag
    -orig-id: MmSpecialPoolTag
    type: u8_halves
  - id: kernel_verifier
    -orig-id: KernelVerifier
    type: u8_halves
  - id: mm_verifier_data
    -orig-id: MmVerifierData
    type: u8_halves
  - id: mm_allocated_non_paged_pool
    -orig-id: MmAllocatedNonPagedPool
    type: u8_halves
  - id: mm_peak_commitment
    -orig-id: MmPeakCommitment
    type: u8_halves
  - id: mm_total_commit_limit_maximum
    -orig-id: MmTotalCommitLimitMaximum
    type: u8_halves
  - id: cm_nt_csd_version
    -orig-id: CmNtCSDVersion
    type: u8_halves
  - id: mm_physical_memory_block
    -orig-id: MmPhysicalMemoryBlock
    type: u8_halves
  - id: mm_session_base
    -orig-id: MmSessionBase
    type: u8_halves
  - id: mm_session_size
    -orig-id: MmSessionSize
    type: u8_halves
  - id: mm_system_parent_table_page
    -orig-id: MmSystemParentTablePage
    type: u8_halves
  - id: server2003
    type: server2003_part
    if: len_block >= 0x318
  - id: vista
    type: vista_part
    if: len_block >= 0x330
  - id: windows7
    type: windows7_part
    if: len_block >= 0x340
types:
  u8_halves:
    doc: A 64-bit value as two words, because a u8 loses bits in JavaScript.
    seq:
      - id: low
        type: u4
      - id: high
        type: u4
  server2003_part:
    doc: Added by Server 2003, at 0x290.
    seq:
      - id: mm_virtual_translation_base
        -orig-id: MmVirtualTranslationBase
        type: u8_halves
      - id: offset_k_thread_next_processor
        -orig-id: OffsetKThreadNextProcessor
        type: u2
      - id: offset_k_thread_teb
        -orig-id: OffsetKThreadTeb
        type: u2
      - id: offset_k_thread_kernel_stack
        -orig-id: OffsetKThreadKernelStack
        type: u2
      - id: offset_k_thread_initial_stack
        -orig-id: OffsetKThreadInitialStack
        type: u2
      - id: offset_k_thread_apc_process
        -orig-id: OffsetKThreadApcProcess
        type: u2
      - id: offset_k_thread_state
        -orig-id: OffsetKThreadState
        type: u2
      - id: offset_k_thread_b_store
        -orig-id: OffsetKThreadBStore
        type: u2
      - id: offset_k_thread_b_store_limit
        -orig-id: OffsetKThreadBStoreLimit
        type: u2
      - id: size_e_process
        -orig-id: SizeEProcess
        type: u2
      - id: offset_eprocess_peb
        -orig-id: OffsetEprocessPeb
        type: u2
      - id: offset_eprocess_parent_cid
        -orig-id: OffsetEprocessParentCID
        type: u2
      - id: offset_eprocess_directory_table_base
        -orig-id: OffsetEprocessDirectoryTableBase
        type: u2
      - id: size_prcb
        -orig-id: SizePrcb
        type: u2
      - id: offset_prcb_dpc_routine
        -orig-id: OffsetPrcbDpcRoutine
        type: u2
      - id: offset_prcb_current_thread
        -orig-id: OffsetPrcbCurrentThread
        type: u2
      - id: offset_prcb_mhz
        -orig-id: OffsetPrcbMhz
        type: u2
      - id: offset_prcb_cpu_type
        -orig-id: OffsetPrcbCpuType
        type: u2
      - id: offset_prcb_vendor_string
        -orig-id: OffsetPrcbVendorString
        type: u2
      - id: offset_prcb_proc_state_context
        -orig-id: OffsetPrcbProcStateContext
        type: u2
      - id: offset_prcb_number
        -orig-id: OffsetPrcbNumber
        type: u2
      - id: size_e_thread
        -orig-id: SizeEThread
        type: u2
      - id: reserved_pad1
        size: 6
      - id: kd_print_circular_buffer_ptr
        -orig-id: KdPrintCircularBufferPtr
        type: u8_halves
      - id: kd_print_buffer_size
        -orig-id: KdPrintBufferSize
        type: u8_halves
      - id: ke_loader_block
        -orig-id: KeLoaderBlock
        type: u8_halves
      - id: size_pcr
        -orig-id: SizePcr
        type: u2
      - id: offset_pcr_self_pcr
        -orig-id: OffsetPcrSelfPcr
        type: u2
      - id: offset_pcr_current_prcb
        -orig-id: OffsetPcrCurrentPrcb
        type: u2
      - id: offset_pcr_contained_prcb
        -orig-id: OffsetPcrContainedPrcb
        type: u2
      - id: offset_pcr_initial_b_store
        -orig-id: OffsetPcrInitialBStore
        type: u2
      - id: offset_pcr_b_store_limit
        -orig-id: OffsetPcrBStoreLimit
        type: u2
      - id: offset_pcr_initial_stack
        -orig-id: OffsetPcrInitialStack
        type: u2
      - id: offset_pcr_stack_limit
        -orig-id: OffsetPcrStackLimit
        type: u2
      - id: offset_prcb_pcr_page
        -orig-id: OffsetPrcbPcrPage
        type: u2
      - id: offset_prcb_proc_state_special_reg
        -orig-id: OffsetPrcbProcStateSpecialReg
        type: u2
      - id: gdt_r0_code
        -orig-id: GdtR0Code
        type: u2
      - id: gdt_r0_data
        -orig-id: GdtR0Data
        type: u2
      - id: gdt_r0_pcr
        -orig-id: GdtR0Pcr
        type: u2
      - id: gdt_r3_code
        -orig-id: GdtR3Code
        type: u2
      - id: gdt_r3_data
        -orig-id: GdtR3Data
        type: u2
      - id: gdt_r3_teb
        -orig-id: GdtR3Teb
        type: u2
      - id: gdt_ldt
        -orig-id: GdtLdt
        type: u2
      - id: gdt_tss
        -orig-id: GdtTss
        type: u2
      - id: gdt64_r3_cm_code
        -orig-id: Gdt64R3CmCode
        type: u2
      - id: gdt64_r3_cm_teb
        -orig-id: Gdt64R3CmTeb
        type: u2
      - id: iop_num_triage_dump_data_blocks
        -orig-id: IopNumTriageDumpDataBlocks
        type: u8_halves
      - id: iop_triage_dump_data_blocks
        -orig-id: IopTriageDumpDataBlocks
        type: u8_halves
  vista_part:
    doc: Added by Vista SP1, at 0x318.
    seq:
      - id: vf_crash_data_block
        -orig-id: VfCrashDataBlock
        type: u8_halves
      - id: mm_bad_pages_detected
        -orig-id: MmBadPagesDetected
        type: u8_halves
      - id: mm_zeroed_page_single_bit_errors_detected
        -orig-id: MmZeroedPageSingleBitErrorsDetected
        type: u8_halves
  windows7_part:
    doc: Added by Windows 7, at 0x330.
    seq:
      - id: etwp_debugger_data
        -orig-id: EtwpDebuggerData
        type: u8_halves
      - id: offset_prcb_context
        -orig-id: OffsetPrcbContext
        type: u2
      - id: reserved_pad2
        size: 6
