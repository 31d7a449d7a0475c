import type { Context } from 'aws-lambda'

/**
 * A handler that is made with the first event it gets, once for a process. Where it cannot be made (the table is away), the event goes back
 * and the next one tries again: a process that failed once is not lost.
 */
export const lazily = <Event, Result>(
  make: () => Promise<(event: Event, context: Context) => Promise<Result>>,
): ((event: Event, context: Context) => Promise<Result>) => {
  let making: ReturnType<typeof make> | null = null
  return async (event, context) => {
    making ??= make().catch((failure: unknown) => {
      making = null
      throw failure
    })
    return (await making)(event, context)
  }
}
