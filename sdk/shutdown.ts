import { PUBLISHER_CLOSE_MS } from '../shared/kernel/limits.ts'

/**
 * Closes a publisher when its process is asked to end (SIGTERM), so that what waits in memory is delivered first. Where nobody else
 * listens to the signal, the process then ends by it, as it would have. Answers how to take it back.
 *
 * A process that has nothing left to do needs no such help: what waits keeps it alive until it is delivered, or lost and told so.
 */
export const closeOnShutdown = (
  publisher: { readonly close: (withinMs?: number) => Promise<void> },
  withinMs: number = PUBLISHER_CLOSE_MS,
): (() => void) => {
  const undo = (): void => void process.off('SIGTERM', onSignal)
  const onSignal = (): void => {
    const isAlone = process.listenerCount('SIGTERM') === 1
    void publisher.close(withinMs).finally(() => {
      undo()
      if (isAlone) process.kill(process.pid, 'SIGTERM')
    })
  }
  process.on('SIGTERM', onSignal)
  return undo
}
