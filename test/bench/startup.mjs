/**
 * How soon the first command of a small dump is answered, start of Node included.
 *
 *     npm run build && node test/bench/startup.mjs SMALL.dmp
 */
import { commandLine, judgeTime, requireDumps, tell } from './measure.mjs';

const LIMIT_MS = 250;

const [path] = requireDumps(1, 'startup.mjs SMALL.dmp');
const { thread, wall } = await commandLine(path, '-c', 'vertarget');
tell('vertarget of a small dump on the wall, other programs included', wall);
judgeTime('vertarget of a small dump from start to end', thread, LIMIT_MS);
