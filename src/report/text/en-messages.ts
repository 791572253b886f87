import type { Catalogue } from './catalogue.ts';

/**
 * What findings say, in English. A value is written `{name}` or `{name:format}`; the formats are those
 * of sentence.ts.
 */
export const enMessages: Catalogue['messages'] = {
  'pool-exhausted.title': 'The {pool:pool} ran out',
  'pool-exhausted.summary-full':
    'The {pool:pool} is full: {used:bytes} of {maximum:bytes} are in use ({share:percent}).',
  'pool-exhausted.summary-failing':
    'Allocations failed {failures} times, and the {pool:pool} is the fuller one with {used:bytes} in use ({share:percent} of its maximum).',
  'pool-exhausted.usage': '{pool:pool}: {used:exact} bytes of {maximum:exact} in use, {share:percent}',
  'pool-exhausted.failures': '{failures} pool allocations failed since the system started',
  'pool-exhausted.reason': '{count} failures for the reason {reason}',
  'pool-exhausted.reason-space':
    'address space: both pools together take {used:bytes} of the {space:bytes} that belong to the system ({share:percent})',
  'pool-exhausted.reason-ptes':
    'page-table entries: only {entries} free system PTEs are left (fewer than {limit})',
  'pool-exhausted.reason-commit': 'commit: {used:bytes} of {limit:bytes} are committed ({share:percent})',
  'pool-exhausted.reason-memory': 'memory: only {available:bytes} of {physical:bytes} are available',
  'pool-exhausted.reason-maximum': 'the {pool:pool} reached its own maximum',
  'pool-exhausted.cumulative':
    'the failure counter runs since the system started and covers all pools; it does not say when',
  'pool-exhausted.below-maximum':
    'the {pool:pool} is at {share:percent} of its maximum, which a 32-bit system cannot always reach',
  'pool-exhausted.next': 'See which tag grew, below; more memory does not help a pool on a 32-bit system.',
  'pool-exhausted.no':
    'no allocation failed; nonpaged pool is at {nonpaged:percent}, paged pool at {paged:percent} of its maximum',
  'pool-exhausted.unread': 'needed and not readable: {names:memory}',

  'pool-failures.title': '{failures} pool allocations failed at some time',
  'pool-failures.summary':
    'Pool allocations failed {failures} times since the system started, but no pool is short now.',
  'pool-failures.next':
    'Watch the counter: if it still grows, take a dump at that moment. Session pool and requests of low priority count too.',

  'dominant-tag.title': 'Tag {tag} holds {share:percent} of the {pool:pool}',
  'dominant-tag.summary':
    'Tag {tag} holds {bytes:bytes} in {blocks} blocks: {share:percent} of what the {pool:pool} uses.',
  'dominant-tag.use':
    'tag {tag}: {blocks} blocks, {bytes:exact} bytes of {pool:pool} ({share:percent}), {average} bytes each on average',
  'dominant-tag.second': 'the next tag, {tag}, holds {bytes:exact} bytes: {times:times} times less',
  'dominant-tag.counts': '{allocs} allocations and {frees} frees since the system started',
  'dominant-tag.walked':
    'the walk found {blocks} blocks and {big} large allocations of the tag, {bytes:exact} bytes',
  'dominant-tag.described': 'list of tags: {tag} is "{description}" (documentation, not proof)',
  'dominant-tag.by-walk':
    "the kernel's counters for {tag} cannot be read; its blocks were counted in the pool itself",
  'dominant-tag.tracker-incomplete': "part of the kernel's tag counters cannot be read",
  'dominant-tag.second-close': 'the next tag, {tag}, holds {bytes:bytes}: only {times:times} times less',
  'dominant-tag.no': 'the largest tag of the {pool:pool} is {tag} with {share:percent}',
  'dominant-tag.no-tags': 'use of the {pool:pool} by tag cannot be read whole',
  'dominant-tag.snapshot': 'one dump is one moment: growth over time was not seen',

  'driver-tag.title': '{driver} fills the {pool:pool} ({tag}, {bytes:bytes})',
  'driver-tag.summary':
    '{driver} allocates pool under the tag {tag}, which holds {bytes:bytes} in {blocks} blocks: {share:percent} of what the {pool:pool} uses.',
  'driver-tag.site':
    'code at {site:address} ({symbol}) hands the tag to {allocator}, called at {call:address}',
  'driver-tag.size-agrees':
    'that call asks for {size} bytes; the blocks of the tag have {average} bytes on average',
  'driver-tag.size-differs':
    'that call asks for {size} bytes, but the blocks of the tag have {average} on average',
  'driver-tag.type-agrees': 'that call asks for pool type {poolType}, which is {pool:pool}',
  'driver-tag.type-differs': 'that call asks for pool type {poolType}, which is not {pool:pool}',
  'driver-tag.loop': 'the call at {site:address} stands in a loop',
  'driver-tag.only-one': 'no other of the {modules} loaded modules has code that allocates under this tag',
  'driver-tag.decoy':
    'the letters also stand at {address:address} in {module}, which does not count: {why:remark}',
  'driver-tag.not-short': 'the {pool:pool} is not short; this may be normal use',
  'driver-tag.maybe-short': 'whether the {pool:pool} is short cannot be told from this dump',
  'driver-tag.code-missing':
    '{missing} of {pages} pages of driver code are not in the dump; they could hold another user of the tag',
  'driver-tag.search-stopped': 'the search through driver code was cut short',
  'driver-tag.untraced': 'in {calls} calls of allocators the tag could not be followed',
  'driver-tag.site-unsure': 'that the code hands the tag over is only {confidence:confidence}',
  'driver-tag.known-elsewhere':
    'tag {tag} is known for "{description}", and not all code that could use it is in the dump',
  'driver-tag.normal-use': 'tag {tag} ({description}) grows with load in healthy systems too',
  'driver-tag.next-vendor':
    'Give this to the vendor of {driver}: tag {tag} is allocated at {site:address} and not freed. Ask for an update.',
  'driver-tag.next-watch':
    'Watch tag {tag} over time (poolmon). If it only grows, give this to the vendor of {driver}: the tag is allocated at {site:address}.',
  'driver-tag.next-stop': 'Until then disable or remove {driver}, or restart before the pool is full.',
  'driver-tag.no': 'no tag of a driver fills a pool',
  'driver-tag.object-tag': 'the largest tag, {tag}, belongs to {type} objects; see who holds them',
  'driver-tag.unread': 'the code that allocates tag {tag} was not looked for or cannot be read',

  'shared-tag.title': 'Tag {tag} fills the {pool:pool} ({bytes:bytes}); its owner cannot be told',
  'shared-tag.summary-default':
    'Tag {tag} holds {bytes:bytes} ({share:percent}) of the {pool:pool}. It stands for no driver: any driver that names no tag of its own gets it.',
  'shared-tag.summary-several':
    'Tag {tag} holds {bytes:bytes} ({share:percent}) of the {pool:pool}. Several modules allocate under it: {modules}. A dump alone cannot say whose blocks these are.',
  'shared-tag.candidate': '{module} allocates under the tag at {site:address}, size {size}',
  'shared-tag.next':
    'Find the caller while it happens: Driver Verifier with pool tracking on the suspects, or !poolhit style break on tag {tag} (nt!PoolHitTag) on a live system, or pool stacks of a performance trace.',
  'shared-tag.no': 'no shared tag fills a pool',

  'handle-leak.title': '{process} (PID {pid:pid}) holds {handles} handles to {type} objects',
  'handle-leak.summary-dead':
    '{process} (PID {pid:pid}) holds {handles} handles to {type} objects; {dead} of these {objects} objects have ended. The open handles keep their memory (tag {tag}) allocated.',
  'handle-leak.summary-all-dead':
    '{process} (PID {pid:pid}) holds {handles} handles to {type} objects; all {objects} of these objects have ended. The open handles keep their memory (tag {tag}) allocated.',
  'handle-leak.summary':
    '{process} (PID {pid:pid}) holds {handles} handles to {type} objects: {objects} of all {total}. The open handles keep their memory (tag {tag}) allocated.',
  'handle-leak.handles': '{process}: {handles} of its {total} handles lead to {type} objects',
  'handle-leak.objects': '{objects} of {total} {type} objects ({share:percent}) are held by {process}',
  'handle-leak.dead': '{dead} of these {objects} {type} objects have ended: nobody can use them any more',
  'handle-leak.all-dead': 'all {objects} of these {type} objects have ended: nobody can use them any more',
  'handle-leak.blocks': 'tag {tag}: {blocks} blocks, {bytes:exact} bytes of {pool:pool} ({share:percent})',
  'handle-leak.sample': 'for example handle {handle:hex}: object {object:address}, access {access:address}',
  'handle-leak.belongs-elsewhere':
    '{objects} of the {type} objects were run by {owner} (PID {ownerPid:pid}), but {process} is who keeps them',
  'handle-leak.both-hold':
    '{other} holds about as many of the {type} objects as {process}; either alone keeps them',
  'handle-leak.heavy-user': '{process} is known to hold many handles in good health (up to {limit})',
  'handle-leak.alive':
    'the {type} objects are still usable: high load cannot be told from a leak in one dump',
  'handle-leak.not-short': 'the {pool:pool} they live in is not known to be short',
  'handle-leak.other-tag': 'tag {tag} takes {share:percent} of the same {pool:pool}',
  'handle-leak.table-unread': 'part of the handle table of {process} is not in the dump: there may be more',
  'handle-leak.type-unread':
    'part of the pool or of the handle tables is not in the dump: {type} objects were missed',
  'handle-leak.next-thread':
    'Ask the developer of {process}: each CreateThread or _beginthreadex returns a handle that CloseHandle must close, also when the thread is no longer needed.',
  'handle-leak.next-process':
    'Ask the developer of {process}: each CreateProcess or OpenProcess returns handles (hProcess, hThread) that CloseHandle must close.',
  'handle-leak.next-token':
    'Ask the developer of {process}: each LogonUser, OpenProcessToken or DuplicateToken returns a handle that CloseHandle must close.',
  'handle-leak.next-other':
    'Ask the developer of {process}: handles to {type} objects are opened and not closed with CloseHandle.',
  'handle-leak.next-opened':
    'Ask the developer of {process}: it opens {type} objects of {owner} (PID {ownerPid:pid}) and does not close the handles with CloseHandle.',
  'handle-leak.next-service':
    '{process} hosts services: see with tasklist /svc which run in it (PID {pid:pid}). One of them gets handles to {type} objects and does not close them.',
  'handle-leak.next-restart': 'Until then restart {process} before the pool is full: its handles go with it.',
  'handle-leak.no': '{process} has the most handles to one type, {handles}; that is not unusual',
  'handle-leak.no-handles': 'no handles that stand out',
  'handle-leak.unread': 'handle tables cannot be read',

  'kernel-handles.title': 'The kernel itself holds {handles} handles to {type} objects',
  'kernel-handles.summary':
    'The System process holds {handles} handles to {type} objects (tag {tag}, {pool:pool}). They were opened in the kernel; a handle table does not say by which driver.',
  'kernel-handles.next':
    'Look at names and access of the {type} objects for a hint at the driver; on a live system turn on handle tracing (!htrace) for PID 4.',

  'handle-tables.title': 'Handle tables take {bytes:bytes} for {handles} handles',
  'handle-tables.summary':
    'Handle tables take {bytes:bytes} of paged pool for {handles} handles in all processes; {process} (PID {pid:pid}) has {most} of them.',
  'handle-tables.next': 'Ask the developer of {process} which handles are opened again and again.',
  'handle-tables.no': 'handle tables take {bytes:bytes}',

  'many-handles.title': '{process} (PID {pid:pid}) has {handles} handles',
  'many-handles.summary':
    '{process} (PID {pid:pid}) has {handles} handles, {most} of them to {type} objects. Few programs need so many.',
  'many-handles.types': 'what the handles of {process} lead to: {types}',
  'many-handles.next':
    'Watch the handle count of {process} in the task manager. If it only grows, its developer must find what is not closed.',
  'many-handles.told': 'the {handles} handles of {process} are told of above',
  'many-handles.no': '{process} has the most handles, {handles}',

  'dead-objects.title': '{dead} {type} objects have ended and are still kept',
  'dead-objects.summary-handles':
    '{dead} of {found} {type} objects have ended; handles still keep {held} of them.',
  'dead-objects.summary-pointers':
    '{dead} of {found} {type} objects have ended; {pointers} of them have no handle and are kept by pointers alone.',
  'dead-objects.next': 'Find who holds the {type} objects: by handles a process, by pointers a driver.',
  'dead-objects.no': '{dead} ended threads and processes are kept, which is normal',
  'dead-objects.unread': 'objects in pool cannot be read',

  'kernel-reference.title': '{objects} {type} objects (tag {tag}) are kept without any handle',
  'kernel-reference.summary':
    '{objects} of {found} {type} objects (tag {tag}, {bytes:bytes} of {pool:pool}) have no handle, yet something still points at them, as when a driver references them and does not let go. The dump does not say which.',
  'kernel-reference.no-handles':
    '{objects} {type} objects have HandleCount 0 and PointerCount above 0; {withHandles} have handles',
  'kernel-reference.sample': 'for example the object at {object:address}',
  'kernel-reference.next':
    'Turn on object reference tracing for {type} objects (gflags /ro) or Driver Verifier, reproduce, and see which driver does not call ObDereferenceObject.',
  'kernel-reference.no': 'no type has many objects that only pointers keep',
  'kernel-reference.partly': 'only {found} of {total} {type} objects were found in the dump',

  'thread-explosion.title': '{process} (PID {pid:pid}) runs {threads} threads',
  'thread-explosion.summary':
    '{process} (PID {pid:pid}) has {threads} living threads of {total} in the system.',
  'thread-explosion.next': 'See where the threads of {process} wait; ask its developer why they do not end.',
  'thread-explosion.no': '{process} has the most threads, {threads}',
  'thread-explosion.unread': 'threads cannot be counted',

  'process-explosion.title': '{processes} processes are in the process list',
  'process-explosion.summary': '{processes} processes, {exited} of them exited; {count} are called {name}.',
  'process-explosion.parent': '{count} of them were started by {parent} (PID {pid:pid})',
  'process-explosion.next': 'See who starts them, and whether they end.',
  'process-explosion.no': '{processes} processes',
  'process-explosion.unread': 'the process list is not whole: {processes} processes were read',

  'token-leak.title': '{tokens} access tokens are kept',
  'token-leak.summary':
    '{tokens} access tokens take {bytes:bytes} of {pool:pool}; no single process holds them.',
  'token-leak.holders': 'most are held by: {holders}',
  'token-leak.next':
    'Look for logon sessions that do not end and for services that impersonate and do not revert.',
  'token-leak.no': '{tokens} access tokens',

  'session-pool.title': 'Session {session} uses {bytes:bytes} of session pool',
  'session-pool.summary-tag':
    'In session {session} tag {tag} holds {bytes:bytes} of session pool in {blocks} blocks ({share:percent}).',
  'session-pool.summary-failures':
    'In session {session} {failures} allocations of session pool failed; {bytes:bytes} are in use.',
  'session-pool.usage': 'session {session}: {pages} pages of session paged pool, {bytes:exact} bytes',
  'session-pool.second': 'the next tag of the session, {tag}, holds {bytes:exact} bytes',
  'session-pool.next':
    'Look in session {session} for the program that creates windows, menus or bitmaps and does not destroy them: GDI and USER object counts in the task manager.',
  'session-pool.no': 'no tag fills the pool of any of {sessions} sessions',
  'session-pool.unread': 'the tag counters of session {session} cannot be read',
  'session-pool.none': 'no session can be read',

  'normal-growth.title-registry': 'The registry takes {bytes:bytes} of paged pool',
  'normal-growth.title-files': 'Bookkeeping of files takes {bytes:bytes} of paged pool',
  'normal-growth.summary-registry':
    'Registry hives and keys ({tags}) take {bytes:bytes}, {share:percent} of the paged pool. This is load, not a leak.',
  'normal-growth.summary-files':
    'Mapped files, file systems and their filters ({tags}) take {bytes:bytes}, {share:percent} of the paged pool. This is load, not a leak.',
  'normal-growth.next-registry': 'Look for bloated hives and for many user profiles that stay loaded.',
  'normal-growth.next-files': 'Have fewer files open at a time, or move to a 64-bit system.',
  'normal-growth.no': 'registry and file bookkeeping take {bytes:bytes} at most',

  'system-ptes.title': 'Only {entries} system PTEs are free',
  'system-ptes.summary':
    'Only {entries} free system page-table entries are left (fewer than {limit}): mappings by drivers and kernel stacks will fail.',
  'system-ptes.next': 'Look at !sysptes, and whether /3GB or a large video memory takes the address space.',
  'system-ptes.no': '{entries} system PTEs are free',
  'system-ptes.unread': '{absent:absence} ({at:remark})',

  'pool-corruption.title': 'Block headers contradict each other in {pages} pool pages',
  'pool-corruption.summary':
    'In {pages} of {read} pool pages the chain of block headers is broken: something may have written past the end of its block.',
  'pool-corruption.page':
    'page {page:address}, offset {offset:hex}: {why:damage}; the block before it has tag {tag}',
  'pool-corruption.damaged-dump':
    'a page that changed while the dump was written, or a damaged file, looks the same',
  'pool-corruption.next':
    'Turn on special pool for the drivers of the tags before the breaks (Driver Verifier).',
  'pool-corruption.no': 'the block headers of all {pages} pool pages that were read agree',
  'pool-corruption.unread': 'pool pages were not walked: {why:remark}',

  'unexplained-use.title': 'What fills the {pool:pool} cannot be told from this dump',
  'unexplained-use.title-tag':
    'Who allocates tag {tag} ({bytes:bytes} of {pool:pool}) cannot be told from this dump',
  'unexplained-use.summary':
    'The {pool:pool} is short, but no single tag or process accounts for it: this looks like load or configuration.',
  'unexplained-use.summary-unread':
    'The {pool:pool} is short, and the counters of its tags could not be read whole: what fills it is not known.',
  'unexplained-use.summary-load':
    'Tag {tag} holds {bytes:bytes} ({share:percent}) of the {pool:pool}. Windows itself uses it, more of it under load; nothing in this dump shows a leak.',
  'unexplained-use.summary-tag':
    'Tag {tag} holds {bytes:bytes} ({share:percent}) of the {pool:pool}, and nothing in this dump proves who allocates or keeps it.',
  'unexplained-use.kernel':
    'only the kernel itself has code that allocates under tag {tag}, on behalf of others',
  'unexplained-use.no-code': 'no readable code in any module allocates under tag {tag}',
  'unexplained-use.object': 'tag {tag} belongs to {type} objects, and no single holder of them was found',
  'unexplained-use.tables-unread':
    'handle tables that could not be read whole: {count} ({processes}); whoever holds the objects may be among them',
  'unexplained-use.next-load':
    'Repeat with more knowledge: Driver Verifier with pool tracking, a pool trace with stacks, or poolmon over time.',
  'unexplained-use.no': 'no pool is short without an explanation',

  'check.stopped': 'the work was stopped before all of it was looked at',

  'nothing-wrong.title': 'Nothing stands out',
  'nothing-wrong.title-partly': 'Nothing stands out in what could be read',
  'nothing-wrong.summary': 'No pool is short, and none of {rules} checks found a leak.',
  'nothing-wrong.summary-partly':
    'None of {rules} checks found a leak, but {untold} of them could not be decided from this dump.',
  'nothing-wrong.usage': '{pool:pool}: {used:exact} bytes of {maximum:exact} in use, {share:percent}',
  'nothing-wrong.untold': 'could not be decided: {rule:check}',
  'nothing-wrong.snapshot': 'a slow leak may be too small to see yet',
  'nothing-wrong.next': 'If a problem was seen, take the dump while it lasts.',
  'nothing-wrong.no': 'findings above: {findings}',
};
