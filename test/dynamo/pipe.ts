import type { Socket } from 'node:net'

/** Passes everything on between two connections; the end of one, good or bad, is the end of both. */
export const pipeBoth = (one: Socket, other: Socket): void => {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.setNoDelay(true)
    from.on('error', () => to.destroy())
    from.on('close', () => to.destroy())
    from.pipe(to)
  }
}
