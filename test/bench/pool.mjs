/**
 * How long the pool takes, against a plain loop over the same pages in the same run.
 *
 *     npm run build && node test/bench/pool.mjs FULL-SCALE.dmp [TAG]
 */
import { cheapest, commandLine, judgeMemory, judgeRatio, load, requireDumps, run, tell } from './measure.mjs';
import { locatePages, poolLoop, poolPages } from './plain-loops.mjs';

const { openDump } = await load('analysis/open-dump.js');
const { crossCheckOf, poolOf } = await load('analysis/pool-of.js');

const [path, tag = 'Thre'] = requireDumps(1, 'pool.mjs DUMP [TAG]');
const pages = poolPages(path);
console.log(`${pages.frames.length} pool pages, ${pages.blockCount} blocks`);

let session;
const open = () => {
  session = openDump(path);
  return session;
};
const close = () => session.close();
const loop = () => cheapest(poolLoop, () => locatePages(open(), pages), close);
const before = loop();
const walk = cheapest((one) => run(poolOf(one)), open, close);
const check = cheapest((one) => run(crossCheckOf(one)), open, close);
const start = await commandLine(path, '-c', 'vertarget');
const find = await commandLine(path, '-c', `!poolfind ${tag} 0`);
// Other programs come and go: the loop is timed at both ends of the rest.
const plain = Math.min(before, loop());
tell('plain loop over every word of the pool', plain);
tell('walk alone', walk);
judgeRatio('whole cross-check', check, plain, 4);
tell('the command line from start to end of vertarget', start.thread);
tell(`the command line from start to end of !poolfind ${tag} 0`, find.thread);
judgeRatio(`!poolfind ${tag} 0, output discarded, start-up left out`, find.thread - start.thread, plain, 2);
judgeMemory(`private memory of !poolfind ${tag} 0`, find.memory, 300);
