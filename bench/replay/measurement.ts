import { readFileSync } from 'node:fs'

/** What a child is asked to measure. */
export type Job = {
  readonly events: string
  readonly count: number
  /** An empty folder for the store. */
  readonly folder: string
  readonly campaigns: boolean
  /** Only for the peer: the length of a state, as Rekindle writes it. */
  readonly stateBytes: number
}

/** What it found, of its own process from the first event to the last. */
export type Measurement = {
  readonly events: number
  readonly seconds: number
  /** Time of all its threads on a processor: what other programs on the machine change least. */
  readonly cpuSeconds: number
  readonly peakRssMb: number
  /** After a collection, at each tenth of the events; its own time is not counted. */
  readonly heapMb: readonly number[]
  /** By the operating system's count of what was handed to write(); null where it keeps none. */
  readonly bytesWritten: number | null
  readonly rows: Rows
}

/** Rows in the file at the end; a state was written as often as its version says. */
export type Rows = {
  readonly customers: number
  readonly stateWrites: number
  readonly facts: number
  readonly messages: number
  readonly timeline: number
  readonly stateBytes: number
  readonly fileBytes: number
}

/** Starts counting; the answer stops. Called once for each process. */
export const startMeasuring = (count: number) => {
  const heapMb: number[] = []
  const writtenBefore = written()
  const before = spent()
  const collecting = { wallMs: 0, cpuMs: 0 }
  let after = before

  const at = (events: number): void => {
    if (events < (count / TENTHS) * (heapMb.length + 1)) return
    const paused = spent()
    globalThis.gc?.()
    heapMb.push(process.memoryUsage().heapUsed / 1e6)
    const resumed = spent()
    collecting.wallMs += resumed.wallMs - paused.wallMs
    collecting.cpuMs += resumed.cpuMs - paused.cpuMs
  }
  const finish = (): void => {
    after = spent()
  }
  const stop = (events: number, rows: Rows): Measurement => {
    const writtenAfter = written()
    return {
      events,
      seconds: (after.wallMs - before.wallMs - collecting.wallMs) / 1000,
      cpuSeconds: (after.cpuMs - before.cpuMs - collecting.cpuMs) / 1000,
      peakRssMb: process.resourceUsage().maxRSS / 1024,
      heapMb,
      bytesWritten: writtenBefore === null || writtenAfter === null ? null : writtenAfter - writtenBefore,
      rows,
    }
  }
  return { at, finish, stop }
}

const spent = () => {
  const { user, system } = process.cpuUsage()
  return { wallMs: performance.now(), cpuMs: (user + system) / 1000 }
}

const TENTHS = 10

/** Linux counts the bytes each process hands to write(), into the log and into the file. */
const written = (): number | null => {
  try {
    return Number(/^wchar: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1] ?? Number.NaN)
  } catch {
    return null
  }
}
