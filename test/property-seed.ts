import fc from 'fast-check';

/**
 * Property tests draw the same cases in every run, so that a change is judged by what it changed.
 * `PROPERTY_SEED=random` draws new ones; a number repeats a run that failed.
 */
const wanted = process.env.PROPERTY_SEED ?? '20090714';
if (wanted !== 'random') fc.configureGlobal({ seed: Number(wanted) });
