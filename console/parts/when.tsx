import type { ReactNode } from 'react'
import { useLive } from '../api/live.ts'
import type { Instant } from '../words/formats.ts'
import { useReader } from '../words/reader.tsx'

/** An instant, in the reader's zone; machines read it exactly. */
export const When = ({ at }: { readonly at: Instant }): ReactNode => {
  const { format } = useReader()
  return <time dateTime={new Date(at).toISOString()}>{format.instant(at)}</time>
}

/** The instant of the system: that of a demo runs faster than the reader's watch. To the minute, so that pages keep still. */
export const useClock = (): number =>
  useLive(({ pulse }) => Math.floor((pulse === null ? Date.now() : Date.parse(pulse.clock)) / MINUTE_MS) * MINUTE_MS)

const MINUTE_MS = 60_000
