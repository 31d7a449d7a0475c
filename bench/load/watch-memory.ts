/**
 * Loaded before a server (`node --import`): tells its parent how much memory the process holds, four times a second; and after a
 * collection, when it is asked to.
 */
export type Memory = { readonly rssMb: number; readonly heapMb: number; readonly isCollected: boolean }

const EVERY_MS = 250

const tell = (isCollected = false): void => {
  if (!process.connected) return
  const { rss, heapUsed } = process.memoryUsage()
  process.send?.({ rssMb: rss / 1e6, heapMb: heapUsed / 1e6, isCollected } satisfies Memory)
}

setInterval(tell, EVERY_MS).unref()
process.on('message', (asked) => {
  if (asked !== 'collect') return
  globalThis.gc?.()
  tell(true)
})
process.channel?.unref()
