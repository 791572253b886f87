/**
 * Every handle of every process, counted by type of object and joined to the pool blocks of the
 * objects, finding those in the blocks included. Against plain Int32Array loops over the same tables
 * and headers in the same run: the entries with the object headers they lead to, and, as objects that
 * nobody holds must be found too, every block's pool header with its object's header.
 *
 *     npm run build && node test/bench/handles.mjs FULL-SCALE.dmp
 */
import { cheapest, judgeRatio, load, requireDumps, run, tell } from './measure.mjs';
import { headerLoop, locateHandles, tableLoop } from './plain-loops.mjs';

const { openDump } = await load('analysis/open-dump.js');
const { poolOf } = await load('analysis/pool-of.js');
const { collectObjects } = await load('analysis/collect-objects.js');
const { joinHandles } = await load('analysis/join-handles.js');
const { holdersByType } = await load('analysis/holders.js');
const { ProcessNumbers } = await load('analysis/process-numbers.js');
const { objectTypesOf } = await load('analysis/objects-of.js');
const { processesOf } = await load('analysis/processes-of.js');

const [path] = requireDumps(1, 'handles.mjs DUMP');
const session = openDump(path);
const { kernel } = session;
const types = objectTypesOf(session);
const processes = processesOf(session).processes.filter((one) => one.objectTable !== 0);
const { columns } = run(poolOf(session));

function collect() {
  const numbers = new ProcessNumbers();
  return { numbers, ...run(collectObjects(kernel, types, columns, numbers)) };
}

const join = (objects) => run(joinHandles(kernel, types, objects, processes));

function whole() {
  const { objects, numbers } = collect();
  const owners = numbers.addresses.map(() => undefined);
  const parts = { types, objects, join: join(objects), poolRead: () => true, comparable: true, owners };
  return holdersByType(parts);
}

const { objects } = collect();
const joining = cheapest(() => {
  objects.stamp.fill(0);
  join(objects);
});
const all = cheapest(whole);

const places = locateHandles(session);
const tables = cheapest(() => tableLoop(places));
const headers = cheapest(() => headerLoop(places));
console.log(`${tableLoop(places).handles} handles, ${objects.length} objects in pool`);
tell('plain loop over tables and the object headers they lead to', tables);
tell('plain loop over the pool and object headers of the blocks', headers);
judgeRatio('handles by type, joined to objects already found', joining, tables, 3);
judgeRatio('the same with finding the objects in pool and summing up', all, tables + headers, 3);
console.log(`      (${(all / tables).toFixed(2)} x the loop over tables alone)`);
session.close();
