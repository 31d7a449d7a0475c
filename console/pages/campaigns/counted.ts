import { createContext, use } from 'react'

/** Whether a way is told with how many are where: nobody is in what is not published. */
export const Counted = createContext(true)

/** A count, where it is told; `lead` stands before it. */
export const useCount = (): ((said: string, lead?: string) => string) => {
  const isCounted = use(Counted)
  return (said, lead = ' · ') => (isCounted ? lead + said : '')
}
