/** How far a long run has come, with its rate and the time left: one line that changes on a terminal, a line now and then elsewhere. */
export type Progress = {
  readonly advance: (note: string) => void
  readonly end: () => void
  readonly took: () => string
}

const QUIET_MS = 10_000

export const progressOf = (what: string, total: number): Progress => {
  const startedAt = performance.now()
  const { isTTY } = process.stderr
  let done = 0
  let toldAt = startedAt
  const advance = (note: string): void => {
    done += 1
    const now = performance.now()
    if (!isTTY && now - toldAt < QUIET_MS) return
    toldAt = now
    const seconds = (now - startedAt) / 1_000
    const left = Math.round((seconds / done) * (total - done))
    const line = `${done}/${total} ${what}, ${(done / seconds).toFixed(1)} a second, ${left} s left${note === '' ? '' : `, ${note}`}`
    process.stderr.write(isTTY ? `\r${line}\x1b[K` : `${line}\n`)
  }
  return {
    advance,
    end: () => {
      if (isTTY) process.stderr.write('\r\x1b[K')
    },
    took: () => `${((performance.now() - startedAt) / 1_000).toFixed(1)} s`,
  }
}
