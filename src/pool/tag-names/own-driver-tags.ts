/**
 * Pool tags of drivers that come with Windows, in our own words, in the grammar of pooltag.txt.
 * Descriptions that published WinDbg transcripts print are kept as they print them: CIcr, ClfI, VmbK.
 */
export const OWN_DRIVER_TAGS = `
Nt?? - ntfs.sys - NTFS, not further told apart
Ntf0 - ntfs.sys - NTFS buffers of many uses
Ntf9 - ntfs.sys - large short-lived NTFS buffers
NtfC - ntfs.sys - NTFS state of an open file (CCB)
Ntfc - ntfs.sys - data part of an NTFS CCB
NtfD - ntfs.sys - clusters about to be freed
NtfE - ntfs.sys - NTFS index walks, lookaside list
NtfF - ntfs.sys - file control blocks of NTFS indexes
Ntff - ntfs.sys - file control blocks of NTFS files
NtfI - ntfs.sys - NTFS asynchronous transfers
Ntfi - ntfs.sys - NTFS requests in progress
NtfK - ntfs.sys - events of NTFS
Ntfl - ntfs.sys - links from directories to files (LCB)
NtfM - ntfs.sys - cluster maps of NTFS files, entries
Ntfm - ntfs.sys - cluster maps of NTFS files, arrays
NtfN - ntfs.sys - NTFS file records to be deleted
Ntfn - ntfs.sys - nonpaged part of NTFS streams
Ntfo - ntfs.sys - NTFS path names
NtfQ - ntfs.sys - quota of NTFS users
Ntfq - ntfs.sys - NTFS buffers charged to a process
Ntfr - ntfs.sys - locks (executive resources) of NTFS
NtfS - ntfs.sys - streams of NTFS indexes (SCB)
Ntfs - ntfs.sys - streams of NTFS files (SCB)
NtfT - ntfs.sys - stream snapshots during a transaction
Ntfu - ntfs.sys - unused ranges to report to the disk
Ntfv - ntfs.sys - compression units in work
Ntfw - ntfs.sys - NTFS work areas
NtFs - ntfs.sys - NTFS volume and file structures
NtFA - ntfs.sys - NTFS attribute handling
NtFB - ntfs.sys - NTFS cluster bitmaps
NtFC - ntfs.sys - NTFS create requests
NtFD - ntfs.sys - NTFS transfers to and from the disk
NtFI - ntfs.sys - NTFS indexes (directories)
NtFL - ntfs.sys - NTFS log file handling
NtFR - ntfs.sys - NTFS restart after a crash
NtFS - ntfs.sys - NTFS security data
NtFU - ntfs.sys - NTFS change journal
NtFW - ntfs.sys - NTFS writes
Txf? - ntfs.sys - transactional NTFS
Fat? - fastfat.sys - FAT file system
FatB - fastfat.sys - allocation bitmaps of FAT volumes
FatC - fastfat.sys - FAT state of an open file (CCB)
FatD - fastfat.sys - FAT directory entries in work
FatF - fastfat.sys - FAT file control blocks
FatI - fastfat.sys - FAT requests in progress
FatN - fastfat.sys - nonpaged FAT control blocks
Cd?? - cdfs.sys - CD-ROM file system
Udf? - udfs.sys - UDF file system
FM?? - fltmgr.sys - filter manager, not further told apart
FMac - fltmgr.sys - ASCII buffers of the filter manager
FMcb - fltmgr.sys - filter manager state of an open
FMcr - fltmgr.sys - context registrations of minifilters
FMct - fltmgr.sys - completion tracking of filters
FMfc - fltmgr.sys - state per open file for filters
FMfl - fltmgr.sys - registered minifilters
FMfn - fltmgr.sys - cached file names for filters
FMfz - fltmgr.sys - file list of the filter manager
FMic - fltmgr.sys - requests on their way through filters
FMin - fltmgr.sys - instance names of minifilters
FMis - fltmgr.sys - instances of minifilters on a volume
FMnc - fltmgr.sys - name cache data of a create
FMol - fltmgr.sys - oplock contexts of filters
FMos - fltmgr.sys - operation status of filters
FMpl - fltmgr.sys - locks spread over processors
FMrs - fltmgr.sys - registry strings of minifilters
FMsc - fltmgr.sys - section contexts of filters
FMsd - fltmgr.sys - security descriptors of filter ports
FMsl - fltmgr.sys - streams known to filters
FMtn - fltmgr.sys - file names in short use
FMvo - fltmgr.sys - volumes seen by the filter manager
FMwi - fltmgr.sys - work items of filters
Luaf - luafv.sys - redirection of writes to protected folders
FI?? - fileinfo.sys - file names and streams for prefetching
FIcs - fileinfo.sys - per-stream data for prefetching
CIcr - ci.dll - Code Integrity allocations for image integrity checking
CIha - ci.dll - hashes checked by code integrity
ClfI - clfs.sys - CLFS Log marshal buffer lookaside list
Clf? - clfs.sys - common log file system
FVE? - fvevol.sys - drive encryption
DfC? - dfsc.sys - client of distributed file shares
Mup  - mup.sys - routing of network paths
Mu?? - mup.sys - provider router for network paths
Npf* - npfs.sys - named pipes
NpFs - npfs.sys - client security of named pipes
NpFr - npfs.sys - data waiting in named pipes
NpFn - npfs.sys - names of pipes
VoS? - volsnap.sys - volume shadow copies
VoSp - volsnap.sys - device ids of shadow copies
VM?? - volmgr.sys - basic volumes
Vm?? - volmgrx.sys - dynamic volumes (logical disk manager)
VmbK - volmgrx.sys - Volume Manager Extension
Pm?? - partmgr.sys - partitions of disks
ScB? - classpnp.sys - library of the storage class drivers
ScC? - classpnp.sys - library of the storage class drivers
ScL? - classpnp.sys - library of the storage class drivers
ScD? - disk.sys - disk driver
CPnp - classpnp.sys - storage class library
RaDS - storport.sys - strings of the storage port
Dict - storport.sys - lookup tables of the storage port
IdeP - <unknown> - ATA and IDE port

ND?? - <unknown> - NDIS or a network driver built on it
ND   - ndis.sys - NDIS, not further told apart
NDam - ndis.sys - memory that miniports asked NDIS for
NDbi - ndis.sys - bus interface of NDIS
NDcm - ndis.sys - connection manager of NDIS
NDdl - ndis.sys - debug log of NDIS
NDfd - ndis.sys - files opened by NDIS
NDlb - ndis.sys - first bytes of received packets
NDmb - ndis.sys - adapter (MAC) blocks of NDIS
NDmo - ndis.sys - open bindings to miniports
NDnd - ndis.sys - pools handed out by NDIS
NDoa - ndis.sys - arrays of request codes (OIDs)
NDpb - ndis.sys - NDIS protocol blocks
NDpp - ndis.sys - NDIS packet pools
NDrl - ndis.sys - hardware resource lists of NDIS
NDsh - ndis.sys - shared memory for network DMA
NDwi - ndis.sys - NDIS work items
Nbuf - netio.sys - descriptor lists of network data
Nnbl - netio.sys - net buffer lists
Nnbf - netio.sys - net buffers
Fsb  - netio.sys - blocks of fixed size for packets
Mdp  - netio.sys - descriptor lists for packets
Wfp? - netio.sys - packet filtering platform
WfpF - netio.sys - filters of the filtering platform
WfpC - netio.sys - callouts of the filtering platform
StCx - netio.sys - contexts of stream inspection
WSKs - afd.sys - kernel sockets
Afd? - afd.sys - socket layer, not further told apart
AfdB - afd.sys - data buffers of sockets
AfdC - afd.sys - connections of sockets
AfdE - afd.sys - socket endpoints
AfdL - afd.sys - local addresses of sockets
AfdP - afd.sys - polls (select) in progress
AfdQ - afd.sys - socket work items
AfdR - afd.sys - remote addresses of sockets
AfdT - afd.sys - transports used by sockets
AfdX - afd.sys - contexts that service providers attach
TcpE - tcpip.sys - endpoints of TCP sockets
TcpL - tcpip.sys - listening TCP sockets
TcpA - tcpip.sys - DMA buffers of TCP
TcpI - tcpip.sys - sequence numbers of TCP
TcpM - tcpip.sys - TCP offload, various
TcpN - tcpip.sys - TCP data in the network store
TcpO - tcpip.sys - offload requests of TCP
TcTW - tcpip.sys - closed TCP connections in TIME-WAIT
TcCR - tcpip.sys - TCP connections being opened
TcDD - tcpip.sys - TCP delivery, debugging buffers
TcDQ - tcpip.sys - TCP data whose delivery is delayed
TcRB - tcpip.sys - TCP segments being put together
TcRe - tcpip.sys - TCP data under recovery
TcSR - tcpip.sys - data that TCP has yet to send
TcUD - tcpip.sys - TCP urgent data
TcWS - tcpip.sys - diagnosis of TCP window sizes
TTcb - tcpip.sys - TCP connections (control blocks)
TWTa - tcpip.sys - timers of echo requests (ping)
Tc?? - tcpip.sys - TCP, not further told apart
UdpA - tcpip.sys - endpoints of UDP sockets
UdpN - tcpip.sys - UDP data in the network store
Ud?? - tcpip.sys - UDP, not further told apart
RawE - tcpip.sys - endpoints of raw sockets
InPA - tcpip.sys - pools of port numbers
InPa - tcpip.sys - assigned port numbers
InCo - tcpip.sys - compartments of the network stack
IPif - tcpip.sys - interfaces of the IP layer
IPre - tcpip.sys - IP fragments being put together
IPrq - tcpip.sys - control data of IP requests
IPlo - tcpip.sys - loopback traffic
I4nb - tcpip.sys - IPv4 neighbours (ARP)
I6nb - tcpip.sys - IPv6 neighbours
Tdx? - tdx.sys - old transport interface (TDI) on the new stack
Tdxc - tdx.sys - control channels of the TDI translation
Nb?? - netbt.sys - NetBIOS over TCP/IP
Nbt? - netbt.sys - NetBIOS over TCP/IP
Ul?? - http.sys - HTTP server in the kernel
UlRD - http.sys - registry settings of HTTP
UlRB - http.sys - HTTP receive buffers
UlCO - http.sys - HTTP connections
Uc?? - http.sys - HTTP client in the kernel
LS?? - <unknown> - file server (SMB)
LSwi - srv.sys - first work items of the SMB server
LSwn - srv.sys - work items of the SMB server
LSbf - srvnet.sys - transfer buffers of the SMB server
LScn - srv.sys - client connections of the SMB server
LSlf - srv.sys - local file state of the SMB server
LSrf - srv.sys - opens of SMB clients
LSsh - srv.sys - shares of the SMB server
LSss - srv.sys - sessions of the SMB server
LS2? - srv2.sys - file server for SMB 2
Rx?? - rdbss.sys - network redirector buffering
RxFc - rdbss.sys - file control blocks of network files
RxCo - rdbss.sys - redirector connections being set up
RxIr - rdbss.sys - redirector requests in progress
Sm?? - mrxsmb.sys - SMB client
SmBf - mrxsmb.sys - buffers of the SMB client
SmCe - mrxsmb.sys - connections of the SMB client
Pgm? - <unknown> - reliable multicast
Wan? - <unknown> - dial-up network layer
Ksec - ksecdd.sys - kernel security support
KseS - ksecdd.sys - data for the security authority (LSA)
Cngb - ksecdd.sys - kernel cryptography
Cryp - ksecdd.sys - kernel cryptography, general

Acp? - acpi.sys - ACPI, not further told apart
AcpD - acpi.sys - devices known to ACPI
AcpA - acpi.sys - ACPI resource arbiters
Aml* - <unknown> - ACPI control method interpreter
Pci? - pci.sys - PCI bus driver
PciB - pci.sys - PCI bus driver data
Hid? - <unknown> - human interface devices
HidC - hidclass.sys - input device class
HidP - hidparse.sys - descriptions of input devices
KbdC - kbdclass.sys - keyboard class
MouC - mouclass.sys - mouse class
8042 - i8042prt.sys - controller of PS/2 devices
VidL - videoprt.sys - allocations tracked by the video port
FxDr - wdf01000.sys - driver framework, a driver's own data
FxL? - wdfldr.sys - driver framework loader
FxLg - wdf01000.sys - driver framework logs
DxgK - dxgkrnl.sys - graphics kernel
VdPN - dxgkrnl.sys - display paths (VidPN)
CDmp - crashdmp.sys - crash dump driver
TSwd - rdpwd.sys - remote desktop protocol
TSic - termdd.sys - remote desktop input channels
Vbus - vmbus.sys - virtual machine bus
L2CA - bthport.sys - Bluetooth logical links
BTHP - bthport.sys - Bluetooth port
`;
