/**
 * Pool tags of the Windows kernel itself (ntoskrnl, hal), in our own words, in the grammar of
 * pooltag.txt. Descriptions that published WinDbg transcripts print are kept as they print them, so
 * that output can be compared with them: Thre, Pool, `Mm  `, MmRe, MmSt, EtwB and CM??.
 */
export const OWN_KERNEL_TAGS = `
Thre - nt!ps - Thread objects
Proc - nt!ps - process objects (EPROCESS)
Job  - nt!ps - job objects and their limits
Psap - nt!ps - blocks of queued asynchronous procedure calls
PsAp - nt!ps - APCs queued from user mode
PsCa - nt!ps - APC that starts a newly created thread
PsEx - nt!ps - APC that ends a process
PsFn - nt!ps - copy of an image file name
PsIm - nt!ps - impersonation data of a thread
PsLd - nt!ps - local descriptor tables of processes
PsPb - nt!ps - captured process parameters
PsQb - nt!ps - quota accounts that processes share
PsRl - nt!ps - memory ranges that a new process reserves
PsTp - nt!ps - ports told when a thread ends
PsWs - nt!ps - working-set watch records of a process
Psjb - nt!ps - short-lived array of jobs

Obtb - nt!ob - handle tables: grow with open handles
ObHd - nt!ob - per-process handle counts of objects
ObCi - nt!ob - parameters kept while an object is created
ObCI - nt!ob - object creation parameters, lookaside list
ObDi - nt!ob - entries of object directories
ObDm - nt!ob - drive-letter (device) maps
ObNm - nt!ob - names of named objects
ObNM - nt!ob - buffers for object names, lookaside list
ObRt - nt!ob - reference tracing of objects
ObSc - nt!ob - shared security descriptors of objects
ObSq - nt!ob - security descriptors being queried
ObSt - nt!ob - short-lived object manager storage
ObTR - nt!ob - locks of object tables
ObWm - nt!ob - wait blocks for waits on many objects
ObZn - nt!ob - zone blocks of the object manager
ObjT - nt!ob - object types (OBJECT_TYPE)
Dire - nt!ob - object directories
Symb - nt!ob - symbolic links in the object namespace

Even - <unknown> - events (notification and synchronization)
Muta - <unknown> - mutants (mutexes)
Sema - <unknown> - semaphores
Time - nt!ke - kernel timers
Prof - <unknown> - execution profiles
IoCo - nt!io - I/O completion ports
File - <unknown> - file objects, one for each open of a file
Devi - <unknown> - device objects of drivers
Driv - <unknown> - driver objects, one for each driver
Sect - <unknown> - section (file mapping) objects
Key  - <unknown> - open registry key objects
Toke - nt!se - access tokens
Desk - <unknown> - desktop objects
Wind - <unknown> - window station objects
WmiG - <unknown> - WMI GUID objects
Debu - <unknown> - debug objects
Adap - <unknown> - adapter objects (DMA)
Sess - <unknown> - session objects
Keye - <unknown> - keyed events
ALPC - nt!alpc - ALPC ports
AlMs - nt!alpc - ALPC messages
AlHa - nt!alpc - handle tables of ALPC ports
AlRe - nt!alpc - regions of ALPC sections
AlSc - nt!alpc - sections shared through ALPC ports
AlSe - nt!alpc - security contexts of ALPC clients
AlVi - nt!alpc - views of ALPC sections
AlEv - nt!alpc - event log of ALPC
AlIn - nt!alpc - internal ALPC data
AlCI - nt!alpc - communication state of ALPC ports

Pool - <unknown> - Pool tables, etc.
BIG  - nt!mm - large allocations of session pool
Mm   - nt!mm - general Mm Allocations
MmRe - nt!mm - ASLR relocation blocks
MmSt - nt!mm - Mm section object prototype ptes
MmAc - nt!mm - logs of page accesses
MmCa - nt!mm - control areas of mapped data files
MmCd - nt!mm - pages shared after a fork
MmCi - nt!mm - control areas of mapped images
MmCr - nt!mm - address spaces shared after a fork
MmCm - nt!mm - contiguous memory handed to drivers
MmCt - nt!mm - tracing of the memory manager
MmDp - nt!mm - reports of lost cached writes
MmEx - nt!mm - events of the memory manager
MmFl - nt!mm - descriptor lists for flushing large clusters
MmHi - nt!mm - images of a session, one entry each
MmIn - nt!mm - page-ins in progress
MmLd - nt!mm - entries of the loaded driver list
MmLn - nt!mm - names of loaded drivers
MmMl - nt!mm - physical memory ranges
MmPa - nt!mm - page-file space waiting to be freed
MmPg - nt!mm - page tables made while starting
MmPh - nt!mm - map of physical memory
MmRl - nt!mm - read lists of the prefetcher
MmRw - nt!mm - buffers for access to another process
MmSb - nt!mm - subsections of mapped files
MmSc - nt!mm - subsections of mapped data files
MmSd - nt!mm - extended subsections of data files
MmSe - nt!mm - secured ranges of user memory
MmSg - nt!mm - segments of mapped files
MmSi - nt!mm - security data of image control areas
MmSm - nt!mm - segments of mapped data files
MmVd - nt!mm - address descriptors of mapped views
MmVs - nt!mm - address descriptors of private memory
MmWe - nt!mm - work of the modified-page writer
MmWw - nt!mm - write-watch data of address ranges
Mmdi - nt!mm - descriptor lists for physical pages
Mmww - nt!mm - bitmaps of written pages (write watch)
MSeg - nt!mm - segments of mapped images
Vad  - nt!mm - address descriptors of mapped views
VadF - nt!mm - address descriptors split by a free
VadS - nt!mm - short address descriptors of private memory
Vadl - nt!mm - long address descriptors
sm?? - nt!store - compressed memory store of ReadyBoost

Irp  - <unknown> - I/O request packets
Mdl  - <unknown> - descriptor lists of locked pages (MDLs)
Io   - nt!io - I/O manager, not further told apart
IoBo - nt!io - which disk the system started from
IoCc - nt!io - completion contexts of files
IoDn - nt!io - device names
IoEa - nt!io - extended attributes on their way to a driver
IoEr - nt!io - error log packets
IoFs - nt!io - shutdown notices of file systems
IoFu - nt!pnp - file helpers of plug and play
IoKB - nt!io - key buffers for registry access
IoNm - nt!io - names built by the I/O manager
IoOp - nt!io - open packets of files in creation
IoSe - nt!io - security data of devices
IoSh - nt!io - shutdown notification packets
IoSi - nt!io - symbolic links made by drivers
IoTi - nt!io - one-second timers of device objects
IoUs - nt!io - contexts of completed I/O
IoWI - nt!io - work items of drivers
Irpl - nt!io - large I/O request packets, lookaside list
KAPC - nt!io - APCs that report hard errors
Ldmp - nt!io - live dump data
Vpb  - <unknown> - volume parameter blocks
Ddk  - <unknown> - drivers that name no tag (DDK default)
Wdm  - <unknown> - drivers that name no tag (WDM default)
None - <unknown> - allocations made without a tag
FLln - <unknown> - nodes of byte-range lock trees
FLsh - <unknown> - shared byte-range locks
FLex - <unknown> - exclusive byte-range locks
FLwl - <unknown> - waits for byte-range locks
FS?? - nt!fsrtl - run-time library of the file systems
FSim - nt!fsrtl - caches of large block extents (MCBs)

Pnp? - nt!pnp - plug and play manager
PpEB - nt!pnp - plug and play event buffers
PpEE - nt!pnp - plug and play event entries
PpUB - nt!pnp - plug and play data for user mode
PpWI - nt!pnp - plug and play work items
Pprl - nt!pnp - lists of device relations
DPwr - nt!pnp - power data of a device node
ArbA - nt!arb - alternatives of a resource arbiter
ArbL - nt!arb - ordering lists of a resource arbiter
ArbM - nt!arb - resource arbiters, general
ArbR - nt!arb - ranges of a resource arbiter
POWI - nt!po - work items of the power manager
PPM? - nt!po - processor power management

CM?? - nt!cm - Internal Configuration manager allocations

Se   - nt!se - security, not further told apart
SeAc - nt!se - captured access control lists
SeAi - nt!se - work items of auditing
SeAp - nt!se - parameters of an audit event
SeAt - nt!se - security attributes of tokens
SeFS - nt!se - notices to file systems about logons
SeHa - nt!se - arrays of handles
SeLs - nt!se - logon sessions
SeLw - nt!se - work for the local security authority
SeOp - nt!se - operation data of audits
SePr - nt!se - captured privilege sets
SeSa - nt!se - identifiers with attributes (groups)
SeSc - nt!se - captured security descriptors
SeSd - nt!se - security descriptors, general
SeSi - nt!se - captured security identifiers (SIDs)
SeTa - nt!se - temporary arrays of the security monitor
SeTd - nt!se - variable part of tokens
SeTl - nt!se - locks of tokens
SeTn - nt!se - captured names of object types
SeUs - nt!se - captured strings

EtwB - nt!etw - Etw Buffer
EtwA - nt!etw - APCs of event tracing
EtwC - nt!etw - consumers of real-time traces
EtwD - nt!etw - data blocks of event tracing
EtwG - nt!etw - providers known by GUID
EtwH - nt!etw - private trace handles
EtwL - nt!etw - logger contexts
EtwP - nt!etw - small blocks of event tracing
EtwR - nt!etw - registrations of trace providers
EtwS - nt!etw - data sources of event tracing
EtwT - nt!etw - traits of trace providers
EtwU - nt!etw - periodic state capture of event tracing
EtwX - nt!etw - profiling by event tracing
EtwZ - nt!etw - compression of traces
PRF? - nt!wdi - performance diagnostics

Cc   - nt!cc - cache manager, not further told apart
CcBc - nt!cc - buffer control blocks of pinned cache data
CcDw - nt!cc - writes put off by the cache manager
CcFn - nt!cc - file names kept by the cache manager
CcMb - nt!cc - masks of dirty ranges of a file
CcOb - nt!cc - overlapping pinned ranges
CcPc - nt!cc - private cache maps, one for each open file
CcSc - nt!cc - shared cache maps, one for each cached file
CcVa - nt!cc - first array of cache views of a file
CcVl - nt!cc - level blocks for cache views of large files
CcVp - nt!cc - arrays of cache views of a file
CcWk - nt!cc - work of the cache manager, lookaside list
CcZe - nt!cc - zeroes written by the cache manager
Pf?? - nt!pf - prefetching of files
PfTt - nt!pf - translation tables of the prefetcher

TmTm - nt!tm - transaction managers
TmTx - nt!tm - kernel transactions
TmRm - nt!tm - resource managers of transactions
TmEn - nt!tm - enlistments in transactions
TmNo - nt!tm - notifications about transactions
TmPr - nt!tm - protocol data of transactions

Atom - <unknown> - atoms and atom tables
AtmA - <unknown> - entries of atom tables
AtmT - <unknown> - tables of atoms
Call - nt!ex - callback objects
ReTa - <unknown> - owner tables of executive resources
TpWo - nt!ex - worker factories of thread pools
NlsK - nt!ex - language tables of the kernel
Wait - nt!io - packets for completed waits
DbLo - <unknown> - debug log
Vf?? - nt!vf - driver verifier
Hal  - hal.dll - the HAL itself
HalA - hal.dll - ACPI tables kept by the HAL
HalD - hal.dll - DMA adapters and map registers
HalI - hal.dll - IOMMU data of the HAL
HalP - hal.dll - PCI data of the HAL
McaC - hal.dll - corrected machine check records
McaD - hal.dll - machine check records for drivers
McaK - hal.dll - machine check records for the kernel
`;
