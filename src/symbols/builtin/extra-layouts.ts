/**
 * Structures that the generated table lacks, written by hand. Facts only: sizes are of the whole
 * structure, but only the fields that a dump reader uses are given.
 *
 * Source, unless a note says otherwise: the type tables of the Volatility 2 project (made from
 * Microsoft's public PDBs), read for each kernel of the range; the XP lines agree with the public
 * PDB of ntkrnlpa.exe, XP SP3.
 */
import type { StructLayout } from '../layouts.ts';
import { decodePlainStruct } from './layout-text.ts';

/** Sampled kernels in the order of their release: a range below means these, ends included. */
const KERNELS = [
  'xp_sp2_x86',
  'xp_sp3_x86',
  'win2003_sp0_x86',
  'win2003_sp1_x86',
  'win2003_sp2_x86',
  'vista_sp0_x86',
  'vista_sp1_x86',
  'vista_sp2_x86',
  'win7_sp0_x86',
  'win7_sp1_x86',
  'win7_sp1_x86_BBA98F40',
  'win7_sp1_x86_24000',
  'win8_sp0_x86',
  'win8_sp1_x86',
  'win81_u1_x86',
  'win10_x86',
  'win10_x86_10240_17770',
  'win10_x86_44B89EEA',
  'win10_x86_9619274A',
  'win10_x86_15063',
  'win10_x86_16299',
  'win10_x86_17134',
  'win10_x86_17763',
  'win10_x86_18362',
  'win10_x86_19041',
];

/**
 * `first last [pae|classic] structure...`: kernels of the range, '-' for the first or last of all;
 * `pae` and `classic` limit a line to kernels with or without PAE. The rest is a hand-written line
 * as in layout-text.ts.
 */
