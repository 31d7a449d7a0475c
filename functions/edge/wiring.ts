/** What every function has from its surroundings: its log, the time, and patience. */
import { failureFields, logTo } from '../../shared/adapters/logging/logs.ts'
import { recorderOf } from '../../shared/adapters/logging/metrics.ts'
import { epochMs } from '../../shared/kernel/words.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import type { FunctionName } from '../functions.ts'
import { METRICS, METRICS_NAMESPACE } from '../metrics.ts'
import type { Observer } from './observed.ts'

/** The time of AWS. */
export const wallClock: Clock = { now: () => epochMs(Date.now()) }

export const pause = (ms: number): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, ms))

/** Writes to the log of the function, metrics among it. */
export const logObserver = (
  name: FunctionName,
  stage: string,
  now: () => number = Date.now,
  write: (line: string) => void = (line) => void process.stdout.write(`${line}\n`),
): Observer => ({
  name,
  begin: (requestId) => {
    const log = logTo(write, { function: name, stage, requestId })
    const recorder = recorderOf(METRICS_NAMESPACE, { stage, function: name })
    return {
      log,
      failed: (what, failure, fields) => log('error', what, { ...failureFields(failure), ...fields }),
      count: (metric, value) => recorder.add(METRICS[metric], value),
      end: () => {
        const line = recorder.line(now())
        if (line !== null) write(line)
      },
    }
  },
})
