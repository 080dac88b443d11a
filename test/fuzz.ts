/**
 * fast-check, with the same draws at every run, so that a test tells of the change under test. `SEED=N npm test` draws
 * others: to hunt, run it many times with `SEED=$RANDOM`.
 */
import fc from 'fast-check'

// Making a failing example smaller must not take longer than a test may run; what was found by then is shown.
fc.configureGlobal({ seed: Number(process.env.SEED ?? 1), interruptAfterTimeLimit: 120_000 })
export default fc