const EXTRA = `
xp_sp2_x86 xp_sp3_x86 _MMPAGING_FILE 44 Size:0 MaximumSize:4 MinimumSize:8 FreeSpace:c CurrentUsage:10 PeakUsage:14 File:2c PageFileName:30
win2003_sp0_x86 win2003_sp2_x86 _MMPAGING_FILE 3c Size:0 MaximumSize:4 MinimumSize:8 FreeSpace:c CurrentUsage:10 PeakUsage:14 File:1c PageFileName:28
vista_sp0_x86 win7_sp1_x86_24000 _MMPAGING_FILE 50 Size:0 MaximumSize:4 MinimumSize:8 FreeSpace:c PeakUsage:10 HighestPage:14 File:18 PageFileName:24
win8_sp0_x86 win8_sp0_x86 _MMPAGING_FILE 64 Size:0 MaximumSize:4 MinimumSize:8 FreeSpace:c PeakUsage:10 HighestPage:14 File:20 PageFileName:2c
win8_sp1_x86 win81_u1_x86 _MMPAGING_FILE 80 Size:0 MaximumSize:4 MinimumSize:8 FreeSpace:c PeakUsage:10 HighestPage:14 File:20 PageFileName:38
win10_x86 win10_x86_10240_17770 _MMPAGING_FILE 90 Size:0 MaximumSize:4 MinimumSize:8 FreeSpace:c PeakUsage:10 HighestPage:14 File:20 PageFileName:38
win10_x86_44B89EEA win10_x86_18362 _MMPAGING_FILE a8 Size:0 MaximumSize:4 MinimumSize:8 FreeSpace:c PeakUsage:10 HighestPage:14 File:1c PageFileName:30
win10_x86_19041 - _MMPAGING_FILE a0 Size:0 MaximumSize:4 MinimumSize:8 FreeSpace:c PeakUsage:10 HighestPage:14 File:1c PageFileName:30

- vista_sp2_x86 _MMPFNLIST 10 Total:0 ListName:4 Flink:8 Blink:c
win7_sp0_x86 - _MMPFNLIST 14 Total:0 ListName:4 Flink:8 Blink:c Lock:10
- win2003_sp0_x86 _MMPFNENTRY 4 Modified:0:0.1 PrototypePte:0:3.1 PageLocation:0:8.3
win2003_sp1_x86 win2003_sp2_x86 _MMPFNENTRY 2 Modified:0:0.1 PrototypePte:0:3.1 PageLocation:0:8.3
vista_sp0_x86 win10_x86_44B89EEA _MMPFNENTRY 2 PageLocation:0:0.3 WriteInProgress:0:3.1 Modified:0:4.1 ReadInProgress:0:5.1 CacheAttribute:0:6.2 Priority:1:0.3

vista_sp1_x86 vista_sp2_x86 _MI_SYSTEM_PTE_TYPE 2c Bitmap:0 BasePte:c FailureCount:10 TotalSystemPtes:18 TotalFreeSystemPtes:1c CachedPteCount:20 PteFailures:24
win7_sp0_x86 win7_sp1_x86_24000 _MI_SYSTEM_PTE_TYPE 30 Bitmap:0 BasePte:10 FailureCount:14 TotalSystemPtes:1c TotalFreeSystemPtes:20 CachedPteCount:24 PteFailures:28
win8_sp0_x86 win8_sp0_x86 _MI_SYSTEM_PTE_TYPE 34 Bitmap:0 BasePte:10 FailureCount:14 TotalSystemPtes:1c TotalFreeSystemPtes:20 CachedPteCount:24 PteFailures:28
win8_sp1_x86 win81_u1_x86 _MI_SYSTEM_PTE_TYPE 38 Bitmap:0 BasePte:8 FailureCount:14 PteFailures:18 TotalSystemPtes:24 TotalFreeSystemPtes:30 CachedPteCount:34
win10_x86 win10_x86_44B89EEA _MI_SYSTEM_PTE_TYPE 34 Bitmap:0 BasePte:8 FailureCount:14 PteFailures:18 TotalSystemPtes:24 TotalFreeSystemPtes:30
win10_x86_9619274A win10_x86_16299 _MI_SYSTEM_PTE_TYPE 38 Bitmap:0 BasePte:8 FailureCount:14 PteFailures:18 TotalSystemPtes:24 TotalFreeSystemPtes:34
win10_x86_17134 - _MI_SYSTEM_PTE_TYPE 34 Bitmap:0 BasePte:8 FailureCount:14 PteFailures:18 TotalSystemPtes:20 TotalFreeSystemPtes:30

- - pae _HARDWARE_PTE 8 Valid:0:0.1 Write:0:1.1 Owner:0:2.1 WriteThrough:0:3.1 CacheDisable:0:4.1 Accessed:0:5.1 Dirty:0:6.1 LargePage:0:7.1 Global:0:8.1 CopyOnWrite:0:9.1 Prototype:0:10.1 reserved0:0:11.1 PageFrameNumber:0:12.26 LowPart:0 HighPart:4
- - classic _HARDWARE_PTE 4 Valid:0:0.1 Write:0:1.1 Owner:0:2.1 WriteThrough:0:3.1 CacheDisable:0:4.1 Accessed:0:5.1 Dirty:0:6.1 LargePage:0:7.1 Global:0:8.1 CopyOnWrite:0:9.1 Prototype:0:10.1 reserved:0:11.1 PageFrameNumber:0:12.20

- xp_sp3_x86 _MMSUPPORT_FLAGS 4 SessionSpace:0:0.1 BeingTrimmed:0:1.1 SessionLeader:0:2.1 TrimHard:0:3.1 MemoryPriority:0:24.8
win2003_sp0_x86 win2003_sp2_x86 _MMSUPPORT_FLAGS 4 SessionSpace:0:0.1 BeingTrimmed:0:1.1 SessionLeader:0:2.1 TrimHard:0:3.1 MemoryPriority:1:0.8
vista_sp0_x86 - _MMSUPPORT_FLAGS 4 MemoryPriority:2:0.8

- win2003_sp0_x86 _CONTROL_AREA 30 Segment:0 NumberOfSectionReferences:c NumberOfPfnReferences:10 NumberOfMappedViews:14 FilePointer:24
win2003_sp1_x86 win2003_sp2_x86 _CONTROL_AREA 38 Segment:0 NumberOfSectionReferences:c NumberOfPfnReferences:10 NumberOfMappedViews:14 FilePointer:24
vista_sp0_x86 vista_sp2_x86 _CONTROL_AREA 48 Segment:0 NumberOfSectionReferences:c NumberOfPfnReferences:10 NumberOfMappedViews:14 NumberOfUserReferences:18 FilePointer:24
win7_sp0_x86 win7_sp1_x86_24000 _CONTROL_AREA 50 Segment:0 NumberOfSectionReferences:c NumberOfPfnReferences:10 NumberOfMappedViews:14 NumberOfUserReferences:18 FilePointer:24
win8_sp0_x86 win8_sp0_x86 _CONTROL_AREA 48 Segment:0 NumberOfSectionReferences:c NumberOfPfnReferences:10 NumberOfMappedViews:14 NumberOfUserReferences:18 FilePointer:24
win8_sp1_x86 - _CONTROL_AREA 50 Segment:0 NumberOfSectionReferences:c NumberOfPfnReferences:10 NumberOfMappedViews:14 NumberOfUserReferences:18 FilePointer:20

- win8_sp0_x86 _SLIST_HEADER 8 Alignment:0 Next:0 Depth:4 Sequence:6
win8_sp1_x86 - _SLIST_HEADER 8 Alignment:0 Next:0 Depth:4 CpuId:6
- - _RTL_BITMAP 8 SizeOfBitMap:0 Buffer:4
- - _PP_LOOKASIDE_LIST 8 P:0 L:4
vista_sp0_x86 - _GENERAL_LOOKASIDE_POOL 48 ListHead:0 SingleListHead:0 Depth:8 MaximumDepth:a TotalAllocates:c AllocateMisses:10 AllocateHits:10 TotalFrees:14 FreeMisses:18 FreeHits:18 Type:1c Tag:20 Size:24 Allocate:28 Free:2c ListEntry:30
- - _KPROCESSOR_STATE 320 ContextFrame:0 SpecialRegisters:2cc
- - _SID_AND_ATTRIBUTES 8 Sid:0 Attributes:4

- xp_sp3_x86 _OBJECT_DIRECTORY a4 HashBuckets:0 Lock:94 DeviceMap:98 SessionId:9c
win2003_sp0_x86 win2003_sp2_x86 _OBJECT_DIRECTORY a0 HashBuckets:0 Lock:94 DeviceMap:98 SessionId:9c
vista_sp0_x86 win7_sp1_x86_BBA98F40 _OBJECT_DIRECTORY a8 HashBuckets:0 Lock:94 DeviceMap:98 SessionId:9c NamespaceEntry:a0 Flags:a4
win7_sp1_x86_24000 win7_sp1_x86_24000 _OBJECT_DIRECTORY ac HashBuckets:0 Lock:94 DeviceMap:98 SessionId:9c NamespaceEntry:a0 SessionObject:a4 Flags:a8
win8_sp0_x86 win81_u1_x86 _OBJECT_DIRECTORY a8 HashBuckets:0 Lock:94 DeviceMap:98 SessionId:9c NamespaceEntry:a0 Flags:a4
win10_x86 win10_x86 _OBJECT_DIRECTORY ac HashBuckets:0 Lock:94 DeviceMap:98 ShadowDirectory:9c SessionId:a0
win10_x86_10240_17770 win10_x86_10240_17770 _OBJECT_DIRECTORY b0 HashBuckets:0 Lock:94 DeviceMap:98 ShadowDirectory:9c SessionId:a0
win10_x86_44B89EEA win10_x86_9619274A _OBJECT_DIRECTORY ac HashBuckets:0 Lock:94 DeviceMap:98 ShadowDirectory:9c SessionId:a0
win10_x86_15063 - _OBJECT_DIRECTORY b0 HashBuckets:0 Lock:94 DeviceMap:98 ShadowDirectory:9c SessionId:ac
- win2003_sp0_x86 _OBJECT_DIRECTORY_ENTRY 8 ChainLink:0 Object:4
win2003_sp1_x86 - _OBJECT_DIRECTORY_ENTRY c ChainLink:0 Object:4 HashValue:8
- vista_sp2_x86 _OBJECT_SYMBOLIC_LINK 20 CreationTime:0 LinkTarget:8
win7_sp0_x86 win10_x86_44B89EEA _OBJECT_SYMBOLIC_LINK 18 CreationTime:0 LinkTarget:8 DosDeviceDriveIndex:10
win10_x86_9619274A - _OBJECT_SYMBOLIC_LINK 20 CreationTime:0 LinkTarget:8 DosDeviceDriveIndex:10 Flags:14 AccessMask:18
- vista_sp1_x86 _DEVICE_MAP 30 DosDevicesDirectory:0 GlobalDosDevicesDirectory:4 ReferenceCount:8 DriveMap:c DriveType:10
vista_sp2_x86 win10_x86_44B89EEA _DEVICE_MAP 34 DosDevicesDirectory:0 GlobalDosDevicesDirectory:4 ReferenceCount:c DriveMap:10 DriveType:14
win10_x86_9619274A - _DEVICE_MAP 38 DosDevicesDirectory:0 GlobalDosDevicesDirectory:4 ReferenceCount:c DriveMap:10 DriveType:14

win2003_sp1_x86 - _OBJECT_HANDLE_COUNT_DATABASE c CountEntries:0 HandleCountEntries:4
win2003_sp1_x86 win2003_sp2_x86 _OBJECT_HANDLE_COUNT_ENTRY 8 Process:0 HandleCount:4
vista_sp0_x86 - _OBJECT_HANDLE_COUNT_ENTRY 8 Process:0 HandleCount:4:0.24 LockCount:4:24.8
win8_sp0_x86 - _OBJECT_HEADER_AUDIT_INFO 8 SecurityDescriptor:0 Reserved:4
win8_sp0_x86 - _OBJECT_HEADER_PADDING_INFO 4 PaddingAmount:0
win10_x86 win10_x86_44B89EEA _OBJECT_HEADER_HANDLE_REVOCATION_INFO 10 ListEntry:0 RevocationBlock:8 Padding1:c
win10_x86_9619274A - _OBJECT_HEADER_EXTENDED_INFO 8 Footer:0 Reserved:4

xp_sp2_x86 xp_sp2_x86 _CM_KEY_CONTROL_BLOCK 48 RefCount:0 KeyHive:10 KeyCell:14 ParentKcb:18 NameBlock:1c KcbLastWriteTime:38
xp_sp3_x86 xp_sp3_x86 _CM_KEY_CONTROL_BLOCK 50 RefCount:0 KeyHive:10 KeyCell:14 ParentKcb:18 NameBlock:1c KcbLastWriteTime:38
win2003_sp0_x86 win2003_sp0_x86 _CM_KEY_CONTROL_BLOCK 48 RefCount:0 KeyHive:10 KeyCell:14 ParentKcb:18 NameBlock:1c KcbLastWriteTime:38
win2003_sp1_x86 win2003_sp1_x86 _CM_KEY_CONTROL_BLOCK 60 RefCount:0 KeyHive:10 KeyCell:14 ParentKcb:18 NameBlock:1c KcbLastWriteTime:50
win2003_sp2_x86 win2003_sp2_x86 _CM_KEY_CONTROL_BLOCK 68 RefCount:0 KeyHive:10 KeyCell:14 ParentKcb:18 NameBlock:1c KcbLastWriteTime:50
vista_sp0_x86 vista_sp2_x86 _CM_KEY_CONTROL_BLOCK 90 RefCount:0 KeyHive:10 KeyCell:14 ParentKcb:18 NameBlock:1c KcbLastWriteTime:50
win7_sp0_x86 win10_x86_44B89EEA _CM_KEY_CONTROL_BLOCK a0 RefCount:0 KeyHive:14 KeyCell:18 ParentKcb:28 NameBlock:2c KcbLastWriteTime:58
win10_x86_9619274A win10_x86_15063 _CM_KEY_CONTROL_BLOCK a8 RefCount:0 KeyHive:10 KeyCell:14 ParentKcb:28 NameBlock:2c KcbLastWriteTime:58
win10_x86_16299 - _CM_KEY_CONTROL_BLOCK b0 RefCount:0 KeyHive:10 KeyCell:14 ParentKcb:24 NameBlock:28 KcbLastWriteTime:58
- win7_sp1_x86 _CM_NAME_CONTROL_BLOCK 10 Compressed:0 RefCount:2 NameHash:4 NextHash:8 NameLength:c Name:e
win7_sp1_x86_BBA98F40 - _CM_NAME_CONTROL_BLOCK 10 Compressed:0:0.1 RefCount:0:1.31 NameHash:4 NextHash:8 NameLength:c Name:e

win2003_sp0_x86 win2003_sp2_x86 _SEP_LOGON_SESSION_REFERENCES 18 Next:0 LogonId:4 ReferenceCount:c pDeviceMap:14
vista_sp0_x86 win7_sp1_x86_24000 _SEP_LOGON_SESSION_REFERENCES 34 Next:0 LogonId:4 ReferenceCount:14 pDeviceMap:1c Token:20 AccountName:24 AuthorityName:2c
win8_sp0_x86 win8_sp1_x86 _SEP_LOGON_SESSION_REFERENCES 3c Next:0 LogonId:4 ReferenceCount:14 pDeviceMap:1c Token:20 AccountName:24 AuthorityName:2c
win81_u1_x86 win81_u1_x86 _SEP_LOGON_SESSION_REFERENCES 48 Next:0 LogonId:4 ReferenceCount:14 pDeviceMap:1c Token:20 AccountName:24 AuthorityName:2c
win10_x86 win10_x86_10240_17770 _SEP_LOGON_SESSION_REFERENCES 5c Next:0 LogonId:4 ReferenceCount:14 pDeviceMap:1c Token:20 AccountName:24 AuthorityName:2c
win10_x86_44B89EEA win10_x86_44B89EEA _SEP_LOGON_SESSION_REFERENCES 64 Next:0 LogonId:4 ReferenceCount:14 pDeviceMap:1c Token:20 AccountName:24 AuthorityName:2c
win10_x86_9619274A - _SEP_LOGON_SESSION_REFERENCES 6c Next:0 LogonId:4 ReferenceCount:14 pDeviceMap:1c Token:20 AccountName:24 AuthorityName:2c

- win2003_sp2_x86 _RTL_USER_PROCESS_PARAMETERS 290 CurrentDirectory:24 DllPath:30 ImagePathName:38 CommandLine:40 Environment:48
vista_sp0_x86 vista_sp2_x86 _RTL_USER_PROCESS_PARAMETERS 294 CurrentDirectory:24 DllPath:30 ImagePathName:38 CommandLine:40 Environment:48
win7_sp0_x86 win7_sp1_x86_24000 _RTL_USER_PROCESS_PARAMETERS 298 CurrentDirectory:24 DllPath:30 ImagePathName:38 CommandLine:40 Environment:48
win8_sp0_x86 win81_u1_x86 _RTL_USER_PROCESS_PARAMETERS 2a0 CurrentDirectory:24 DllPath:30 ImagePathName:38 CommandLine:40 Environment:48
win10_x86 win10_x86_17134 _RTL_USER_PROCESS_PARAMETERS 2a4 CurrentDirectory:24 DllPath:30 ImagePathName:38 CommandLine:40 Environment:48
win10_x86_17763 win10_x86_17763 _RTL_USER_PROCESS_PARAMETERS 2ac CurrentDirectory:24 DllPath:30 ImagePathName:38 CommandLine:40 Environment:48
win10_x86_18362 win10_x86_18362 _RTL_USER_PROCESS_PARAMETERS 2bc CurrentDirectory:24 DllPath:30 ImagePathName:38 CommandLine:40 Environment:48
win10_x86_19041 - _RTL_USER_PROCESS_PARAMETERS 2c0 CurrentDirectory:24 DllPath:30 ImagePathName:38 CommandLine:40 Environment:48
`;

/**
 * Record of an unloaded driver, all builds. Source: how the Volatility 3 project reads it; the type
 * tables of early Windows 10 name the same fields.
 */
const UNLOADED_DRIVER = `
- - _UNLOADED_DRIVERS 18 Name:0 StartAddress:8 EndAddress:c CurrentTime:10
`;

/** Hand-written structures of one sampled kernel, by name. */
export function extraLayouts(key: string, pae: boolean): Map<string, StructLayout> {
  const position = KERNELS.indexOf(key);
  const found = new Map<string, StructLayout>();
  if (position < 0) return found;
  for (const line of `${EXTRA}${UNLOADED_DRIVER}`.split('\n')) {
    const match = /^(\S+) (\S+) (?:(pae|classic) )?(_.*)$/.exec(line);
    if (match === null) continue;
    const [, first = '-', last = '-', paging, text = ''] = match;
    if (position < rangeEnd(first, 0) || position > rangeEnd(last, KERNELS.length - 1)) continue;
    if (paging !== undefined && (paging === 'pae') !== pae) continue;
    const struct = decodePlainStruct(text);
    found.set(struct.name, struct);
  }
  return found;
}

function rangeEnd(key: string, open: number): number {
  return key === '-' ? open : KERNELS.indexOf(key);
}
